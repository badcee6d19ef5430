"""The simulator's own API, for the page, for scripts and for tests."""
