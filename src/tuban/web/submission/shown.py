"""What the pages of reporting up show of seals, stations and objections."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tuban.workflow.comparison.lawbook import label_of
from tuban.workflow.submission.law import patch_reasons, reasons
from tuban.workflow.submission.limits import Leg, holding, way_of
from tuban.workflow.submission.words import EXPLAINED, Hindrance, Outcome, State

MOST = 100
_LOOKS = {
    Outcome.ACCEPTED: ("good", "circle-check"), Outcome.RETURNED: ("late", "arrow-back-up"),
    Outcome.REOPENED: ("late", "lock"), Outcome.WAITING: ("", "send"),
}  # fmt: skip
_FIELDS = {
    "finding": gettext_lazy("Finding"),
    "violation": gettext_lazy("Violation type"),
    "counted_mu": gettext_lazy("Counted area (mu)"),
    "cultivated_mu": gettext_lazy("of it cultivated (mu)"),
    "area_m2": gettext_lazy("Area"),
    "state": gettext_lazy("State"),
    "township": gettext_lazy("Township"),
    "managed": gettext_lazy("Managed by"),
    "facts": gettext_lazy("what it rests on"),
}


class Named:
    """A patch that an objection names, or a seal, as the results name theirs."""

    def __init__(self, number: str, part: str) -> None:
        self.patch_number, self.part_number = number, part


def state_words(state: str) -> str:
    """Return where a campaign stands on its way up."""
    own = {"open": _("not sealed yet"), "sealed": _("sealed, being signed"), "signed": _("signed, not sent yet")}
    return own.get(state) or str(State(state).label)


def look(state: str) -> str:
    """Return the look of the tag of a state."""
    return {"accepted": "good", "returned": "late", "reopened": "late"}.get(state, "")


def kinds(found: Iterable[Any], chosen: str) -> list[dict[str, Any]]:
    """Return every kind of objection with how many stand, and how many were explained."""
    rows = list(found)
    return [
        {
            "value": kind.value, "title": kind.label, "is_chosen": kind.value == chosen,
            "standing": sum(one.kind is kind and one.stands for one in rows),
            "explained": sum(one.kind is kind and not one.stands for one in rows),
            "is_explained_away": kind in EXPLAINED,
        }
        for kind in Hindrance
    ]  # fmt: skip


def objection(one: Any, patches: Mapping[tuple[str, str], Any]) -> dict[str, Any]:
    """Return an objection with the address of its patch."""
    key = patches.get((one.patch, one.part)) or patches.get((one.patch, ""))
    return {
        "row": one, "title": Hindrance(one.kind).label, "can_be_explained": one.kind in EXPLAINED,
        "url": reverse("web:patch", args=[key]) if key else "",
    }  # fmt: skip


def station(one: Any) -> dict[str, Any]:
    """Return a station with its reasons in words and the patches pinned to it."""
    outcome = Outcome(one.outcome)
    kind, icon = _LOOKS[outcome]
    return {
        "row": one, "words": outcome.label, "who": one.decided_by, "look": kind, "icon": icon,
        "reasons": "；".join(label(reasons(), value) for value in one.reasons),
        "pinned": [
            {
                "number": str(pin), "url": reverse("web:patch", args=[pin.patch.uuid]) if pin.patch else "",
                "text": pin.text,
                "reasons": "；".join(label(patch_reasons(), value) for value in pin.reasons), "to": pin.to,
            }
            for pin in (one.pinned.all() if one.outcome else ())  # what is being prepared is not told yet
        ],
    }  # fmt: skip


def legs(campaign: Any) -> list[dict[str, Any]]:
    """Return every level of the way of a campaign with its day, and whether it is or was late."""
    today = timezone.localdate()
    return [_leg(one, today) for one in way_of(campaign)]


def leg_now(campaign: Any) -> dict[str, Any] | None:
    """Return the level that a campaign lies with, as :func:`legs` does; None where all have reported."""
    found = holding(way_of(campaign))
    return _leg(found, timezone.localdate()) if found is not None else None


def _leg(one: Leg, today: date) -> dict[str, Any]:
    return {
        "title": one.limit.title, "unit": one.unit, "due_on": one.due_on, "done_on": one.done_on, "holds": one.holds,
        "is_late": one.is_late(today), "days": one.days_late(today), "is_again": one.is_again,
        "why_unknown": "" if one.due_on else _why_unknown(one),
    }  # fmt: skip


def _why_unknown(one: Leg) -> str:
    if one.waits_for_end:
        return _("no last day of the campaign is set")
    if not (one.holds or one.done_on):
        days = one.limit.working_days
        return ngettext("{n} working day after it came", "{n} working days after it came", days).format(n=days)
    return _("no working calendar of that year")


def label(codelist: Any, value: str) -> str:
    """Return the words of a coded reason; the code where the lawbook does not know it any more."""
    return str(codelist.label(value)) if value in codelist else value


def differences(told: Mapping[str, Any], *, is_here: bool = True) -> dict[str, Any]:
    """Return what differs between two seals, or since one: counts, and the first patches with old and new values.
    Patches of a seal that came are not here (``is_here``): they are named, and lead nowhere."""
    changed = [
        {
            "number": one["number"], "url": reverse("web:patch", args=[one["uuid"]]) if is_here else "",
            "fields": [
                {"title": str(_FIELDS.get(name, name)), "old": _value(name, old), "new": _value(name, new)}
                for name, (old, new) in one["fields"].items()
            ],
        }
        for one in told.get("changed", ())[:MOST]
    ]  # fmt: skip
    return {
        "since": told.get("since"), "changed": changed, "changed_count": len(told.get("changed", ())),
        "added": told.get("added", []), "gone": told.get("gone", []),
        "forms": list(told.get("forms", {}).values()),
        "went_on": len(told.get("went_on", ())),
        "count": sum(len(told.get(name, ())) for name in ("changed", "added", "gone")),
    }  # fmt: skip


def _value(name: str, value: str) -> str:
    if name in ("finding", "violation") and value:
        return label_of("finding" if name == "finding" else "violation_type", value)
    return value or "—"


def figures(seal: Any) -> list[tuple[str, str]]:
    """Return the figures of a seal with their titles."""
    told = seal.counts
    found = [(_("Patches"), str(told["patches"])), (_("Parts"), str(told["parts"]))]
    found += [(label_of("finding", name) if name else "—", str(count)) for name, count in told["findings"].items()]
    return [
        *found, (_("Counted area (mu)"), told["counted_mu"]), (_("of it cultivated (mu)"), told["cultivated_mu"]),
        (_("unlawful (mu)"), told["unlawful_mu"]), (_("Explained"), str(told["explained"])),
    ]  # fmt: skip
