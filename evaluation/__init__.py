"""How good the bot is: written sets of what customers type, played against the provider at hand, and counted.

No part of the running system imports this.
"""
