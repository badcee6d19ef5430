"""The whole system on one machine: embedded database and broker, and the supervisor behind `make run`.

Nothing here imports Django: the supervisor stays small.
"""
