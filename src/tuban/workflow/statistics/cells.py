"""The patches behind a cell of a summary: the sums that make it, what each part gives to each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from tuban.rules.forms.breakdown import Amount, Breakdown, breakdown_of, indexed, is_taken
from tuban.rules.forms.definition import Column, Form, Measure
from tuban.rules.forms.filled import PART, SUM, WHOLE
from tuban.rules.forms.population import NOWHERE, Parts
from tuban.rules.forms.totals import ALL, Ledger, Quantity
from tuban.values.errors import TubanError
from tuban.workflow.statistics.models import Contribution, Profile
from tuban.workflow.statistics.refilling import shares_on
from tuban.workflow.statistics.tables import COUNTY_DIGITS, Scope

_SHARE = "_share"


class NoSuchCell(TubanError):
    """The form has no such cell."""

    code = "statistics.no_such_cell"
    hint = "Open it from the table."


@dataclass(frozen=True, slots=True)
class Line:
    """A part in a cell: the key of its patch, its number, whether a person took its finding, what it gives (None where
    nobody knows)."""

    patch: int
    number: str
    is_taken: bool
    amount: Decimal | None


@dataclass(frozen=True, slots=True)
class Behind:
    """One sum behind a cell: ``role`` is ``sum``, or ``part`` and ``whole`` of a share; ``title`` names the column,
    ``fact`` what is added up (empty where parts are counted), in ``unit``."""

    role: str
    title: str
    fact: str
    unit: str
    total: Decimal
    lines: tuple[Line, ...]

    @property
    def unmeasured(self) -> int:
        """How many parts give nothing because nobody measured them."""
        return sum(line.amount is None for line in self.lines)


def behind(scope: Scope, form: Form, row: str, column: str) -> list[Behind]:
    """Return the sums behind a cell. ``row`` is the code of a division, ``*`` for all of the scope, ``-`` for parts
    whose township nobody knows; where a form has a row for each class, the id of the class. Raises NoSuchCell."""
    by_class = form.one_row_per == "class"
    place = _Place(scope, breakdown_of(scope.law), ALL if by_class else row)
    return [
        _added(place, role, form, shown, measure)
        for role, shown, measure in _sums(form, row if by_class else "", column)
    ]


@dataclass(frozen=True, slots=True)
class _Place:
    """The row of a cell: the scope, what forms ask, the code of the division."""

    scope: Scope
    plan: Breakdown
    division: str


def _sums(form: Form, row: str, column: str) -> Iterator[tuple[str, Column, Measure]]:
    try:
        if row:
            shown = form.column(row)
            name = column.removesuffix(_SHARE)
            measure = form.measures[name]
            if name == column:
                yield SUM, shown, measure
                return
            if shown.share is None:
                raise NoSuchCell
            yield PART, shown, measure
            yield WHOLE, form.column(shown.share.among), measure
            return
        name, _dot, told = column.rpartition(".")
        if told and name:
            yield SUM, form.column(name), form.measures[told]
            return
        share = form.column(column).share
        if share is None:
            raise NoSuchCell
        yield PART, form.column(share.of), form.measures[share.measure]
        yield WHOLE, form.column(share.among), form.measures[share.measure]
    except KeyError:
        raise NoSuchCell from None


def _added(place: _Place, role: str, form: Form, shown: Column, measure: Measure) -> Behind:
    quantity = Ledger(Parts(())).quantity(form, shown, measure)
    lines = tuple(_lines(place, quantity))
    total = sum((line.amount for line in lines if line.amount is not None), Decimal(0))
    unit = quantity.unit.slug if quantity.unit else ""
    return Behind(role, "".join((*shown.header[-1:], shown.title)), quantity.fact or "", unit, total, lines)


def _lines(place: _Place, quantity: Quantity) -> Iterator[Line]:
    plan, scope = place.plan, place.scope
    bit = 2 << indexed(plan.populations)[quantity.population]
    told = _now(place, bit) if scope.day is None else _then(scope, bit, place.division)
    which = None
    if quantity.fact is not None:
        which = plan.amounts.index(Amount(quantity.fact, quantity.unit, quantity.places))
    for patch, number, profile, amounts in told:
        known = 1 if which is None else amounts[which]
        amount = None if known is None else Decimal(known).scaleb(-quantity.places if which is not None else 0)
        yield Line(patch, number, is_taken(profile), amount)


def _now(place: _Place, bit: int) -> Iterator[tuple[int, str, str, Sequence[int | None]]]:
    scope, plan, division = place.scope, place.plan, place.division
    known = Profile.objects.filter(plan=plan.digest).values_list("pk", "bits")
    profiles = {key: bits for key, bits in known if int(bits, 16) & bit}
    rows = Contribution.objects.filter(campaign__in=scope.campaigns, profile__in=list(profiles))
    rows = _of_division(_of_division(rows, scope.unit), division)
    if scope.batch:
        rows = rows.filter(batch=scope.batch)
    told = rows.order_by("number", "patch__part_number").values_list(
        "patch_id", "number", "patch__part_number", "profile_id", "amounts"
    )
    for patch, number, part, profile, amounts in told:
        yield patch, "-".join(filter(None, (number, part))), profiles[profile], amounts


def _of_division(rows: QuerySet[Contribution], code: str) -> QuerySet[Contribution]:
    if code == ALL:
        return rows
    if code == NOWHERE or len(code) > COUNTY_DIGITS:
        return rows.filter(township=code)
    return rows.filter(county__startswith=code)


def _then(scope: Scope, bit: int, division: str) -> Iterator[tuple[int, str, str, Sequence[int | None]]]:
    if scope.day is None:
        return
    for campaign in scope.campaigns:
        for patch, batch, share in shares_on(campaign, scope.day):
            inside = division in (ALL, share.township) or (
                len(division) <= COUNTY_DIGITS and division != NOWHERE and share.county.startswith(division)
            )
            if (
                inside
                and scope.holds(share.county, share.township)
                and scope.batch in ("", batch)
                and (int(share.profile, 16) & bit)
            ):
                yield patch, "-".join(filter(None, share.key)), share.profile, share.amounts
