"""Leaving out columns: of rows that are read by the hundred, each column costs."""

from django.db.models import Model


def all_but(model: type[Model], path: str, needed: frozenset[str]) -> list[str]:
    """For `defer()`: the columns of the related row at `path` that are not needed. One that is read all the same is
    fetched by itself, so this may only be wrong slowly."""
    return [f"{path}__{field.name}" for field in model._meta.concrete_fields if field.name not in needed]
