"""What an internet provider's own system knows and can do, behind one typed interface; the bot's tools stand on it."""
