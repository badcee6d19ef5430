"""What one socket has heard, by the numbers that messages have in their groups (see `conversations.layer`)."""

from collections.abc import Iterable


class Hearing:
    def __init__(self) -> None:
        self.heard: dict[str, int] = {}

    def begin(self, numbers: dict[str, int]) -> None:
        """From here on nothing may be missing. What was under way when the numbers were asked for has lower ones."""
        self.heard.update(numbers)

    def forget(self, group: str) -> None:
        self.heard.pop(group, None)

    def hear(self, group: str, number: int) -> bool:
        """Whether something before this one is missing."""
        last = self.heard.get(group)
        if last is None or number <= last:
            return False
        self.heard[group] = number
        return number != last + 1

    def went_back(self, numbers: dict[str, int]) -> bool:
        """The broker has counted less than was heard: it lost some, and counts from where it was before."""
        lost = {group: number for group, number in numbers.items() if self.heard.get(group, 0) > number}
        self.begin(lost)
        return bool(lost)

    def is_behind(self, numbers: dict[str, int]) -> bool:
        """More went out than was heard; it may be under way."""
        return any(self.heard.get(group, number) < number for group, number in numbers.items())

    def give_up(self, numbers: dict[str, int]) -> bool:
        """Whether what had gone out a while ago has still not come. It is not waited for any longer."""
        lost = {group: number for group, number in numbers.items() if self.heard.get(group, number) < number}
        self.begin(lost)
        return bool(lost)


def mark_of(numbers: dict[str, int], groups: Iterable[str]) -> str:
    """Changes with every message in any of the groups: counts only rise."""
    return str(sum(numbers[group] for group in groups))
