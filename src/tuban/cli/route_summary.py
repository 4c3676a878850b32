"""What `tuban route` says at the end, on one screen."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tuban.inspect.routes.plan import RoutePlan
from tuban.inspect.routes.planning import clock_of
from tuban.render.routes import PAGE
from tuban.values.language import gettext as _


def route_summary(plan: RoutePlan, output: Path, seconds: float, notes: Sequence[str] = ()) -> str:
    """Return the closing lines: what was chosen, each group's days, what is left over, where to begin."""
    stops = plan.stops
    lines = ["", plan.title] if plan.title else [""]
    chosen = (
        _("{source}: {count} of {total} patches need the field.") if stops.chosen else _("{source}: {count} stops.")
    )
    lines.append(chosen.format(source=stops.source, count=len(stops.stops) + len(stops.left_out), total=stops.total))
    lines += [f"  {count:>5}  {_reason(reason)}" for reason, count in stops.reasons.items()]
    if stops.left_out:
        lines.append(_("{count} of them are done already.").format(count=len(stops.left_out)))
    if not plan.starts[0].given:
        lines.append(_("No start was given, so one amid the stops was taken; --start names another."))
    lines.append("")
    for route in plan.routes:
        line = _("  group {group}, day {day}: {stops:>3} stops, {leave}–{back}, {kilometres:>6} km")
        lines.append(
            line.format(
                group=route.group,
                day=route.day,
                stops=len(route.visits),
                leave=clock_of(route.leave),
                back=clock_of(route.back),
                kilometres=route.kilometres,
            )
        )
    if plan.left_over:
        lines.append(
            _("{count} stops are in no route; the workbook says why of each.").format(count=len(plan.left_over))
        )
    if plan.search.ended_by_clock:
        lines.append(_("The clock ended the search: another run may come out differently."))
    lines += [
        *notes,
        "",
        _("Done in {seconds:.1f} s. Begin with {page}").format(seconds=seconds, page=output.absolute() / PAGE),
    ]
    return "\n".join(lines)


def _reason(reason: str) -> str:
    return {
        "open": _("finding not decided"),
        "field_fact": _("a fact is missing that only the ground tells"),
        "survey_needed": _("the office asks for a visit"),
        "contradiction": _("a contradiction that a look settles"),
        "inconsistent": _("differs from the change survey"),
    }[reason]
