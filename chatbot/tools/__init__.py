"""What the bot may look up and do in the provider's system, and how it makes sure for whom."""
