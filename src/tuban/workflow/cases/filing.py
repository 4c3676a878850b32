"""Whether a case may be filed: each condition answered yes, no or unknown from the record, with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from tuban.rules.filing import conditions
from tuban.rules.limits import due, limit_of
from tuban.rules.procedures import Named
from tuban.rules.working_days import CalendarYearUnknown
from tuban.values.dates import PartialDate
from tuban.values.facts import UNKNOWN
from tuban.workflow.cases.ground import Ground, grounds_of
from tuban.workflow.cases.law import calendar, law_of, word
from tuban.workflow.cases.models import Case
from tuban.workflow.organisations.models import Area

_LIMITATION = "limits/case/limitation"


@dataclass(frozen=True, slots=True)
class Answered:
    """A condition, its answer (None: nobody knows) and why."""

    condition: Named
    answer: bool | None
    why: str

    @property
    def word(self) -> str:
        """The answer as the journal keeps it."""
        return "unknown" if self.answer is None else "yes" if self.answer else "no"


def filing_basis(case: Case, *, on: date, grounds: list[Ground] | None = None) -> list[Answered]:
    """Return every condition for filing a case on a day, answered."""
    law = law_of(case)
    known = grounds_of(case) if grounds is None else grounds
    answers = {
        "offender": _offender(case, known),
        "violation": _violation(case, known),
        "punishable": _punishable(case, known),
        "jurisdiction": _jurisdiction(case),
        "in_time": _in_time(case, known, on),
    }
    return [Answered(one, *answers[name]) for name, one in conditions(law).items()]


def offender_of(case: Case, grounds: list[Ground]) -> str:
    """Return who did it: as the case has it, else as the field told it; empty where nobody knows."""
    if case.offender.get("name"):
        return str(case.offender["name"])
    told = {str(one.facts["user"]) for one in grounds if one.facts["user"] not in (UNKNOWN, None, "")}
    return "、".join(sorted(told))


def filing_grounds(grounds: list[Ground]) -> list[str]:
    """Return the words of the filing standards that hold for the patches together."""
    found: dict[str, None] = {}
    for one in grounds:
        held = one.facts["filing_grounds"]
        found |= dict.fromkeys(held if isinstance(held, tuple) else ())
    return list(found)


def _offender(case: Case, grounds: list[Ground]) -> tuple[bool | None, str]:
    name = offender_of(case, grounds)
    if name:
        return True, name
    return None, _("nobody has said yet who did it")


def _violation(case: Case, grounds: list[Ground]) -> tuple[bool | None, str]:
    if not grounds:
        return None, _("the case holds no patch: whoever files says which provision was broken")
    law = law_of(case)
    unfound = [str(one.patch) for one in grounds if not one.is_found]
    cleared = [str(one.patch) for one in grounds if one.patch.finding not in (None, "unlawful", "manual")]
    if cleared:
        return False, _("found to be something else than unlawful: {patches}").format(patches="、".join(cleared))
    if unfound:
        return None, _("no finding was taken yet of {patches}").format(patches="、".join(unfound))
    held = filing_grounds(grounds)
    if not held:
        return None, _("none of the filing standards is known to hold")
    return True, "；".join(word(law, "filing_ground", one) for one in held)


def _punishable(case: Case, grounds: list[Ground]) -> tuple[bool | None, str]:
    law = law_of(case)
    items: dict[str, None] = {}
    for one in grounds:
        proposed = one.facts["penalty_items"]
        items |= dict.fromkeys(proposed if isinstance(proposed, tuple) else ())
    if items:
        return True, "、".join(word(law, "penalty_item", one) for one in items)
    return None, _("what the law imposes follows from the type of violation, which nobody knows yet")


def _jurisdiction(case: Case) -> tuple[bool | None, str]:
    codes = Area.objects.filter(unit=case.organ_id).values_list("code", flat=True)
    if any(case.area_code.startswith(code) for code in codes):
        return True, _("it lies in the areas of {organ}").format(organ=case.organ.name)
    return False, _("it lies outside of the areas of {organ}").format(organ=case.organ.name)


def _in_time(case: Case, grounds: list[Ground], on: date) -> tuple[bool | None, str]:
    """Unlawful occupation goes on while the land is held: the limitation runs from its end."""
    if case.ended_on is None:
        if grounds and all(one.is_visited for one in grounds):
            return True, _("the occupation goes on: the limitation has not begun to run")
        return None, _("nobody has said whether the occupation has ended")
    law = law_of(case)
    started = case.act_on or case.ended_on
    limit = limit_of(law, _LIMITATION, on=started, region=case.area_code[:6])
    try:
        last = due(limit, case.ended_on, calendar(law)).last_day
    except CalendarYearUnknown:
        last = None  # it ends in a year that is yet to come
    if last is None or on <= last:
        return True, _("ended on {day}: the limitation has not passed").format(day=case.ended_on.isoformat())
    return False, _("the limitation passed on {day}").format(day=last.isoformat())


def act_day(case: Case, grounds: list[Ground], *, today: date) -> date:
    """Return the day whose law decides what a penalty may be: that of the act, as far as it is known; else today."""
    if case.act_on is not None:
        return case.act_on
    days = [one.facts["use_date"] for one in grounds]
    known = [one.latest for one in days if isinstance(one, PartialDate)]
    return max(known, default=today)
