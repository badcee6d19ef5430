"""Messaging limits: how many customers a portfolio may write to first in 24 hours."""

ORDER = ("TIER_50", "TIER_250", "TIER_1K", "TIER_2K", "TIER_10K", "TIER_100K", "TIER_UNLIMITED")
BY_COUNT = {"50": 0, "250": 1, "1000": 2, "2000": 3, "10000": 4, "100000": 5, "-1": 6, "UNLIMITED": 6}


def is_lower(new: str, old: str) -> bool:
    """False where either is not known."""
    ranks = _rank(new), _rank(old)
    return None not in ranks and ranks[0] < ranks[1]  # type: ignore[operator]


def _rank(limit: str) -> int | None:
    return ORDER.index(limit) if limit in ORDER else BY_COUNT.get(limit)
