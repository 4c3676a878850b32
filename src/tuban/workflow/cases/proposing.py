"""What the facts propose as answers to the questions of the procedure. A person answers them; what nobody answered
stays needed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from tuban.rules.rulebook import Rulebook
from tuban.values.area import Area, AreaUnit
from tuban.workflow.cases.course import DEMOLITION, Course
from tuban.workflow.cases.ground import Ground, at_least, summed
from tuban.workflow.cases.law import law_of, word
from tuban.workflow.cases.models import Item

ILLEGAL_APPROVAL = "illegal_approval"
_REPORT = "case/report_{act}_{kind}"
_HEARING_ITEMS = "case/hearing_items"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposed answer (None: nobody knows) and why."""

    answer: bool | None
    why: str


def proposals(course: Course, grounds: list[Ground]) -> Mapping[str, Proposal]:
    """Return what the facts propose for each question that the journal is asked."""
    law, region = law_of(course.case), course.case.area_code[:6]
    report = _major(law, grounds, course.on, region)
    hearing = _hearing(course, law, grounds, region)
    return {
        "major_report": report,
        "hearing": hearing,
        "legal_review": Proposal(True, _("it goes through the hearing procedure: {why}").format(why=hearing.why))
        if hearing.answer else Proposal(None, _("whether rights weigh heavily or the case is difficult, people judge")),
        "discussion": Proposal(True, _("it is a major case: {why}").format(why=report.why))
        if report.answer else Proposal(None, _("whether the circumstances are complex or grave, people judge")),
        DEMOLITION: _demolition(course),
    }  # fmt: skip


def _major(law: Rulebook, grounds: list[Ground], on: date, region: str) -> Proposal:
    """Whether the areas reach what must be reported: basic farmland, or other cultivated land."""
    if not grounds:
        return Proposal(None, _("the case holds no patch"))
    act = ILLEGAL_APPROVAL if any(one.facts["violation_type"] == ILLEGAL_APPROVAL for one in grounds) else "occupation"
    farmland, cultivated = "counted_basic_farmland_area", "counted_cultivated_area"
    known_farmland, known_cultivated = at_least(grounds, farmland), at_least(grounds, cultivated)
    other = Area(max(known_cultivated.square_metres - known_farmland.square_metres, Area.from_m2(0).square_metres))
    measured = (("basic_farmland", known_farmland), ("cultivated", other))
    for kind, area in measured:
        line = law.parameter(_REPORT.format(act=act, kind=kind), on=on, region=region)
        if area >= Area.from_mu(str(line.value)):
            words = _("{title}: {area} mu, of {line} mu on")
            return Proposal(
                True, words.format(title=line.title, area=area.in_unit(AreaUnit.MU), line=line.value)
            )  # fmt: skip
    if summed(grounds, farmland) is None or summed(grounds, cultivated) is None:
        return Proposal(None, _("the areas of cultivated land are not all known"))
    words = _("basic farmland {farmland} mu, other cultivated land {other} mu: below the lines")
    return Proposal(False, words.format(farmland=known_farmland.mu, other=other.mu))


def _hearing(course: Course, law: Rulebook, grounds: list[Ground], region: str) -> Proposal:
    """Whether what is to be imposed gives a right to a hearing: the items set, else those proposed."""
    items = {one.item for one in Item.objects.filter(line__case=course.case)}
    if not items:
        for one in grounds:
            held = one.facts["penalty_items"]
            items |= set(held) if isinstance(held, tuple) else set()
    if not items:
        return Proposal(None, _("what is to be imposed is not known yet"))
    heavy = law.parameter(_HEARING_ITEMS, on=course.on, region=region).value
    found = [word(law, "penalty_item", one) for one in heavy if one in items]
    if found:
        return Proposal(True, "、".join(found))
    if "fine" in items:
        return Proposal(None, _("whether the fine is a large one, the organ judges"))
    return Proposal(False, _("nothing is imposed that gives a right to a hearing"))


def _demolition(course: Course) -> Proposal:
    if course.demolishes is None:
        return Proposal(None, _("nothing is decided yet"))
    return Proposal(course.demolishes, _("follows from the items of the decision"))
