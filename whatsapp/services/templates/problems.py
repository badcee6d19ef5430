"""What is wrong with a template or with what is given to it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """`attr` is the field at fault, `detail` is for people."""

    attr: str
    code: str
    detail: str
