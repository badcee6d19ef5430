"""`make run` on one machine: the embedded database and broker, and the supervisor of every part.

Nothing here imports Django: this process stays up as long as the system does, and stays small.
"""
