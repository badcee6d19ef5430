"""Queries that Django composes once in a process and not at every call: of what every event and every turn asks, the
composing takes longer than the asking. What is asked stays written as a queryset, with all that its rows mean.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import Aggregate, Model, QuerySet
from django.db.models.query import get_related_populators

M = TypeVar("M", bound=Model)


class Composed(Generic[M]):
    """`build` makes the queryset of `samples`: values that stand for those of a call, each of its type and like
    nothing else in the statement, in however many places of it. Only what comes in one statement is read: no
    `prefetch_related`."""

    def __init__(self, build: Callable[..., QuerySet[M]], *samples: Any) -> None:
        self.build, self.samples = build, samples

    def __call__(self, *values: Any) -> list[M]:
        plan = self._plan
        with connection.cursor() as cursor:
            cursor.execute(plan.sql, plan.parameters(values))
            return list(plan.objects(cursor.fetchall()))

    def first(self, *values: Any) -> M | None:
        return next(iter(self(*values)), None)

    @cached_property
    def _plan(self) -> "_Plan[M]":
        return _Plan(self.build(*self.samples), self.samples)


class _Plan(Generic[M]):
    def __init__(self, rows: QuerySet[M], samples: Sequence[Any]) -> None:
        self.compiler = rows.query.get_compiler(using=connection.alias)
        self.sql, self.fixed = self.compiler.as_sql()
        self.places = _places(samples, self.fixed)
        about: Any = self.compiler.klass_info
        first, last = about["select_fields"][0], about["select_fields"][-1] + 1
        self.columns = slice(first, last)
        self.names = [column[0].target.attname for column in self.compiler.select[first:last]]  # type: ignore[union-attr]
        self.added = list((self.compiler.annotation_col_map or {}).items())
        self.related = get_related_populators(about, self.compiler.select, connection.alias)  # type: ignore[call-arg]
        self.model: type[M] = about["model"]
        self.converters = self.compiler.get_converters([column[0] for column in self.compiler.select])

    def parameters(self, values: Sequence[Any]) -> list[Any]:
        return _given(self.fixed, self.places, values)

    def objects(self, rows: Sequence[Sequence[Any]]) -> Iterator[M]:
        """As a queryset makes them."""
        for row in self.compiler.apply_converters(rows, self.converters):
            one = self.model.from_db(connection.alias, self.names, row[self.columns])
            for populator in self.related:
                populator.populate(row, one)
            for name, place in self.added:
                setattr(one, name, row[place])
            yield one


class ComposedNumbers:
    """The same for `aggregate`: `build` makes the queryset and what is counted of it, by names."""

    def __init__(self, build: Callable[..., tuple[QuerySet[Any], dict[str, Aggregate]]], *samples: Any) -> None:
        self.build, self.samples = build, samples

    def __call__(self, *values: Any) -> dict[str, Any]:
        sql, fixed, places, names = self._plan
        with connection.cursor() as cursor:
            cursor.execute(sql, _given(fixed, places, values))
            return dict(zip(names, cursor.fetchone(), strict=True))

    @cached_property
    def _plan(self) -> tuple[str, Sequence[Any], list[list[int]], list[str]]:
        rows, numbers = self.build(*self.samples)
        query = rows.order_by().query.chain()
        query.clear_select_clause()
        for name, number in numbers.items():
            query.add_annotation(number, name, select=True)
        sql, fixed = query.get_compiler(using=connection.alias).as_sql()
        return sql, fixed, _places(self.samples, fixed), list(numbers)


def _given(fixed: Sequence[Any], places: Sequence[Sequence[int]], values: Sequence[Any]) -> list[Any]:
    given = list(fixed)
    for at, value in zip(places, values, strict=True):
        for place in at:
            given[place] = value
    return given


def _places(samples: Sequence[Any], parameters: Sequence[Any]) -> list[list[int]]:
    """Raises ValueError where one stands nowhere: what a call gives would be left out."""
    found = [[at for at, value in enumerate(parameters) if value == sample] for sample in samples]
    if not all(found):
        raise ValueError(samples)
    return found
