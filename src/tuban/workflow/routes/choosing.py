"""Which patches go into the field, and why: those that the office cannot settle, from the current comparisons."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import numpy as np
import shapely
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tuban.inspect.routes.from_result import Part, stops_of_result
from tuban.inspect.routes.planning import Planning, read_planning
from tuban.inspect.routes.stops import Stop
from tuban.kernel.crs import GEOGRAPHIC_EPSG, transform_geometries
from tuban.rules.rulebook import Rulebook
from tuban.workflow.campaigns.law import rulebook_of
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.comparison.models import Comparison
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.patches.models import Patch
from tuban.workflow.patches.queries.seen import patches_of_campaign
from tuban.workflow.patches.states import Fate, State
from tuban.workflow.routes.models import Plan

CHOOSABLE = (State.TO_VISIT, State.COMPARED, State.ISSUED, State.VISITED)
"""States in which a visit can still be of use, the most pressing first."""
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Candidate:
    """A patch that may be visited: its reasons are codes of the planning values, ``why`` says them in words."""

    patch: UUID
    number: str
    part: str
    township_code: str
    township: str
    state: str
    area_mu: float | None
    reasons: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which of the candidates are wanted; empty means: whatever it is. ``reasons`` keeps those with one of them,
    ``doubtful_only`` those with any; ``numbers`` are added whatever their reasons."""

    states: tuple[str, ...] = (State.TO_VISIT, State.COMPARED)
    townships: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    doubtful_only: bool = True
    of_list: str = ""
    numbers: tuple[str, ...] = ()

    def takes(self, one: Candidate) -> bool:
        """Whether a candidate is wanted."""
        if one.number in self.numbers:
            return True
        if self.states and one.state not in self.states:
            return False
        if self.townships and not any(one.township_code.startswith(code) for code in self.townships):
            return False
        if self.reasons:
            return bool(set(self.reasons) & set(one.reasons))
        return bool(one.reasons) or not self.doubtful_only


def candidates(by: Acting, campaign: Campaign, *, of_list: str = "") -> list[Candidate]:
    """Return all patches of a campaign that the acting person sees and that could be visited, by number."""
    rows = patches_of_campaign(by, campaign.pk).filter(fate=Fate.ACTIVE, state__in=CHOOSABLE)
    if of_list:
        rows = rows.filter(list=of_list)
    law, planning = rulebook_of(campaign), read_planning()
    found = []
    for told, parts in _by_number(rows, law):
        stops, _total = stops_of_result(parts, law, planning, everything=True)
        (stop,) = stops
        for row in told:
            found.append(
                Candidate(
                    row["patch__uuid"], row["patch__number"], row["patch__part_number"],
                    row["patch__managed_code"] or row["patch__township_code"], row["patch__township_name"],
                    row["patch__state"], _float(row["patch__area_mu"]), stop.reasons, stop.why,
                )
            )  # fmt: skip
    return found


def addable(by: Acting, plan: Plan, patches: Collection[UUID]) -> tuple[list[Patch], Counter[str]]:
    """Return those of some patches that can be added to a plan, and of how many it is said why not."""
    wanted = sorted(patches, key=str)
    rows: list[Patch] = []
    for begin in range(0, len(wanted), _AT_ONCE):
        seen = patches_of_campaign(by, plan.campaign_id).filter(uuid__in=wanted[begin : begin + _AT_ONCE])
        rows += list(seen.defer("issued"))
    there = set(plan.visits.values_list("patch_id", flat=True))
    compared = set(
        Comparison.objects.filter(is_current=True, patch__campaign=plan.campaign_id).values_list("patch_id", flat=True)
    )
    refused: Counter[str] = Counter()
    if len(rows) < len(wanted):
        refused[_("not in the campaign of the plan")] = len(wanted) - len(rows)
    found = []
    for row in rows:
        why = (
            _("in the plan already") if row.pk in there
            else _("others stand for it now") if row.fate != Fate.ACTIVE
            else _("not compared yet") if row.pk not in compared
            else _("beyond the field") if row.state not in CHOOSABLE
            else ""
        )  # fmt: skip
        if why:
            refused[why] += 1
        else:
            found.append(row)
    return found, refused


