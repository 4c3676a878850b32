"""The chapter of procedures: the steps of a case with their limits, the ways of rectification, the tasks of
departments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tuban.render.lawbook_print.citing import briefly_cited, cited
from tuban.render.lawbook_print.docx_book import Column, Content, DocxBook, Run
from tuban.render.lawbook_print.procedure_words import hands_in_words, limit_in_words
from tuban.rules.cooperation import Blank, Cooperation, TaskKind, cooperation_of
from tuban.rules.procedures import Procedure, Step, procedure_of
from tuban.rules.rectification import Rectification, Route, rectification_of
from tuban.rules.rulebook import Rulebook

CASE, RECTIFICATION, COOPERATION = "case", "rectification", "cooperation"


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
    if COOPERATION in rulebook.procedures:
        _cooperation(book, cooperation_of(rulebook), rulebook, words)


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
            since=titles[step.counted_from], limit=limit_in_words(step.limit, rulebook, words)
        )
        limits.append(of)
    if step.extension:
        limits.append(words["procedure_extension"].format(limit=limit_in_words(step.extension, rulebook, words)))
    limits += [
        words["procedure_waits"].format(since=titles[id], limit=limit_in_words(path, rulebook, words))
        for id, path in step.waits_for
    ]
    if step.suspended_by:
        names = "、".join(found.suspensions[one].title for one in step.suspended_by)
        limits.append(words["procedure_suspended"].format(reasons=names))
    more = [words["procedure_needed"].format(question=found.questions[step.needed_if].title)] if step.needed_if else []
    more += [words["procedure_flags"][name] for name in words["procedure_flags"] if getattr(step, name)]
    title: Content = [step.title, "\n", Run(step.id, colour="mute", size=8)]
    return (
        title, "、".join(titles[one] for one in step.after), hands_in_words(step.by, words), "\n".join(limits),
        "\n".join(more), briefly_cited(step.cites, rulebook, words), "",
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
                title=one.title, when=when.format(limit=limit_in_words(one.limit, rulebook, words)),
                who=words["rectification_told"][one.tells],
            )
        )  # fmt: skip
    accepted = found.acceptance
    book.paragraph(
        words["rectification_acceptance"].format(
            declares=hands_in_words(accepted.declares, words), accepts=hands_in_words(accepted.accepts, words),
            fewest=accepted.fewest_on_site,
        )
    )  # fmt: skip
    for sign in accepted.signs:
        book.paragraph(words["rectification_signs"].format(who=hands_in_words(sign.by, words), answers=sign.answers))


def _route(route: Route, rulebook: Rulebook, words: Mapping[str, Any]) -> tuple[Content, ...]:
    shows = [rulebook.vocabulary[name].title for name in route.tells]
    shows += [words["rectification_exhibits"][one] for one in route.exhibits]
    limit = words["rectification_set"].format(limit=limit_in_words(route.limit, rulebook, words))
    if route.waits_above:
        limit += "\n" + words["rectification_waits_above"]
    if route.together_with:
        ways = "、".join(rulebook.codelist("rectification_route").label(one) for one in route.together_with)
        limit += "\n" + words["rectification_together"].format(ways=ways)
    if route.regularises:
        limit += "\n" + words["rectification_regularises"]
    title: Content = [route.title, "\n", Run(route.value, colour="mute", size=8)]
    return (
        title,
        hands_in_words(route.held_by, words),
        limit,
        "、".join(shows),
        briefly_cited(route.cites, rulebook, words),
        "",
    )


def _cooperation(book: DocxBook, found: Cooperation, rulebook: Rulebook, words: Mapping[str, Any]) -> None:
    book.heading(2, found.title)
    book.paragraph(cited(found.cites, rulebook, words), keep_next=True)
    book.table(
        [
            Column(words["cooperation_task"], 4),
            Column(words["procedure_by"], 4),
            Column(words["procedure_limit"], 4.6),
            Column(words["cooperation_given"], 4),
            Column(words["cooperation_answers"], 4),
            Column(words["rests_on"], 3.6),
            Column(words["comment"], 3.2),
        ],
        [_task(one, rulebook, words) for one in found.tasks.values()],
        size=8.5,
    )
    for one in found.reminders:
        when = words["rectification_after" if one.is_after else "rectification_before"]
        book.paragraph(
            words["rectification_reminder"].format(
                title=one.title, when=when.format(limit=limit_in_words(one.limit, rulebook, words)),
                who=words["cooperation_told"][one.tells],
            )
        )  # fmt: skip


def _task(task: TaskKind, rulebook: Rulebook, words: Mapping[str, Any]) -> tuple[Content, ...]:
    limit = words["cooperation_asked"].format(limit=limit_in_words(task.limit, rulebook, words))
    title: Content = [task.title, "\n", Run(task.value, colour="mute", size=8)]
    return (
        title, hands_in_words(task.done_by, words), limit, blanks_in_words(task.given, words),
        blanks_in_words(task.answers, words), briefly_cited(task.cites, rulebook, words), "",
    )  # fmt: skip


def blanks_in_words(blanks: Sequence[Blank], words: Mapping[str, Any]) -> str:
    """Return the fields of a question or an answer; those that may be empty say so."""
    return "、".join(
        one.kind.title if one.is_needed else words["cooperation_may"].format(title=one.kind.title) for one in blanks
    )
