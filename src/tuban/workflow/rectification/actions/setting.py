"""Ways are set, withdrawn, and examined before demolition."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone

from tuban.values.errors import TubanError
from tuban.workflow.audit.acting import action, note
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.patches.meanwhile import lock
from tuban.workflow.patches.models import Patch
from tuban.workflow.rectification.hands import first_holder
from tuban.workflow.rectification.law import DEMOLISH, Proposal, end_proposal, law_of, proposals_of, why_none
from tuban.workflow.rectification.models import Entry, Examination, Way
from tuban.workflow.rectification.policies import is_of_township, may_examine, may_set_ways, may_withdraw_way
from tuban.workflow.rectification.telling import tell_holder
from tuban.workflow.rectification.writing import count, enter, stand, standing_ways, wanted_reason
from tuban.workflow.review.models import Finding


class NoWay(TubanError):
    """“{way}” is no way of rectification."""

    code = "rectification.no_way"
    hint = "The lawbook names the ways; choose one of them."


class NothingProposed(TubanError):
    """Nothing is proposed for {patch}: {why}."""

    code = "rectification.nothing_proposed"
    hint = "Tell what is missing, or choose a way yourself and say why."


class WayIsSet(TubanError):
    """{way} is set for {patch} already."""

    code = "rectification.way_is_set"
    hint = "A patch may have several ways, each of them once."


class NotForTownship(TubanError):
    """A township takes the ways that are proposed; another one is set by the county."""

    code = "rectification.not_for_township"
    hint = "Ask the county's enforcement section, and say why."


class OthersNotExamined(TubanError):
    """Demolition needs the record that every other way was examined; this is missing for: {missing}."""

    code = "rectification.others_not_examined"
    hint = "Record who examined each other way, when, and with which result."


class AnotherWayIsOpen(TubanError):
    """Another way was found possible for {patch}: {ways}."""

    code = "rectification.another_way_is_open"
    hint = "Take that way; or examine it again and record why it is not possible after all."


@action("rectification.set_ways", policy=may_set_ways)
def set_ways(patch: Patch, *, by: Acting, expected_version: int, ways: Sequence[str], reason: str = "") -> list[Way]:
    """Set one or several ways; their limits run from today. ``reason`` is needed where one is not proposed.

    Raises ChangedMeanwhile, NoWay, WayIsSet, NotForTownship, ReasonNeeded, OthersNotExamined, AnotherWayIsOpen.
    """
    lock(patch, expected_version, accepted_too=True)
    finding = current_finding(patch)
    law, there = law_of(patch.campaign), {one.way: one for one in standing_ways(patch)}
    proposed = {one.way for one in proposed_now(finding, list(there.values()))}
    made = []
    for name in dict.fromkeys(ways):
        if name not in law.routes:
            raise NoWay(way=name)
        route = law.route(name)
        if name in there:
            raise WayIsSet(way=route.title, patch=patch)
        if name not in proposed:
            if is_of_township(by):
                raise NotForTownship
            wanted_reason(reason)
        if "others_examined" in route.exhibits:
            demand_examined(finding, name)
        holder, today = first_holder(route.held_by, patch), timezone.localdate()
        way = Way.objects.create(
            patch=patch, finding=finding, way=name, is_proposed=name in proposed, reason=reason.strip()[:300],
            set_by=by.person, set_on=today, holder=holder, held_since=today,
        )  # fmt: skip
        way = count(way)
        enter(
            patch, Entry.Kind.SET, by=by, way=way, text=reason, is_proposed=way.is_proposed, due_on=way.due_on,
            holder=str(holder or ""),
        )  # fmt: skip
        tell_holder(way)
        made.append(way)
    if not made:
        raise NoWay(way="")
    stand(patch)
    note(ways=[one.way for one in made])
    return made


def set_proposed(patch: Patch, *, by: Acting) -> list[Way]:
    """Set the ways that are proposed for a patch: for many at once. Raises NothingProposed, and what set_ways does."""
    may_set_ways.demand(by, patch)
    finding = current_finding(patch)
    there = list(standing_ways(patch))
    proposed = [one.way for one in proposed_now(finding, there) if one.way not in {way.way for way in there}]
    if not proposed and not there:
        raise NothingProposed(patch=patch, why=why_none(finding))
    if not proposed:
        raise WayIsSet(way="、".join(law_of(patch.campaign).route(one.way).title for one in there), patch=patch)
    return set_ways(patch, by=by, expected_version=patch.version, ways=proposed)


@action("rectification.withdraw_way", policy=may_withdraw_way)
def withdraw_way(way: Way, *, by: Acting, expected_version: int, reason: str) -> Way:
    """Withdraw a way that was not declared done; it stays in the ledger. Raises ChangedMeanwhile, ReasonNeeded."""
    patch = lock(way.patch, expected_version, accepted_too=True)
    told = wanted_reason(reason)
    way.state = Way.State.WITHDRAWN
    way.save(update_fields=["state"])
    enter(patch, Entry.Kind.WITHDRAWN, by=by, way=way, text=told)
    stand(patch)
    return way


@action("rectification.examine", policy=may_examine)
def examine(
    patch: Patch, *, by: Acting, expected_version: int, way: str, is_possible: bool, text: str
) -> Examination:  # fmt: skip
    """Record that a way was examined before demolition, and with which result; the latest record of a way counts.

    Raises ChangedMeanwhile, NoWay, ReasonNeeded.
    """
    lock(patch, expected_version, accepted_too=True)
    law = law_of(patch.campaign)
    if way not in law.routes or way == DEMOLISH:
        raise NoWay(way=way)
    made = Examination.objects.create(
        patch=patch, finding=current_finding(patch), way=way, is_possible=is_possible, text=wanted_reason(text),
        by=by.person, post=by.post,
    )  # fmt: skip
    enter(patch, Entry.Kind.EXAMINED, by=by, text=text, examined=way, is_possible=is_possible)
    return made


def current_finding(patch: Patch) -> Finding:
    """Return the finding of now; a policy has asked before that there is one."""
    return Finding.objects.select_related("patch__campaign").get(patch=patch, is_current=True)


def proposed_now(finding: Finding, ways: Sequence[Way]) -> tuple[Proposal, ...]:
    """Return what is proposed today: demolition where the end date has passed and nothing lawful came."""
    at_the_end = end_proposal(finding.patch.campaign, ways)
    return (at_the_end,) if at_the_end is not None else proposals_of(finding)


def latest_examinations(finding: Finding) -> dict[str, Examination]:
    """Return the latest record of each way that was examined upon a finding."""
    rows = Examination.objects.filter(finding=finding).select_related("by", "post__unit", "post__department")
    return {one.way: one for one in rows.order_by("at", "id")}


def others_than(finding: Finding, way: str) -> list[str]:
    """Return the ways that have to be examined before one of last resort: all that lead to a lawful use."""
    return [one.value for one in law_of(finding.patch.campaign).routes.values() if one.value != way and one.regularises]


def demand_examined(finding: Finding, way: str) -> None:
    """Raise OthersNotExamined or AnotherWayIsOpen unless every other way was examined and none is possible."""
    law, known = law_of(finding.patch.campaign), latest_examinations(finding)
    others = others_than(finding, way)
    missing = [law.route(one).title for one in others if one not in known]
    if missing:
        raise OthersNotExamined(missing="、".join(missing))
    possible = [law.route(one).title for one in others if known[one].is_possible]
    if possible:
        raise AnotherWayIsOpen(patch=finding.patch, ways="、".join(possible))
