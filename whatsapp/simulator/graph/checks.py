"""The checks that every kind of content shares. Each returns the value or raises Meta's error."""

from typing import Any

from whatsapp.simulator.graph.errors import bad_parameter, invalid, missing

JsonObject = dict[str, Any]


def need_object(holder: JsonObject, key: str, where: str = "") -> JsonObject:
    value = holder.get(key)
    if value is None:
        raise missing(where or key)
    if not isinstance(value, dict):
        raise bad_parameter(f"Parameter {where or key} must be an object.")
    return value


def need_list(holder: JsonObject, key: str, where: str, *, most: int) -> list[JsonObject]:
    """A list of objects, not empty and not too long."""
    value = holder.get(key)
    if not value:
        raise missing(where)
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise bad_parameter(f"Parameter {where} must be an array of objects.")
    if len(value) > most:
        raise invalid(f"{where}: {len(value)} items, at most {most} are allowed.")
    return value


def need_text(holder: JsonObject, key: str, where: str, *, longest: int) -> str:
    value = holder.get(key)
    if value is None or value == "":
        raise missing(where)
    return checked_text(value, where, longest)


def may_text(holder: JsonObject, key: str, where: str, *, longest: int) -> str:
    value = holder.get(key)
    return "" if value is None else checked_text(value, where, longest)


def checked_text(value: Any, where: str, longest: int) -> str:
    if not isinstance(value, str):
        raise bad_parameter(f"Parameter {where} must be a string.")
    if "\x00" in value:
        raise invalid(f"{where} holds a character that is not allowed.")
    if len(value) > longest:
        raise bad_parameter(f"Param {where} must be at most {longest} characters long.")
    return value


def need_number(holder: JsonObject, key: str, where: str, *, limit: float) -> float:
    value = holder.get(key)
    if value is None:
        raise missing(where)
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise invalid(f"{where} must be a number.") from None
    if not -limit <= number <= limit:
        raise invalid(f"{where} must lie between -{limit:g} and {limit:g}.")
    return number


def need_unique(values: list[str], where: str) -> None:
    if len(set(values)) != len(values):
        raise invalid(f"{where} must be unique.")
