"""Lists of cases: which ones, in which order, how they stand; what lies in one's own hands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from tuban.rules.procedures import Standing
from tuban.workflow.cases.course import Course, courses_of
from tuban.workflow.cases.law import in_hands
from tuban.workflow.cases.models import Case
from tuban.workflow.cases.queries import cases_seen_by
from tuban.workflow.organisations.acting import Acting

MOST_REACHED = 2000
"""How many open cases are looked through for those that are late or in one's hands."""
MOST_OF_A_DAY = 300
"""How many are looked through for the page that a day begins with."""
KINDS = ("open", "mine", "late", "lead", "filed", "closed", "not_filed", "all")
_STANDINGS = {
    "lead": (Case.Standing.LEAD,), "filed": (Case.Standing.FILED,), "closed": (Case.Standing.CLOSED,),
    "not_filed": (Case.Standing.NOT_FILED,), "all": tuple(Case.Standing),
}  # fmt: skip
_OPEN = (Case.Standing.LEAD, Case.Standing.FILED)


@dataclass(frozen=True, slots=True)
class Listed:
    """A case in a list: how it stands, and whether its next step lies in the reader's hands."""

    case: Case
    course: Course
    patches: int
    is_mine: bool

    @property
    def next(self) -> Standing | None:
        """Its next step."""
        return self.course.next


def found(by: Acting, kind: str, text: str = "") -> QuerySet[Case]:
    """Return the cases of a kind that somebody sees, as far as a database tells it, the newest first."""
    rows = cases_seen_by(by).filter(standing__in=_STANDINGS.get(kind, _OPEN))
    text = text.strip()
    if text:
        rows = rows.filter(
            Q(number__icontains=text) | Q(title__icontains=text) | Q(place__icontains=text)
            | Q(lines__patch__number__icontains=text)
        ).distinct()  # fmt: skip
    return rows.order_by("-made_at", "pk")


def listed(by: Acting, kind: str, text: str = "", *, on: date, first: int = 0, most: int = 50) -> list[Listed]:
    """Return one page of cases of a kind; those late or in one's hands are looked for among the open ones."""
    rows = found(by, kind, text)
    if kind not in ("mine", "late"):
        return _listed(by, list(rows[first : first + most]), on)
    reached = _listed(by, list(rows[:MOST_REACHED]), on)
    kept = [one for one in reached if (one.is_mine if kind == "mine" else one.course.late)]
    return kept[first : first + most]


def counts(by: Acting, *, on: date) -> dict[str, int]:
    """Return how many cases of each kind somebody sees; late and mine among the open ones that are looked through."""
    rows = cases_seen_by(by)
    told = {kind: rows.filter(standing__in=standings).count() for kind, standings in _STANDINGS.items()}
    reached = _listed(by, list(found(by, "open")[:MOST_REACHED]), on)
    return told | {
        "open": told["lead"] + told["filed"], "mine": sum(one.is_mine for one in reached),
        "late": sum(bool(one.course.late) for one in reached),
    }  # fmt: skip


def waiting_for(by: Acting, *, on: date, most: int = MOST_OF_A_DAY) -> tuple[int, int]:
    """Return how many open cases wait for somebody's next step, and how many of these are late, among the newest."""
    reached = [one for one in _listed(by, list(found(by, "open")[:most]), on) if one.is_mine]
    return len(reached), sum(bool(one.course.late) for one in reached)


def _listed(by: Acting, cases: list[Case], on: date) -> list[Listed]:
    if not cases:
        return []
    courses = courses_of(cases, on=on)
    numbers: dict[object, int] = {}
    for key in Case.objects.filter(pk__in=[one.pk for one in cases], lines__isnull=False).values_list("pk", flat=True):
        numbers[key] = numbers.get(key, 0) + 1
    return [Listed(one, courses[one.pk], numbers.get(one.pk, 0), is_mine(by, courses[one.pk])) for one in cases]


def is_mine(by: Acting, course: Course) -> bool:
    """Whether the next step of a case lies in somebody's hands."""
    standing = course.next
    if standing is None:
        return False
    return in_hands(by, standing.step.by, course.case.organ, decides=standing.step.decides)
