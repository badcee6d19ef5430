"""What the bot decides. Pure: no database, no network, no clock."""
