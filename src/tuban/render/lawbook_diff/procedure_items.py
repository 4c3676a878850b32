"""The procedures of a lawbook as items: steps, questions, moments, reasons of suspension, ways of rectification,
reminders, acceptance, tasks of departments.

A limit is named by its parameter: that its days changed is said once, where the parameter stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tuban.render.lawbook_print.procedure_words import hands_in_words
from tuban.render.lawbook_print.procedures_chapter import CASE, COOPERATION, RECTIFICATION, blanks_in_words
from tuban.rules.cooperation import Cooperation, TaskReminder, cooperation_of
from tuban.rules.procedures import Named, Procedure, Step, procedure_of
from tuban.rules.rectification import Acceptance, Rectification, Reminder, Route, rectification_of
from tuban.rules.rulebook import Rulebook

Told = Iterator[tuple[str, Mapping[str, str]]]
"""The place of an item in its procedure, and its aspects."""


def procedure_items(
    rulebook: Rulebook, said: Mapping[str, Any], places: Mapping[str, str]
) -> Iterator[tuple[str, str, str, Mapping[str, str]]]:
    """Yield path, place, title and aspects of every place of the procedures; a lawbook of before may have none."""
    words = _Words(rulebook, said, places)
    if CASE in rulebook.procedures:
        case = procedure_of(rulebook, CASE)
        yield from ((CASE, place, case.title, aspects) for place, aspects in words.case(case))
    if RECTIFICATION in rulebook.procedures:
        ways = rectification_of(rulebook)
        yield from ((RECTIFICATION, place, ways.title, aspects) for place, aspects in words.rectification(ways))
    if COOPERATION in rulebook.procedures:
        tasks = cooperation_of(rulebook)
        yield from ((COOPERATION, place, tasks.title, aspects) for place, aspects in words.cooperation(tasks))


@dataclass(frozen=True)
class _Words:
    """A lawbook, the words it is printed in, and those of places."""

    rulebook: Rulebook
    said: Mapping[str, Any]
    places: Mapping[str, str]

    def case(self, found: Procedure) -> Told:
        yield "", {"title": found.title, "cites": self._cites(found.cites)}
        yield from self._named("question", found.questions)
        yield from self._named("suspension", found.suspensions)
        titles = {id: one.title for id, one in found.steps.items()} | {
            id: one.title for id, one in found.moments.items()
        }
        for moment in found.moments.values():
            other = found.questions[moment.question].title if moment.question else ""
            yield self._place("moment", moment.id), {
                "title": moment.title, "counted_from": titles[moment.counted_from], "limit": self._limit(moment.limit),
                "other_limit": f"{self._limit(moment.other_limit)}（{other}）" if other else "",
                "cites": self._cites(moment.cites),
            }  # fmt: skip
        for step in found.steps.values():
            yield self._place("step", step.id), self._step(step, found, titles)

    def _step(self, step: Step, found: Procedure, titles: Mapping[str, str]) -> Mapping[str, str]:
        return {
            "title": step.title,
            "by": hands_in_words(step.by, self.said),
            "after": "、".join(titles[one] for one in step.after),
            "needed_if": found.questions[step.needed_if].title if step.needed_if else "",
            "limit": self._limit(step.limit),
            "counted_from": titles.get(step.counted_from, ""),
            "extension": self._limit(step.extension),
            "suspended_by": "、".join(found.suspensions[one].title for one in step.suspended_by),
            "waits_for": "、".join(f"{titles[id]}（{self._limit(path)}）" for id, path in step.waits_for),
            "more": "、".join(words for flag, words in self.said["procedure_flags"].items() if getattr(step, flag)),
            "cites": self._cites(step.cites),
        }

    def rectification(self, found: Rectification) -> Told:
        yield "", {"title": found.title, "cites": self._cites(found.cites)}
        for route in found.routes.values():
            yield self._place("route", route.value), self._route(route)
        yield from self._named("suspension", found.suspensions)
        yield from self._reminders(found.reminders, self.said["rectification_told"])
        yield from self._acceptance(found.acceptance)

    def _route(self, route: Route) -> Mapping[str, str]:
        shows = [self.rulebook.vocabulary[name].title for name in route.tells]
        shows += [self.said["rectification_exhibits"][one] for one in route.exhibits]
        return {
            "title": route.title, "limit": self._limit(route.limit), "by": hands_in_words(route.held_by, self.said),
            "shows": "、".join(shows), "waits_above": "是" if route.waits_above else "否",
            "cites": self._cites(route.cites),
        }  # fmt: skip

    def _acceptance(self, found: Acceptance) -> Told:
        yield self.places["acceptance"], {
            "declares": hands_in_words(found.declares, self.said), "accepts": hands_in_words(found.accepts, self.said),
            "fewest": str(found.fewest_on_site), "cites": self._cites(found.cites),
        }  # fmt: skip
        for number, sign in enumerate(found.signs, start=1):
            yield self.places["signature"].format(number=number), {
                "by": hands_in_words(sign.by, self.said), "answers_for": sign.answers, "cites": self._cites(sign.cites),
            }  # fmt: skip

    def cooperation(self, found: Cooperation) -> Told:
        yield "", {"title": found.title, "cites": self._cites(found.cites)}
        for task in found.tasks.values():
            yield self._place("task", task.value), {
                "title": task.title, "by": hands_in_words(task.done_by, self.said), "limit": self._limit(task.limit),
                "given": blanks_in_words(task.given, self.said), "answers": blanks_in_words(task.answers, self.said),
                "cites": self._cites(task.cites),
            }  # fmt: skip
        yield from self._reminders(found.reminders, self.said["cooperation_told"])

    def _reminders(self, reminders: Sequence[Reminder | TaskReminder], who: Mapping[str, str]) -> Told:
        for one in reminders:
            when = self.said["rectification_after" if one.is_after else "rectification_before"]
            yield self._place("reminder", one.id), {
                "title": one.title, "limit": when.format(limit=self._limit(one.limit)), "tells": who[one.tells],
                "cites": self._cites(one.cites),
            }  # fmt: skip

    def _named(self, kind: str, named: Mapping[str, Named]) -> Told:
        for one in named.values():
            yield self._place(kind, one.id), {"title": one.title, "cites": self._cites(one.cites)}

    def _place(self, kind: str, id: str) -> str:
        return self.places[kind].format(id=id)

    def _limit(self, path: str) -> str:
        return self.rulebook.parameters[path].title if path else ""

    def _cites(self, cites: Sequence[str]) -> str:
        return "；".join(self.rulebook.citation(cite).text.replace("[待核对]", "") for cite in dict.fromkeys(cites))
