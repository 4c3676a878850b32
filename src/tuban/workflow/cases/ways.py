"""The penalty of a case against the ways of rectification of its patches: what does not go together is told with its
reason, never settled by the product."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils import timezone

from tuban.rules.against_ways import Against, against
from tuban.workflow.cases.course import Course, course_of
from tuban.workflow.cases.law import law_of
from tuban.workflow.cases.models import Case, CasePatch
from tuban.workflow.cases.queries import cases_of, lines_of
from tuban.workflow.patches.models import Patch
from tuban.workflow.rectification.law import title_of
from tuban.workflow.rectification.writing import standing_ways


@dataclass(frozen=True, slots=True)
class AgainstWay:
    """A patch with a way that does not go with the penalty of a case. ``title`` is what people call the way, ``cites``
    as officials write them; ``is_decided`` where the penalty is imposed and not only prepared."""

    case: Case
    patch: Patch
    title: str
    found: Against
    cites: tuple[str, ...]
    is_decided: bool


def against_ways_of_case(course: Course) -> list[AgainstWay]:
    """Return where the ways of the patches of a case do not go with its penalty."""
    return [one for line in lines_of(course.case).prefetch_related("items") for one in _of_line(course, line)]


def against_ways_of_patch(patch: Patch) -> list[AgainstWay]:
    """Return where the ways of a patch do not go with the penalties of its cases."""
    today = timezone.localdate()
    return [
        one
        for case in cases_of(patch)
        for line in lines_of(case).filter(patch=patch).prefetch_related("items")
        for one in _of_line(course_of(case, on=today), line)
    ]


def _of_line(course: Course, line: CasePatch) -> Iterator[AgainstWay]:
    case, law = course.case, law_of(course.case)
    is_decided = "decided" in course.done
    items = {one.item for one in line.items.all()}
    if case.standing == Case.Standing.NOT_FILED or (course.is_over and not is_decided):
        return
    ways = {one.way for one in standing_ways(line.patch)}
    for one in against(ways, items if items or is_decided else None, law):
        yield AgainstWay(
            case, line.patch, title_of(case.campaign, one.way), one, law.citations(one.cites), is_decided
        )  # fmt: skip
