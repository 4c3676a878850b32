"""What waits for whom: for each role the kinds of work it has, as filters of the list, with the verb that says it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tuban.workflow.comparison.lawbook import label_of
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.roles import Duty, Level, Role
from tuban.workflow.patches.deciding import Decided
from tuban.workflow.patches.queries.counts import counts_of_each
from tuban.workflow.patches.queries.lists import Assigned, Filter, Order, page
from tuban.workflow.patches.states import Source, State

_AT_ONCE = 12


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of work: the verb in plain words, why it is there, and which patches it is about."""

    key: str
    verb: Any
    why: Any
    filter: Filter


@dataclass(frozen=True, slots=True)
class Heap:
    """A kind of work with how many patches it has."""

    kind: Kind
    count: int


@dataclass(frozen=True, slots=True)
class Task:
    """A patch with what is to be done about it, where it came from, and until when."""

    patch: Any
    kind: Kind
    source: str


_SETTLE = (gettext_lazy("Settle what is missing"), gettext_lazy("a fact is missing that could change the finding"))
_CARD = (gettext_lazy("Check the registration card"), gettext_lazy("compared, everything needed is known"))
_VISIT = (gettext_lazy("Visit and take photos"), gettext_lazy("the office cannot decide it"))
_MY_VISIT = (_VISIT[0], gettext_lazy("assigned to you"))
_MY_CARD = (_CARD[0], gettext_lazy("assigned to you"))
_ASSIGN = (gettext_lazy("Assign to a township"), gettext_lazy("nobody has it yet"))
_SPLIT = (gettext_lazy("Split first"), gettext_lazy("it lies in several approvals"))
_OBJECT = (gettext_lazy("Check what rules object to"), gettext_lazy("figures or papers contradict each other"))
_UNLAWFUL = (gettext_lazy("Check the proposal «unlawful»"), gettext_lazy("built without complete papers"))
_LAWFUL = (gettext_lazy("Check the papers"), gettext_lazy("proposed as lawful"))
_SURVEY = (gettext_lazy("Compare with the change survey"), gettext_lazy("the change survey says something else"))
_URGE = (gettext_lazy("Urge"), gettext_lazy("its day has passed"))


_FACILITY = (gettext_lazy("Check facility farmland"), gettext_lazy("is it filed, and used as filed?"))
_TEMPORARY = (gettext_lazy("Check temporary use"), gettext_lazy("is it approved, and is its time not over?"))
_CROPS = (gettext_lazy("Check the change of crops"), gettext_lazy("proposed as a change within agriculture"))
_UNCHANGED = (gettext_lazy("Look at both images"), gettext_lazy("proposed as unchanged on the ground"))

_PROPOSED: dict[str, Any] = {"decided": Decided.PROPOSED.value}
"""Where a person has taken a finding, nobody has to check the proposal any more."""

_EVERY_SECTION: tuple[tuple[str, tuple[Any, Any], dict[str, Any]], ...] = (
    ("unlawful", _UNLAWFUL, {"finding": "unlawful", **_PROPOSED, "has_problems": True}),
    ("survey", _SURVEY, {"survey_comparison": "inconsistent"}),
    ("lawful", _LAWFUL, {"finding": "lawful", **_PROPOSED}),
)
_SECTIONS = {
    Duty.PLANNING: (
        ("split", _SPLIT, {"finding": "split_first"}),
        ("lawful", _LAWFUL, {"finding": "lawful", **_PROPOSED}),
    ),
    Duty.CADASTRE: (
        ("survey", _SURVEY, {"survey_comparison": "inconsistent"}),
        ("unchanged", _UNCHANGED, {"finding": "unchanged", **_PROPOSED}),
    ),
    Duty.FARMLAND: (
        ("facility", _FACILITY, {"finding": "facility_agriculture", **_PROPOSED}),
        ("temporary", _TEMPORARY, {"finding": "temporary_use", **_PROPOSED}),
        ("crops", _CROPS, {"finding": "agricultural_adjustment", **_PROPOSED}),
    ),
    Duty.ENFORCEMENT: (
        ("unlawful", _UNLAWFUL, {"finding": "unlawful", **_PROPOSED, "has_problems": True}),
        ("settle", _SETTLE, {"is_missing_facts": True}),
    ),
}
"""What a section looks at in the office: its own questions first."""


