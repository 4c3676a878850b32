"""What changes seldom is read once: who works where, who leads what, which campaigns there are.

Every page asks for it, and to ask the database anew costs half of the page. A process keeps an answer for as long as
the mark of what it was made of stands, which is asked every time: a change is seen by the next question, in every
process, and one that is rolled back is forgotten, as its mark is.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.changes import mark

Value = TypeVar("Value")
_MOST = 20_000
_KEPT: dict[Hashable, tuple[int, Any]] = {}
_MARKS: ContextVar[list[int | None] | None] = ContextVar("marks", default=None)


def remembered(key: Hashable, make: Callable[[], Value]) -> Value:
    """Return an answer that is made of watched tables alone; nobody may change it, all are given the same one.

    ``key`` names the question with everything it depends on beside the tables.
    """
    now = _mark()
    kept = _KEPT.get(key)
    if kept is not None and kept[0] == now:
        found: Value = kept[1]
        return found
    made = make()
    if now is not None:
        if len(_KEPT) >= _MOST:
            _KEPT.clear()
        _KEPT[key] = (now, made)
    return made


@contextmanager
def one_mark() -> Iterator[None]:
    """Ask for the mark once while this lasts: around the making of a page, which writes to no watched table."""
    before = _MARKS.set([])
    try:
        yield
    finally:
        _MARKS.reset(before)


def _mark() -> int | None:
    asked = _MARKS.get()
    if asked is None:
        return mark()
    if not asked:
        asked.append(mark())
    return asked[0]


def counted(key: Hashable, rows: Callable[[], QuerySet[Any, Any]]) -> int:
    """Return how many rows there are now of a question that every page asks.

    What is kept is the statement, which takes longer to write than to answer; so whatever it says besides ``key`` must
    be made of watched tables alone.
    """
    statement, values = remembered(("counted", connection.vendor, key), lambda: _statement(rows()))
    if not statement:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({statement}) counted", values)  # noqa: S608 - written by Django
        return int(cursor.fetchone()[0])


def counted_for(by: Acting, what: Hashable, rows: Callable[[], QuerySet[Any, Any]]) -> int:
    """Return how many rows there are now of a question of the acting person; ``what`` names it with what it depends on
    beside them and the day."""
    return counted((what, by.person_id, by.post_id, by.area_codes, timezone.localdate()), rows)


def _statement(rows: QuerySet[Any, Any]) -> tuple[str, Sequence[Any]]:
    try:
        return rows.order_by().query.sql_with_params()
    except EmptyResultSet:
        return "", ()


def remembered_rows(key: Hashable, make: Callable[[], Value]) -> Value:
    """Return rows of watched tables, as :func:`remembered` does; everybody is given rows of their own."""
    found: Value = pickle.loads(remembered(key, lambda: pickle.dumps(make())))  # noqa: S301 - what this process wrote
    return found
