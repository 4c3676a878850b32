"""A patch as the desk shows it: everything that a reader needs to judge, in one answer, ready to be drawn."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tuban.rules.decision import Judgement
from tuban.values.area import Area
from tuban.web.desk.outline import outlines_of
from tuban.web.dossier.overlay import bars_of
from tuban.web.templatetags.figures import mu, square_metres
from tuban.workflow.campaigns.law import rulebook_of
from tuban.workflow.comparison.dossiers import pictures_of
from tuban.workflow.comparison.lawbook import label_of, state_of
from tuban.workflow.comparison.queries import comparison_of, judgement_of
from tuban.workflow.comparison.reasons import reasons_of
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.patches.states import Source
from tuban.workflow.review.reading.around import earlier_on
from tuban.workflow.review.reading.known import ground_state_in, judged_from_office, source_in, suggestion_of
from tuban.workflow.review.reading.policies import may_read
from tuban.workflow.review.reading.readings import earlier_doubts, is_read_from_images_alone, reading_of_mine

BARS = ("cultivated", "basic_farmland", "plan_breaching", "approved")


def shown(by: Acting, patch: Any) -> dict[str, Any]:
    """Return a patch for the desk. Whoever is to judge from the images alone is told nothing that the field found."""
    said = comparison_of(patch)
    is_alone = is_read_from_images_alone(by, patch)
    mine = reading_of_mine(by, patch)
    suggested = suggestion_of(said, patch.campaign, is_office_only=is_alone)
    area = Area.from_m2(patch.monitored_m2 if patch.monitored_m2 is not None else patch.area_m2)
    return {
        "uuid": str(patch.uuid),
        "number": str(patch),
        "version": patch.version,
        "place": " ".join(part for part in (patch.township_name, patch.village) if part),
        "list": label_of("patch_list", patch.list) or str(Source(patch.source).label),
        "source": str(Source(patch.source).label),
        "mu": mu(area),
        "metres": square_metres(area),
        **_pictures(patch),
        "bars": _bars(said),
        "proposal": _proposal(patch, said, is_alone=is_alone),
        "found": {}
        if is_alone or said is None or not ground_state_in(said.facts)
        else {"label": label_of("ground_state", ground_state_in(said.facts)), "source": source_in(said)},
        "suggested": suggested,
        "suggestedLabel": label_of("ground_state", suggested),
        "earlier": [
            {"number": str(one.patch), "year": one.year, "said": one.said, "url": _dossier(one.patch)}
            for one in earlier_on(by, patch)
        ],
        "doubts": [_doubt(one) for one in earlier_doubts(by, patch)] if mine is None and not is_alone else [],
        "mine": {"reading": str(mine.pk), "words": words_of(mine)} if mine is not None else None,
        "why": "" if mine is not None else may_read.explain(by, patch),
        "dossier": _dossier(patch),
    }


def _dossier(patch: Any) -> str:
    return reverse("web:patch", args=[patch.uuid])


def _pictures(patch: Any) -> dict[str, Any]:
    kept = {one.when: one for one in pictures_of(patch)}
    told: dict[str, Any] = {"drawing": "" if kept else reverse("web:patch_place", args=[patch.uuid])}
    for when, day in (("before", patch.before_on), ("after", patch.after_on)):
        one = kept.get(when)
        told[when] = {
            "url": f"{reverse('web:patch_picture', args=[patch.uuid, when, one.checksum])}?bare=1" if one else "",
            "on": (one.taken_on if one else "") or day,
            "isBare": one.is_bare if one else True,
        }
    return told | outlines_of(patch, next(iter(kept.values()), None))


def _bars(said: Any) -> list[dict[str, Any]]:
    if said is None:
        return []
    told = [one for name in BARS for one in said.overlaps if one["what"] == name]
    names = {
        "cultivated": _("Cultivated"), "basic_farmland": _("Basic farmland"), "plan_breaching": _("Against the plan"),
        "approved": _("Approved"),
    }  # fmt: skip
    bars = bars_of(told)
    return [
        {
            "title": names[one["what"]],
            "mu": f"{Decimal(bar['mu']):.2f}" if bar["mu"] is not None else "",
            "share": bar["share"],
            "kind": bar["kind"],
            "unknown": bar["unknown"],
        }
        for one, bar in zip(told, bars, strict=True)
    ]


_DECIDING = ("review/finding", "review/prejudgement")


def _proposal(patch: Any, said: Any, *, is_alone: bool) -> dict[str, Any]:
    if said is None:
        return {"label": "", "mark": "issued", "lines": [], "missing": []}
    law = rulebook_of(patch.campaign)
    judgement = judged_from_office(said, patch.campaign) if is_alone else judgement_of(said)
    reasons = reasons_of(judgement, law)
    steps = {step.table: step for step in reasons.steps}
    table = _deciding(judgement)
    step = steps.get(table)
    value = str(judgement.facts["finding" if table == "review/finding" else "prejudgement"])
    kind = str(judgement.facts["violation_type"]) if isinstance(judgement.facts["violation_type"], str) else ""
    label = label_of("finding" if table == "review/finding" else "prejudgement", value)
    if kind and table == "review/finding":
        label = f"{label} · {label_of('violation_type', kind)}"
    return {
        "label": label,
        "mark": state_of(str(judgement.facts["finding"])),
        "table": step.title if step else "",
        "row": step.row if step else "",
        "because": step.because if step else "",
        "cites": list(step.cites) if step else [],
        "missing": [{"title": one.title, "by": one.settled_by} for one in judgement.missing],
    }


def _deciding(judgement: Judgement) -> str:
    """Return the table whose answer says most: the finding, unless that waits for the field."""
    return _DECIDING[1] if judgement.facts["finding"] == "manual" else _DECIDING[0]


def words_of(reading: Any) -> str:
    """Say what a reading said."""
    said = [label_of("ground_state", reading.category)] if reading.category else []
    if reading.is_doubtful:
        said.append(_("doubtful"))
    if reading.wants_visit:
        said.append(_("to the field"))
    said += [label_of("pass_reason", one) for one in reading.reasons]
    return "、".join([*said, reading.note] if reading.note else said)


def _doubt(reading: Any) -> dict[str, str]:
    at = timezone.localtime(reading.at)
    return {"who": reading.by.name, "at": f"{at:%m-%d %H:%M}", "words": words_of(reading)}