def kinds_for(acting: Acting, base: Filter) -> list[Kind]:
    """Return the kinds of work of a role, the most urgent first. Administrators of the product have none."""
    mine = replace(base, assigned=Assigned.MY_UNIT)
    own = replace(base, assigned=Assigned.ME)

    def kind(key: str, words: tuple[Any, Any], filter: Filter) -> Kind:
        return Kind(key, words[0], words[1], filter)

    if acting.role is Role.CLERK:
        return [
            kind("settle", _SETTLE, replace(mine, is_missing_facts=True)),
            kind("visit", _VISIT, replace(mine, finding="manual")),
            kind("card", _CARD, mine),
        ]
    if acting.role is Role.SURVEYOR:
        return [
            kind("mine", _MY_VISIT, own),
            kind("visit", _VISIT, replace(base, finding="manual")),
            kind("settle", _SETTLE, replace(base, is_missing_facts=True)),
        ]
    if acting.role is Role.CHECKER:
        department = acting.post.department
        sections = _SECTIONS.get(Duty(department.duty) if department is not None else Duty.ENFORCEMENT, _EVERY_SECTION)
        return [
            kind("mine", _MY_CARD, own),
            *(kind(key, words, replace(base, **asked)) for key, words, asked in sections),
        ]
    if acting.role in (Role.ORGANISER, Role.SECTION_LEADER) and acting.level in (
        Level.COUNTY,
        Level.TOWNSHIP,
        Level.ZONE,
    ):
        return [
            kind("urge", _URGE, replace(base, is_overdue=True)),
            kind("split", _SPLIT, replace(base, finding="split_first")),
            kind("assign", _ASSIGN, replace(base, assigned=Assigned.NOBODY)),
        ]
    if acting.is_administrator:
        return []
    return [
        kind("urge", _URGE, replace(base, is_overdue=True)),
        kind("unlawful", _UNLAWFUL, replace(base, finding="unlawful", has_problems=True, **_PROPOSED)),
        kind("settle", _SETTLE, replace(base, is_missing_facts=True)),
    ]


def heaps(acting: Acting, kinds: Sequence[Kind]) -> list[Heap]:
    """Return the kinds of work with their counts."""
    counts = counts_of_each(acting, {kind.key: kind.filter for kind in kinds})
    return [Heap(kind, counts[kind.key]) for kind in kinds]


def tasks(acting: Acting, heaped: Sequence[Heap], today: date) -> list[Task]:
    """Return what comes first: by the day it is due, then by how urgent its kind is. Each patch stands once."""
    found: dict[int, Task] = {}
    rank: dict[str, int] = {}
    for place, heap in enumerate(heaped):
        rank[heap.kind.key] = place
        if heap.count:
            for patch in page(acting, heap.kind.filter, order=Order.DUE, size=_AT_ONCE, today=today).patches:
                if patch.state != State.ACCEPTED:
                    found.setdefault(patch.pk, Task(patch, heap.kind, _source(patch)))
    ordered = sorted(
        found.values(), key=lambda one: (one.patch.due_on or date.max, rank[one.kind.key], one.patch.number)
    )
    return ordered[:_AT_ONCE]


def _source(patch: Any) -> str:
    return label_of("patch_list", patch.list) or str(Source(patch.source).label)


def nothing_waits(acting: Acting) -> dict[str, str]:
    """Return what an empty queue says: why it is empty and what would fill it."""
    if acting.role is Role.CLERK:
        return {
            "title": _("Nothing waits for you"),
            "why": _("No patch is assigned to {unit}.").format(
                unit=acting.post.unit.short_name or acting.post.unit.name
            ),
            "fills": _("When the county assigns patches to your unit, they stand here by the day they are due."),
        }
    return {
        "title": _("Nothing waits for you"),
        "why": _("Everything of your areas has been dealt with, or no disc was loaded yet."),
        "fills": _("What comes in, comes back or becomes due stands here."),
    }
