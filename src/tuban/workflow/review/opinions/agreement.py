"""Where a patch stands among the departments: who was asked, who spoke, whether they agree."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from uuid import UUID

from tuban.workflow.organisations.roles import Duty
from tuban.workflow.patches.models import Patch
from tuban.workflow.review.arranging import arrangement_of
from tuban.workflow.review.models import Conference, Consultation, Opinion


class Standing(StrEnum):
    """Where a department stands with a patch."""

    NOT_ASKED = "not_asked"
    WAITING = "waiting"
    LATE = "late"
    AGREES = "agrees"
    OBJECTS = "objects"
    OPEN = "open"
    OUTDATED = "outdated"


@dataclass(frozen=True, slots=True)
class Column:
    """A department's column: where it stands, what it said, until when it is asked."""

    duty: Duty
    standing: Standing
    opinion: Opinion | None
    due_on: date | None

    @property
    def counts(self) -> bool:
        """Whether the department has spoken upon the facts of now and nobody waits for it."""
        return self.standing in (Standing.AGREES, Standing.OBJECTS, Standing.OPEN)


@dataclass(frozen=True, slots=True)
class Choice:
    """A finding with its type of violation."""

    finding: str
    violation_type: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """All columns of a patch, and what the chair decided upon them."""

    columns: tuple[Column, ...]
    conference: Conference | None
    conference_holds: bool

    @property
    def all_spoke(self) -> bool:
        """Whether every department that has to has spoken upon the facts of now."""
        return all(one.counts for one in self.columns)

    @property
    def agreed(self) -> Choice | None:
        """What all departments hold alike; None where one is missing, objects, or holds another finding."""
        if not self.columns or any(one.standing is not Standing.AGREES for one in self.columns):
            return None
        return _common([one.opinion for one in self.columns if one.opinion is not None])

    @property
    def chosen(self) -> Choice | None:
        """What may be taken: what the chair decided, else what all hold; None where neither is."""
        if self.conference is not None:
            if not self.conference_holds:
                return None
            return Choice(self.conference.finding, self.conference.violation_type)
        return self.agreed

    @property
    def disagrees(self) -> bool:
        """Whether all have spoken and the chair has to decide."""
        return bool(self.columns) and self.all_spoke and self.chosen is None


def _common(opinions: Sequence[Opinion]) -> Choice | None:
    findings = {one.finding for one in opinions}
    types = {one.violation_type for one in opinions if one.violation_type}
    if len(findings) != 1 or len(types) > 1:
        return None
    return Choice(findings.pop(), next(iter(types), ""))


def table_of(patch: Patch, *, today: date) -> Table:
    """Return the columns of one patch."""
    return tables_of([patch], today=today)[patch.pk]


def tables_of(
    patches: Iterable[Patch], *, today: date, duties: Sequence[str] | None = None, without: Sequence[str] = ()
) -> dict[int, Table]:
    """Return the columns of many patches of one campaign, in four questions; with ``duties`` as if these departments
    were arranged for, ``without`` as if some were not waited for."""
    rows = list(patches)
    if not rows:
        return {}
    keys = [one.pk for one in rows]
    said: dict[int, dict[str, Opinion]] = {}
    current = Opinion.objects.filter(patch__in=keys, is_current=True)
    for opinion in current.select_related("by", "post__unit", "post__department", "comparison"):
        said.setdefault(opinion.patch_id, {})[opinion.duty] = opinion
    waits: dict[int, dict[str, Consultation]] = {}
    for asked in Consultation.objects.filter(patch__in=keys, answered_at=None, withdrawn_at=None):
        if asked.duty not in without:
            waits.setdefault(asked.patch_id, {})[asked.duty] = asked
    conferences = {
        one.patch_id: one
        for one in Conference.objects.filter(patch__in=keys, is_current=True).select_related("by", "post__unit")
    }
    heard = _heard(conferences.values())
    campaigns = {one.campaign_id: one.campaign for one in rows}
    arranged = {
        key: arrangement_of(campaign).duties if duties is None else duties for key, campaign in campaigns.items()
    }
    tables = {
        one.pk: _table(arranged[one.campaign_id], said.get(one.pk, {}), waits.get(one.pk, {}), today) for one in rows
    }
    return {
        key: replace(table, conference=conferences[key], conference_holds=heard[conferences[key].pk])
        if key in conferences
        else table
        for key, table in tables.items()
    }


def _table(duties: Sequence[str], said: Mapping[str, Opinion], waits: Mapping[str, Consultation], day: date) -> Table:
    order = dict.fromkeys((*duties, *said, *waits))
    return Table(tuple(_column(Duty(duty), said.get(duty), waits.get(duty), day) for duty in order), None, False)


def _column(duty: Duty, said: Opinion | None, waits: Consultation | None, today: date) -> Column:
    if waits is not None:
        return Column(duty, Standing.LATE if waits.due_on < today else Standing.WAITING, said, waits.due_on)
    if said is None:
        return Column(duty, Standing.NOT_ASKED, None, None)
    if not said.comparison.is_current:
        return Column(duty, Standing.OUTDATED, said, None)
    return Column(duty, Standing(said.verdict), said, None)


def _heard(conferences: Iterable[Conference]) -> dict[UUID, bool]:
    """Return whether what the chair decided still rests on the facts of now: all opinions heard do."""
    keys = [one.pk for one in conferences]
    found = dict.fromkeys(keys, True)
    stale = Conference.objects.filter(pk__in=keys, opinions__comparison__is_current=False).values_list("pk", flat=True)
    found.update(dict.fromkeys(stale, False))
    return found
