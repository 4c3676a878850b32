"""Who is told at once: the holder of a way that was set or handed over, who looks on site, the unit that was refused or
named."""

from __future__ import annotations

from django.utils import timezone, translation
from django.utils.translation import gettext_lazy

from tuban.values.language import gettext as _
from tuban.values.language import speaking
from tuban.workflow.messages.kinds import message_kind
from tuban.workflow.messages.sending import send
from tuban.workflow.organisations.hands import holders
from tuban.workflow.rectification.law import law_of, title_of
from tuban.workflow.rectification.models import Declaration, Way
from tuban.workflow.rectification.reminders import holding_of
from tuban.workflow.rectification.tasks import subject

HELD = message_kind("rectification.held", gettext_lazy("A way of rectification is held by you"))
DECLARED = message_kind("rectification.declared", gettext_lazy("A way was declared done"))
ANSWERED = message_kind("rectification.answered", gettext_lazy("A declaration was accepted, refused or named false"))


def tell_holder(way: Way) -> int:
    """Tell who holds a way that they do, and until when."""
    campaign = way.patch.campaign
    with speaking("zh_CN"):
        title = _("You hold: {way} of {patch}, until {day}").format(
            way=title_of(campaign, way.way), patch=way.patch, day=way.due_on or "—"
        )
    to = holding_of(way, timezone.localdate())
    return send(to, kind=HELD, title=title, about=subject(way), key=f"{HELD}:{way.pk}:{way.holder_id}:{way.held_since}")


def tell_declared(declaration: Declaration) -> int:
    """Tell those who accept on site that something waits for them."""
    way = declaration.way
    patch, day = way.patch, timezone.localdate()
    code = patch.managed_code or patch.township_code or patch.area_code
    to = holders(
        law_of(patch.campaign).acceptance.accepts, area_code=code, is_practice=patch.campaign.is_practice, on=day
    )
    with speaking("zh_CN"):
        title = _("Declared done: {way} of {patch}").format(way=title_of(patch.campaign, way.way), patch=patch)
        text = _("{unit} declared it; it waits for the acceptance on site.").format(unit=declaration.unit.name)
    return send(to, kind=DECLARED, title=title, text=text, about=subject(way), key=f"{DECLARED}:{declaration.pk}")


def tell_answer(declaration: Declaration, words: str) -> int:
    """Tell the unit that declared what became of it."""
    way = declaration.way
    with speaking("zh_CN"), translation.override("zh-hans"):
        state = str(Declaration.State(declaration.state).label)
        title = _("{state}: {way} of {patch}").format(
            state=state, way=title_of(way.patch.campaign, way.way), patch=way.patch
        )
    is_bad = declaration.state in (Declaration.State.FALSE, Declaration.State.REFUSED)
    return send(
        [declaration.by], kind=ANSWERED, title=title, text=words, about=subject(way),
        key=f"{ANSWERED}:{declaration.pk}:{declaration.state}", is_urgent=is_bad,
    )  # fmt: skip
