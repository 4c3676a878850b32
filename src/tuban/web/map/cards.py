"""The lines of a patch's card on the map, in the order in which they are asked about."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from tuban.rules.rulebook import Rulebook
from tuban.web.map.marks import legend
from tuban.workflow.campaigns.law import rulebook_of
from tuban.workflow.comparison.on_map import Card

_LOOKS = {
    "cultivated": "state-rectifying", "basic_farmland": "state-unlawful", "redline": "state-unlawful",
    "plan_breaching": "state-unlawful", "approved": "state-lawful", "supplied": "state-to_review",
}  # fmt: skip


def card_lines(card: Card) -> dict[str, Any]:
    """Return facts, overlap bars, proposal, pictures and links of a card, as the template takes them."""
    patch, law = card.patch, rulebook_of(card.patch.campaign)
    mark = law.codelist("finding").by_value.get(patch.category)
    return {
        "facts": _facts(card, law),
        "bars": [_bar(one) for one in card.comparison.overlaps] if card.comparison else [],
        "finding": mark.label if mark else "",
        "decided": patch.decided.value,
        "proposed": _label(law, "finding", patch.proposed_finding) if patch.finding is not None else "",
        "mark": legend().marks.get(patch.category),
        "prejudgement": _label(law, "prejudgement", card.comparison.prejudgement) if card.comparison else "",
        "survey": _label(law, "survey_comparison", patch.survey_comparison),
        "problems": card.problems,
        "pictures": [
            {"url": reverse("web:map_picture", args=[patch.uuid, one.when]), "title": one.get_when_display(),
             "taken": one.taken_on}
            for one in card.pictures
        ],
        "dossier": reverse("web:patch", args=[patch.uuid]),
    }  # fmt: skip


def _facts(card: Card, law: Rulebook) -> list[dict[str, Any]]:
    patch = card.patch
    unmeasured = _("not compared yet")
    lines: list[tuple[str, Any, str]] = [
        (_("Comes from the list of"), _label(law, "patch_list", patch.list), _("not stated")),
        (_("Lies in"), " ".join(one for one in (patch.township_name, patch.village) if one), _("not stated")),
        (_("Stands at"), patch.get_state_display(), ""),
        (_("Area of the outline"), _area(patch.area_mu), unmeasured),
        (_("Of it cultivated"), _area(patch.cultivated_mu), unmeasured),
        (_("Of it basic farmland"), _area(patch.basic_farmland_mu), unmeasured),
        (_("Images"), " → ".join(one for one in (patch.before_on, patch.after_on) if one), _("not stated")),
    ]
    if patch.assigned_unit:
        lines.append((_("Assigned to"), str(patch.assigned_to or patch.assigned_unit), ""))
    if patch.due_on:
        lines.append((_("Due on"), f"{patch.due_on:%Y-%m-%d}", ""))
    return [{"name": name, "value": value, "unknown": "" if value else why} for name, value, why in lines]


def _bar(overlap: dict[str, Any]) -> dict[str, Any]:
    try:
        share = float(Decimal(overlap["share"])) if overlap.get("share") is not None else None
    except InvalidOperation:
        share = None
    return {
        "title": overlap.get("title", ""),
        "mu": _area(overlap.get("mu")),
        "share": None if share is None else min(100.0, max(0.0, round(100 * share, 1))),
        "look": _LOOKS.get(overlap.get("what", ""), "state-other"),
        "edition": overlap.get("edition", ""),
    }


def _area(mu: Any) -> str:
    return "" if mu is None else _("{area} mu").format(area=mu)


def _label(law: Rulebook, name: str, value: str) -> str:
    found = law.codelist(name).by_value.get(value)
    return found.label if found else value