def counts(found: Iterable[Candidate]) -> dict[str, Counter[str]]:
    """Return how many candidates there are by state, township and reason."""
    by_state: Counter[str] = Counter()
    by_township: Counter[str] = Counter()
    by_reason: Counter[str] = Counter()
    for one in found:
        by_state[one.state] += 1
        by_township[one.township_code] += 1
        by_reason.update(one.reasons)
    return {"states": by_state, "townships": by_township, "reasons": by_reason}


def stops_of(campaign: Campaign, patches: Collection[UUID], planning: Planning) -> list[Stop]:
    """Return the stops of patches, the parts of one number being one stop, with their shapes in the working plane."""
    law = rulebook_of(campaign)
    wanted = sorted(patches, key=str)
    parts: list[Part] = []
    for begin in range(0, len(wanted), _AT_ONCE):
        rows = Patch.objects.filter(campaign=campaign, fate=Fate.ACTIVE, uuid__in=wanted[begin : begin + _AT_ONCE])
        shapes = {uuid: bytes(shape.wkb) for uuid, shape in rows.values_list("uuid", "geometry")}
        for told, own in _by_number(rows, law):
            placed = transform_geometries(
                shapely.from_wkb(np.array([shapes[row["patch__uuid"]] for row in told], dtype=object)),
                GEOGRAPHIC_EPSG, campaign.epsg,
            )  # fmt: skip
            parts += [Part(one.texts, shape) for one, shape in zip(own, placed, strict=True)]
    stops, _total = stops_of_result(parts, law, planning, everything=True)
    return stops


_PATCH = (
    "uuid", "number", "part_number", "township_code", "managed_code", "township_name", "village", "state", "area_mu",
    "proposed_finding", "finding", "survey_comparison",
)  # fmt: skip
_SAID = ("facts__user", "facts__ground_state", "judgement__missing", "problems", "prejudgement")


def _by_number(rows: QuerySet[Patch], law: Rulebook) -> Iterable[tuple[Sequence[Mapping[str, Any]], list[Part]]]:
    """Yield the patches of one number together, as rows and as the parts that the chooser looks at."""
    said = Comparison.objects.filter(is_current=True, patch__in=rows.order_by().values("pk"))
    fields = [*(f"patch__{name}" for name in _PATCH), *_SAID]
    group: list[Mapping[str, Any]] = []
    for row in said.order_by("patch__number", "patch__part_number").values(*fields).iterator(_AT_ONCE):
        if group and group[0]["patch__number"] != row["patch__number"]:
            yield group, [_part(one, law) for one in group]
            group = []
        group.append(row)
    if group:
        yield group, [_part(one, law) for one in group]


def _part(row: Mapping[str, Any], law: Rulebook) -> Part:
    finding = row["patch__finding"] if row["patch__finding"] is not None else row["patch__proposed_finding"]
    return Part(
        {
            "number": row["patch__number"], "part": row["patch__part_number"],
            "township_code": row["patch__township_code"], "township": row["patch__township_name"],
            "village": row["patch__village"], "user": _text(row["facts__user"]), "finding": finding,
            "finding_label": _label(law, "finding", finding),
            "prejudgement": _label(law, "prejudgement", row["prejudgement"]),
            "comparison": _label(law, "survey_comparison", row["patch__survey_comparison"]),
            "ground_state": _text(row["facts__ground_state"]),
            "missing": "；".join(one["title"] for one in row["judgement__missing"] or ()),
            "found": "；".join(f"{one['rule']} {one['message'].replace('；', '，')}" for one in row["problems"]),
            "counted": "" if row["patch__area_mu"] is None else str(row["patch__area_mu"]), "monitored": "",
        },
        None,
    )  # fmt: skip


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _label(law: Rulebook, codelist: str, value: str) -> str:
    return law.label(codelist, value) if value else ""


def _float(value: Any) -> float | None:
    return None if value is None else float(value)
