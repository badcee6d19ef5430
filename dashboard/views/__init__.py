"""The pages: thin functions that read by querysets and write by one service each."""
