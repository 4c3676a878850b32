"""What an address asks of the statistics: which form, unit, batch and day, and what stands beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest
from django.utils import timezone

from tuban.web.acting import by
from tuban.workflow.statistics.keeping import Up, up_to_date
from tuban.workflow.statistics.queries import Division, batches_of, campaigns_of, divisions_seen_by
from tuban.workflow.statistics.refilling import refill_of
from tuban.workflow.statistics.tables import Scope, forms_of

FIRST = "unlawful_summary"


@dataclass(frozen=True)
class Asked:
    """A form of a scope, and the other scope that stands beside it, if any. ``given`` are the parts of the address."""

    form: Any
    scope: Scope
    beside: Scope | None
    divisions: list[Division]
    given: Mapping[str, str]

    @property
    def scopes(self) -> list[Scope]:
        """The scopes that are shown."""
        return [self.scope] if self.beside is None else [self.scope, self.beside]

    def query(self, **other: str) -> str:
        """Return the query of an address that asks the same but for ``other``."""
        told = {**self.given, **other}
        return urlencode({name: value for name, value in told.items() if value})

    def name_of(self, code: str) -> str:
        """Return the name of a unit."""
        return next((one.name for one in self.divisions if one.code == code), code)

    def waiting(self) -> list[Up]:
        """Bring the sums of now up to date; returns those that a job has to do first."""
        now = {one for scope in self.scopes if scope.day is None for one in scope.campaigns}
        return [up for one in sorted(now, key=lambda one: one.area_code) if (up := up_to_date(one)).waiting]

    def not_filled(self) -> list[date]:
        """Return the days that were not filled yet."""
        days = {
            scope.day for scope in self.scopes if scope.day is not None
            for one in scope.campaigns if refill_of(one, scope.day) is None
        }  # fmt: skip
        return sorted(day for day in days if day is not None)


def is_whole(scope: Scope) -> bool:
    """Whether it is a whole county as it stands now: all its forms go into one workbook."""
    return len(scope.campaigns) == 1 and scope.campaigns[0].area_code == scope.unit and not (scope.batch or scope.day)


def asked_of(request: HttpRequest, campaign: Any) -> Asked:
    """Return what an address asks; raises Http404 for a unit that is none of theirs."""
    acting, told = by(request), request.GET
    divisions = divisions_seen_by(acting, campaign)
    if not divisions:
        raise Http404
    codes = {one.code for one in divisions}
    unit = told.get("unit", "") or divisions[0].code
    if unit not in codes:
        raise Http404
    scope = _scope(acting, campaign, unit, told.get("batch", ""), _day(told.get("day", "")))
    forms = {one.id: one for one in forms_of(scope.law)}
    form = forms.get(told.get("form", ""), forms[FIRST])
    names = ("form", "unit", "batch", "day", "other_unit", "other_batch", "other_day", "compare")
    given = {name: told.get(name, "")[:80] for name in names}
    beside = None
    if told.get("compare") or any(told.get(f"other_{name}") for name in ("unit", "batch", "day")):
        other = told.get("other_unit", "") or unit
        if other not in codes:
            raise Http404
        beside = _scope(acting, campaign, other, told.get("other_batch", ""), _day(told.get("other_day", "")))
        if beside == scope:
            beside = None
    return Asked(form, scope, beside, divisions, {**given, "form": form.id})


def _scope(acting: Any, campaign: Any, unit: str, batch: str, day: date | None) -> Scope:
    scope = Scope(campaigns_of(acting, campaign, unit), unit, "", day)
    return replace(scope, batch=batch if batch in dict(batches_of(scope.campaigns)) else "")


def _day(text: str) -> date | None:
    """Return an earlier day; None for today, for a day to come and for what is none."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day < timezone.localdate() else None
