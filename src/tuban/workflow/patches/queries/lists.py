"""The list of patches: filtered, ordered, in pages that begin where the page before ended.

Every order is a range of an index (see :class:`tuban.workflow.patches.models.Patch`); no page counts rows before it.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import CharField, F, Func, Q, QuerySet
from django.db.models.lookups import Contains
from django.utils import timezone

from tuban.values.errors import TubanError
from tuban.workflow.organisations.acting import Acting, inside
from tuban.workflow.patches.deciding import decided_as, of_category
from tuban.workflow.patches.models import Patch
from tuban.workflow.patches.queries.seen import patches_of_campaign, patches_seen_by
from tuban.workflow.patches.states import Fate, State

PAGE_SIZE = 50
_THREE = re.compile(r"\w{3}")
_OVER = frozenset({State.ACCEPTED})
"""States in which nothing is due any more."""


class CursorUnfit(TubanError):
    """This place in the list cannot be read."""

    code = "patches.cursor_unfit"
    hint = "Begin again at the first page."


class Order(StrEnum):
    """How a list is ordered: by number, by area with the largest first, by the day on which it is due."""

    NUMBER = "number"
    AREA = "area"
    DUE = "due"


class Assigned(StrEnum):
    """To whom the patches of a list are assigned."""

    ANYBODY = ""
    ME = "me"
    MY_UNIT = "my_unit"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list shows; empty means: everything. ``township`` is a division code, ``text`` a part of the number, the
    village or the township, areas in 亩. ``finding`` is the category that counts: what a person took, else what is
    proposed; ``decided`` says on which of both it rests, ``proposed`` is the proposal whatever was taken. ``fate`` is
    active unless somebody looks for what others stand for now."""

    campaign: UUID | None = None
    state: str = ""
    finding: str = ""
    decided: str = ""
    proposed: str = ""
    list: str = ""
    source: str = ""
    township: str = ""
    survey_comparison: str = ""
    assigned: Assigned = Assigned.ANYBODY
    text: str = ""
    area_from: Decimal | None = None
    area_to: Decimal | None = None
    is_missing_facts: bool = False
    has_problems: bool = False
    has_conflicts: bool = False
    is_overdue: bool = False
    fate: str = Fate.ACTIVE

    def as_wire(self) -> dict[str, Any]:
        """Return it as JSON, for a job that asks it later."""
        return {name: value if isinstance(value, bool) else str(value) for name, value in asdict(self).items()
                if value not in (None, "", False)}  # fmt: skip

    @classmethod
    def from_wire(cls, wire: Mapping[str, Any]) -> Filter:
        """Return what :meth:`as_wire` wrote."""
        readers: dict[str, Any] = {
            "campaign": UUID, "assigned": Assigned, "area_from": Decimal, "area_to": Decimal,
        }  # fmt: skip
        return cls(**{name: readers.get(name, lambda told: told)(value) for name, value in wire.items()})


@dataclass(frozen=True, slots=True)
class Page:
    """A page of patches; ``next`` is where the following one begins, empty on the last."""

    patches: tuple[Patch, ...]
    next: str


def filtered(by: Acting, asked: Filter, *, today: date | None = None) -> QuerySet[Patch]:
    """Return the patches that an acting person sees of what they look for, in no order."""
    rows = within_reach(by, asked)
    for condition in exactly(asked).values():
        rows = rows.filter(condition)
    for condition in conditions_of(by, asked, today or timezone.localdate()).values():
        rows = rows.filter(condition)
    return rows.filter(in_township(asked.township)) if asked.township else rows


def within_reach(by: Acting, asked: Filter) -> QuerySet[Patch]:
    """What a list is taken from: what the person sees, of a campaign, of a fate, with a text, of a size."""
    rows = patches_seen_by(by) if asked.campaign is None else patches_of_campaign(by, asked.campaign)
    rows = rows.filter(fate=asked.fate)
    if asked.area_from is not None:
        rows = rows.filter(area_mu__gte=asked.area_from)
    if asked.area_to is not None:
        rows = rows.filter(area_mu__lte=asked.area_to)
    for name, value in (("source", asked.source), ("proposed_finding", asked.proposed)):
        if value:
            rows = rows.filter(**{name: value})
    return rows.filter(_containing(asked.text)) if asked.text else rows


def exactly(asked: Filter) -> dict[str, Q]:
    """Return the conditions of what is counted value by value, by the part of the filter that asks for each."""
    found: dict[str, Q] = {}
    if asked.state:
        found["state"] = Q(state=asked.state)
    if asked.finding:
        found["finding"] = of_category(asked.finding)
    if asked.decided:
        found["decided"] = decided_as(asked.decided)
    if asked.list:
        found["list"] = Q(list=asked.list)
    return found


def in_township(code: str) -> Q:
    """Return the condition that a patch lies in a division, or is managed by it."""
    return inside(code, "township_code") | inside(code, "managed_code")


def conditions_of(by: Acting, asked: Filter, today: date) -> dict[str, Q]:
    """Return the conditions that are asked for besides, by the part of the filter that asks for each."""
    found: dict[str, Q] = {}
    if asked.survey_comparison:
        found["survey_comparison"] = Q(survey_comparison=asked.survey_comparison)
    if asked.is_missing_facts:
        found["is_missing_facts"] = Q(missing_count__gt=0)
    if asked.has_problems:
        found["has_problems"] = Q(problem_count__gt=0)
    if asked.has_conflicts:
        found["has_conflicts"] = in_conflict()
    if asked.is_overdue:
        found["is_overdue"] = Q(due_on__lt=today) & ~Q(state__in=_OVER)
    if asked.assigned != Assigned.ANYBODY:
        found["assigned"] = _assigned(by, asked.assigned)
    return found


