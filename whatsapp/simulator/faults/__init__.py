"""Misfortune on demand: the one place that decides what goes wrong.

A fault is ordered with `POST /simulator/api/faults` or on the panel, and waits in its table. Every call of the Graph
API loads what waits (usually nothing) and asks for what concerns it; the scheduling of webhooks asks for what
concerns webhooks. Each use counts the order down by a conditional update, so that N means N whatever runs at once.
"""
