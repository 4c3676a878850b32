"""Tells visitors that sheets wait for them, a county that something is to be put right, and both when a day is near."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy

from tuban.jobs.daily import daily
from tuban.jobs.work import Run
from tuban.rules.procedures import Hands
from tuban.values.language import gettext as _
from tuban.workflow.audit.acting import subject_of
from tuban.workflow.audit.recording import NOTHING
from tuban.workflow.messages.kinds import message_kind
from tuban.workflow.messages.sending import send
from tuban.workflow.organisations.hands import holders
from tuban.workflow.organisations.models import Person
from tuban.workflow.organisations.roles import Level, Role
from tuban.workflow.supervision.models import Correction
from tuban.workflow.supervision.words import CorrectionState

SHEETS = message_kind("supervision.sheets", gettext_lazy("Blind sheets to fill"))
CORRECTION = message_kind("supervision.correction", gettext_lazy("Correction demanded by supervision"))
REMIND = "supervision.remind"
_COUNTY = Hands((Level.COUNTY.value,), "", (Role.ORGANISER.value, Role.LEADER.value))
_DAYS_BEFORE = 3


def tell_sheets(visitors: Iterable[Person], occasion: str) -> int:
    """Tell people that sheets wait for them; the message names no patch and no county. Returns how many were told."""
    text = _("Until they are sealed you see nothing else of the office.")
    return send(visitors, kind=SHEETS, title=_("Blind sheets wait for you"), text=text, about=NOTHING,
                key=f"{SHEETS}:{occasion}", is_urgent=True)  # fmt: skip


def tell_correction(correction: Correction, step: str) -> int:
    """Tell whose turn a correction is; ``step`` tells one time from another. Returns how many were told."""
    supervision = correction.supervision
    key = f"{CORRECTION}:{correction.pk}:{step}"
    about = subject_of(supervision.campaign)
    if correction.state == CorrectionState.ANSWERED:
        title = _("The county answered correction {number}").format(number=correction.number)
        return send([correction.by], kind=CORRECTION, title=title, about=about, key=key)
    if correction.state == CorrectionState.DONE:
        title = _("Correction {number} is done").format(number=correction.number)
    else:
        title = _("Correction {number} is due on {day}").format(
            number=correction.number, day=correction.due_on.isoformat()
        )
    return send(_county(correction, timezone.localdate()), kind=CORRECTION, title=title, text=correction.demand,
                about=about, key=key, is_urgent=correction.state == CorrectionState.ASKED)  # fmt: skip


def _county(correction: Correction, on: date) -> list[Any]:
    campaign = correction.supervision.campaign
    return list(holders(_COUNTY, area_code=campaign.area_code, is_practice=campaign.is_practice, on=on))


@daily(REMIND, gettext_lazy("Corrections of supervision that are due"))
def remind_job(run: Run, *, day: date) -> dict[str, Any]:
    """Tell counties which corrections are due within days, or late."""
    return {"told": remind(day)}


def remind(day: date) -> int:
    """Tell of each correction that waits for the county once before its day and once after; returns how many people
    were told."""
    told = 0
    rows = Correction.objects.filter(state=CorrectionState.ASKED, due_on__lte=day + timedelta(days=_DAYS_BEFORE))
    for one in rows.select_related("supervision__campaign", "by"):
        told += tell_correction(one, "late" if one.due_on < day else "near")
    return told