def in_conflict() -> Q:
    """Return the condition that the field and the office say different things of a patch and nobody decided yet. Those
    conflicts are few, and belong to a later stage: they are asked for by the name that they have with a patch."""
    return Q(pk__in=Patch.objects.filter(conflicts__state="open").order_by().values("pk"))


class _Searched(Func):
    """A number as the index by threes of letters holds it (``make_text_index``)."""

    template, output_field = "(%(expressions)s || '')", CharField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template="%(expressions)s", **context)


def number_like(text: str) -> Q:
    """Return the condition that a number contains a text, as it is or in capitals: no number has to be changed to be
    compared. An index by threes of letters is no help where the text has none: then it must not be asked."""
    number = _Searched("number") if _THREE.search(text) else F("number")
    found = Q(Contains(number, text))
    return found if text == text.upper() else found | Q(Contains(number, text.upper()))


def _containing(text: str) -> Q:
    """Return the condition that a number, a village or a township contains a text. Latin letters and digits stand in
    numbers only."""
    in_number = number_like(text)
    return in_number if text.isascii() else in_number | Q(village__contains=text) | Q(township_name__contains=text)


def _assigned(by: Acting, assigned: Assigned) -> Q:
    if assigned == Assigned.ME:
        return Q(assigned_to=by.person_id)
    if assigned == Assigned.MY_UNIT:
        return Q(assigned_unit=by.post.unit_id)
    return Q(assigned_to__isnull=True, assigned_unit__isnull=True)


def page(
    by: Acting, asked: Filter, *, order: Order = Order.NUMBER, after: str = "", size: int = PAGE_SIZE,
    today: date | None = None,
) -> Page:  # fmt: skip
    """Return a page of what an acting person looks for; ``after`` is the ``next`` of the page before.

    Raises CursorUnfit.
    """
    place = _Place.read(after, order) if after else _Place(order, 0, ())
    found: list[Patch] = []
    segments = _SEGMENTS[order]
    segment = place.segment
    for segment in range(place.segment, len(segments)):
        condition, keys = segments[segment]
        rows = filtered(by, asked, today=today).filter(**condition).order_by(*keys)
        if segment == place.segment and place.values:
            rows = rows.filter(beyond(keys, place.values))
        found += _read(rows.values_list("pk", flat=True)[: size + 1 - len(found)])
        if len(found) > size:
            break
    if len(found) <= size:
        return Page(tuple(found), "")
    shown = found[:size]
    return Page(tuple(shown), _Place.of(shown[-1], order).text)


def _read(keys: Iterable[int]) -> list[Patch]:
    """Return the rows of keys in their order. Which ones an index says alone; only those shown are read."""
    wanted = list(keys)
    rows = Patch.objects.defer("geometry", "issued").select_related("assigned_unit", "assigned_to").in_bulk(wanted)
    return [rows[key] for key in wanted if key in rows]


BY_NUMBER = ("number", "part_number", "pk")
_SEGMENTS: dict[Order, tuple[tuple[dict[str, Any], tuple[str, ...]], ...]] = {
    Order.NUMBER: (({}, BY_NUMBER),),
    Order.AREA: (({"area_mu__isnull": False}, ("-area_mu", "-pk")), ({"area_mu__isnull": True}, BY_NUMBER)),
    Order.DUE: (({"due_on__isnull": False}, ("due_on", "pk")), ({"due_on__isnull": True}, BY_NUMBER)),
}
"""An order is one run of an index after the other: databases do not agree where empty values belong."""


def beyond(keys: Sequence[str], values: Sequence[Any]) -> Q:
    """Return the condition that a row comes after a place in an order; its first part is a range of the index."""
    beyond = Q(pk__in=[])
    same = Q()
    for key, value in zip(keys, values, strict=True):
        name, comparison = (key[1:], "lt") if key.startswith("-") else (key, "gt")
        beyond |= same & Q(**{f"{name}__{comparison}": value})
        same &= Q(**{name: value})
    first, is_down = keys[0].lstrip("-"), keys[0].startswith("-")
    return Q(**{f"{first}__{'lte' if is_down else 'gte'}": values[0]}) & beyond


@dataclass(frozen=True, slots=True)
class _Place:
    """A place in an order: after the row with these values, in one of its segments."""

    order: Order
    segment: int
    values: tuple[Any, ...]

    @classmethod
    def of(cls, row: Patch, order: Order) -> _Place:
        segment = 0
        if (order is Order.AREA and row.area_mu is None) or (order is Order.DUE and row.due_on is None):
            segment = 1
        keys = _SEGMENTS[order][segment][1]
        return cls(order, segment, tuple(getattr(row, key.lstrip("-")) for key in keys))

    @property
    def text(self) -> str:
        content = json.dumps([self.order, self.segment, *(_plain(value) for value in self.values)])
        return base64.urlsafe_b64encode(content.encode()).decode().rstrip("=")

    @classmethod
    def read(cls, text: str, order: Order) -> _Place:
        try:
            content = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
            named, segment, *values = content
            keys = _SEGMENTS[order][segment][1]
            if named != order or segment < 0 or len(values) != len(keys):
                raise CursorUnfit
            return cls(
                order,
                segment,
                tuple(_READERS[key.lstrip("-")](value) for key, value in zip(keys, values, strict=True)),
            )
        except (ValueError, TypeError, IndexError, KeyError, InvalidOperation, binascii.Error) as error:
            raise CursorUnfit from error


def _plain(value: Any) -> Any:
    return value if isinstance(value, int) else str(value)


_READERS: dict[str, Any] = {
    "number": str, "part_number": str, "pk": int, "area_mu": Decimal, "due_on": date.fromisoformat,
}  # fmt: skip
