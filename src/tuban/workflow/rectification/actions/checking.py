"""Units check themselves: they confirm each unlawful patch anew and add what they found; a leader confirms it all."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from tuban.values.errors import TubanError
from tuban.workflow.audit.acting import action, note
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.patches.models import Patch
from tuban.workflow.rectification.models import SelfCheck, SelfCheckLine
from tuban.workflow.rectification.policies import may_check_self, may_confirm_self_check
from tuban.workflow.rectification.self_checks import sheet_of
from tuban.workflow.rectification.writing import wanted_reason


class LineUnfit(TubanError):
    """The line cannot stand so: {why}."""

    code = "rectification.line_unfit"
    hint = "Plots are 1 or more, areas and floor areas 0 or more; cultivated land is no more than the whole."


class NotYours(TubanError):
    """{patch} is not managed by {unit}."""

    code = "rectification.not_yours"
    hint = "A unit checks the land that it manages."


class NotConfirmedYet(TubanError):
    """{count} patches of {unit} are not confirmed yet."""

    code = "rectification.not_confirmed_yet"
    hint = "Say of each issued patch whether it is unlawful, with plots, areas and the floor area of buildings."


@dataclass(frozen=True, slots=True)
class Checked:
    """What a unit says of a patch, or of a place that it found itself."""

    is_unlawful: bool
    plots: int
    area_mu: Decimal
    cultivated_mu: Decimal
    floor_area_m2: Decimal
    note: str = ""
    place: str = ""

    def demand(self, *, is_patch: bool) -> None:
        """Raise LineUnfit where it cannot stand."""
        if not is_patch and not self.place.strip():
            raise LineUnfit(why=_("the place is missing"))
        if self.plots < 1:
            raise LineUnfit(why=_("there is one plot at least"))
        if min(self.area_mu, self.cultivated_mu, self.floor_area_m2) < 0:
            raise LineUnfit(why=_("an area is below zero"))
        if self.cultivated_mu > self.area_mu:
            raise LineUnfit(why=_("more cultivated land than land"))
        if not self.is_unlawful and not self.note.strip():
            raise LineUnfit(why=_("it says why it is not unlawful"))


@action("rectification.check_self", policy=may_check_self, secrets=("checked",))
def check(
    campaign: Campaign, *, by: Acting, checked: Checked, patch: Patch | None = None, line: int | None = None
) -> SelfCheckLine:  # fmt: skip
    """Say what a patch is, or add a place that the unit found itself; ``line`` is the one of such a place that is
    corrected. What was said before is kept. Raises LineUnfit, NotYours."""
    checked.demand(is_patch=patch is not None)
    unit = by.post.unit
    if patch is not None and unit.code not in (patch.managed_code, patch.township_code):
        raise NotYours(patch=patch, unit=unit)
    own, _made = SelfCheck.objects.select_for_update().get_or_create(campaign=campaign, unit=unit)
    before = own.lines.filter(replaced_at__isnull=True)
    before = before.filter(patch=patch) if patch is not None else before.filter(pk=line or 0, patch__isnull=True)
    before.update(replaced_at=timezone.now())
    made = SelfCheckLine.objects.create(
        self_check=own, patch=patch, place=checked.place.strip()[:120], is_unlawful=checked.is_unlawful,
        plots=checked.plots, area_mu=checked.area_mu, cultivated_mu=checked.cultivated_mu,
        floor_area_m2=checked.floor_area_m2, note=checked.note.strip()[:200], by=by.person,
    )  # fmt: skip
    own.version += 1
    own.save(update_fields=["version"])
    note(unit=unit.name, what=str(made))
    return made


@action("rectification.drop_place", policy=may_check_self)
def drop_place(campaign: Campaign, *, by: Acting, line: int, reason: str) -> SelfCheckLine:
    """Take a place that the unit found itself out of its self-check; it is kept. Raises ReasonNeeded, LineUnfit."""
    told = wanted_reason(reason)
    found = SelfCheckLine.objects.filter(
        self_check__campaign=campaign, self_check__unit=by.post.unit, pk=line, patch__isnull=True, replaced_at=None
    ).first()
    if found is None:
        raise LineUnfit(why=_("it is not there any more"))
    found.replaced_at, found.note = timezone.now(), f"{found.note}（{told}）"[:200]
    found.save(update_fields=["replaced_at", "note"])
    return found


@action("rectification.confirm_self_check", policy=may_confirm_self_check)
def confirm(campaign: Campaign, *, by: Acting, text: str = "") -> SelfCheck:
    """Confirm the self-check of one's unit as its leader. Raises NotConfirmedYet."""
    unit = by.post.unit
    own, _made = SelfCheck.objects.select_for_update().get_or_create(campaign=campaign, unit=unit)
    sheet = sheet_of(campaign, unit)
    if sheet.missing:
        raise NotConfirmedYet(count=sheet.missing, unit=unit)
    own.confirmed_by, own.confirmed_post, own.confirmed_at = by.person, by.post, timezone.now()
    own.text, own.version = text.strip()[:300], own.version + 1
    own.save()
    note(unit=unit.name, **{name: str(value) for name, value in sheet.sums().items()})
    return own
