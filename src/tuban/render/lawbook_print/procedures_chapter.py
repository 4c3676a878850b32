"""The chapter of procedures: the steps of a case with their limits, the ways of rectification."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from tuban.render.lawbook_print.citing import briefly_cited, cited
from tuban.render.lawbook_print.docx_book import Column, Content, DocxBook, Run
from tuban.rules.procedures import Hands, Procedure, Step, procedure_of
from tuban.rules.rectification import Rectification, Route, rectification_of
from tuban.rules.rulebook import Rulebook

CASE, RECTIFICATION = "case", "rectification"


def procedures(book: DocxBook, rulebook: Rulebook, words: Mapping[str, Any]) -> None:
    """Write the procedures that the lawbook has. A lawbook of before may have none."""
    if not rulebook.procedures:
        return
    book.heading(1, words["procedures_title"])
    book.paragraph(words["procedures_lead"])
    if CASE in rulebook.procedures:
        _case(book, procedure_of(rulebook, CASE), rulebook, words)
    if RECTIFICATION in rulebook.procedures:
        _rectification(book, rectification_of(rulebook), rulebook, words)


def _case(book: DocxBook, found: Procedure, rulebook: Rulebook, words: Mapping[str, Any]) -> None:
    book.heading(2, found.title)
    book.paragraph(cited(found.cites, rulebook, words), keep_next=True)
    book.table(
        [
            Column(words["procedure_step"], 3.6),
            Column(words["procedure_after"], 4),
            Column(words["procedure_by"], 3.6),
            Column(words["procedure_limit"], 6.4),
            Column(words["procedure_more"], 3.4),
            Column(words["rests_on"], 3.6),
            Column(words["comment"], 2.8),
        ],
        [_step(step, found, rulebook, words) for step in found.steps.values()],
        size=8.5,
    )


def _step(step: Step, found: Procedure, rulebook: Rulebook, words: Mapping[str, Any]) -> tuple[Content, ...]:
    titles = {id: one.title for id, one in found.steps.items()} | {id: one.title for id, one in found.moments.items()}
    limits = []
    if step.limit:
        of = words["procedure_counted"].format(
            since=titles[step.counted_from], limit=_limit(step.limit, rulebook, words)
        )
        limits.append(of)
    if step.extension:
        limits.append(words["procedure_extension"].format(limit=_limit(step.extension, rulebook, words)))
    limits += [
        words["procedure_waits"].format(since=titles[id], limit=_limit(path, rulebook, words))
        for id, path in step.waits_for
    ]
    if step.suspended_by:
        names = "、".join(found.suspensions[one].title for one in step.suspended_by)
        limits.append(words["procedure_suspended"].format(reasons=names))
    more = [words["procedure_needed"].format(question=found.questions[step.needed_if].title)] if step.needed_if else []
    more += [words["procedure_flags"][name] for name in words["procedure_flags"] if getattr(step, name)]
    title: Content = [step.title, "\n", Run(step.id, colour="mute", size=8)]
    return (
        title, "、".join(titles[one] for one in step.after), _hands(step.by, words), "\n".join(limits), "\n".join(more),
        briefly_cited(step.cites, rulebook, words), "",
    )  # fmt: skip


def _rectification(book: DocxBook, found: Rectification, rulebook: Rulebook, words: Mapping[str, Any]) -> None:
    book.heading(2, found.title)
    book.paragraph(cited(found.cites, rulebook, words), keep_next=True)
    book.table(
        [
            Column(words["rectification_route"], 4),
            Column(words["procedure_by"], 4),
            Column(words["procedure_limit"], 4.6),
            Column(words["rectification_shows"], 8),
            Column(words["rests_on"], 3.6),
            Column(words["comment"], 3.2),
        ],
        [_route(one, rulebook, words) for one in found.routes.values()],
        size=8.5,
    )
    end = found.at_the_end
    at_the_end = words["rectification_at_the_end"].format(because=end.because, way=found.route(end.route).title)
    book.paragraph([at_the_end, *briefly_cited(end.cites, rulebook, words)])
    if found.phases:
        windows = "；".join(f"{one.title} {one.first}—{one.last}" for one in found.phases)
        told = words["rectification_phases"].format(windows=windows)
        book.paragraph([told, *briefly_cited(found.phases[0].cites, rulebook, words)])
    reasons = "、".join(one.title for one in found.suspensions.values())
    book.paragraph(words["rectification_suspensions"].format(reasons=reasons))
    for one in found.reminders:
        when = words["rectification_after" if one.is_after else "rectification_before"]
        book.paragraph(
            words["rectification_reminder"].format(
                title=one.title, when=when.format(limit=_limit(one.limit, rulebook, words)),
                who=words["rectification_told"][one.tells],
            )
        )  # fmt: skip
    accepted = found.acceptance
    book.paragraph(
        words["rectification_acceptance"].format(
            declares=_hands(accepted.declares, words), accepts=_hands(accepted.accepts, words),
            fewest=accepted.fewest_on_site,
        )
    )  # fmt: skip
    for sign in accepted.signs:
        book.paragraph(words["rectification_signs"].format(who=_hands(sign.by, words), answers=sign.answers))


def _route(route: Route, rulebook: Rulebook, words: Mapping[str, Any]) -> tuple[Content, ...]:
    shows = [rulebook.vocabulary[name].title for name in route.tells]
    shows += [words["rectification_exhibits"][one] for one in route.exhibits]
    limit = words["rectification_set"].format(limit=_limit(route.limit, rulebook, words))
    if route.waits_above:
        limit += "\n" + words["rectification_waits_above"]
    if route.together_with:
        ways = "、".join(rulebook.codelist("rectification_route").label(one) for one in route.together_with)
        limit += "\n" + words["rectification_together"].format(ways=ways)
    if route.regularises:
        limit += "\n" + words["rectification_regularises"]
    title: Content = [route.title, "\n", Run(route.value, colour="mute", size=8)]
    return title, _hands(route.held_by, words), limit, "、".join(shows), briefly_cited(route.cites, rulebook, words), ""


def _limit(path: str, rulebook: Rulebook, words: Mapping[str, Any]) -> str:
    """Return a limit as it is in force at last; what was before stands in the chapter of parameters."""
    parameter = rulebook.parameters[path]
    edition = parameter.layers[0].editions[-1]
    return f"{edition.value}{words['units'][parameter.unit]}（{parameter.title}）"


def _hands(hands: Hands, words: Mapping[str, Any]) -> str:
    def named(kind: str, of: Iterable[str]) -> str:
        return "、".join(words[kind][one] for one in of)

    duty = words["signing_duties"][hands.duty] if hands.duty else ""
    return str(
        words["signing_post"].format(
            units=named("signing_units", hands.units), duty=duty, roles=named("signing_roles", hands.roles)
        )
    )
