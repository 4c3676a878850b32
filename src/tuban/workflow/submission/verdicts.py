"""What a level above decided on a seal, as it goes back to the installation that made it.

``verdict.json`` tells every decision since the seal came, so that one that was lost is in the next.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from tuban.values.errors import TubanError
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.submission.contents import PATCHES, canonical, number_of, patch_of, sealed_lines
from tuban.workflow.submission.going_back import kept, open_again
from tuban.workflow.submission.law import patch_reasons
from tuban.workflow.submission.models import PinnedPatch, Seal, Station, Submission
from tuban.workflow.submission.telling import tell_decided
from tuban.workflow.submission.words import Outcome, State

FORMAT, VERSION = "tuban.verdict", 1
_LARGEST = 32 << 20


class VerdictUnsound(TubanError):
    """What came tells no decision on a seal of here: {what}."""

    code = "submission.verdict_unsound"
    hint = "Ask the level above to make the package of its decision again; nothing of this one was kept."


class OtherDecisions(TubanError):
    """The package tells other decisions than those that were taken in before."""

    code = "submission.other_decisions"
    hint = "Ask the level above which of them hold. What is here stays."


@dataclass(frozen=True, slots=True)
class Pinned:
    """A patch of the seal that a decision names."""

    key: str
    number: str
    reasons: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Decision:
    """What a unit decided, and when."""

    unit: str
    outcome: Outcome
    at: datetime
    by: str
    reasons: tuple[str, ...]
    text: str
    pinned: tuple[Pinned, ...]

    @property
    def mark(self) -> tuple[str, str, datetime]:
        """What tells it from others."""
        return self.unit, self.outcome.value, self.at


@dataclass(frozen=True, slots=True)
class Verdict:
    """The decisions on a seal, and where its submission stands by them."""

    digest: str
    state: State
    lies_with: str
    decisions: tuple[Decision, ...]


def verdict_bytes(submission: Submission) -> bytes:
    """Return what was decided on a submission, as it goes to whoever sent it."""
    rows = submission.stations.exclude(outcome=Outcome.WAITING).select_related("unit", "by")
    told = {
        "format": FORMAT, "version": VERSION, "seal": submission.seal.digest, "number": submission.seal.number,
        "state": submission.state, "lies_with": submission.lies_with,
        "decisions": [_told(one) for one in rows.prefetch_related("pinned__patch")],
    }  # fmt: skip
    return canonical(told)


def _told(one: Station) -> dict[str, Any]:
    return {
        "unit": one.unit_name[:80], "outcome": one.outcome, "at": one.decided_at.isoformat() if one.decided_at else "",
        "by": one.decided_by[:40], "reasons": one.reasons, "text": one.text,
        "pinned": [
            {"key": str(pin.key or ""), "number": str(pin), "reasons": pin.reasons, "text": pin.text}
            for pin in one.pinned.all()
        ],
    }  # fmt: skip


def read_verdict(content: bytes) -> Verdict:
    """Return the decisions of ``verdict.json``. Raises VerdictUnsound."""
    try:
        told: dict[str, Any] = json.loads(content if len(content) <= _LARGEST else b"")
        if (told["format"], told["version"]) != (FORMAT, VERSION):
            raise VerdictUnsound(what=_("it is written in another version"))
        decisions = tuple(_decision(one) for one in told["decisions"])
        made = Verdict(str(told["seal"]), State(told["state"]), _text(told["lies_with"], 80), decisions)
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise VerdictUnsound(what=_("it cannot be read")) from error
    if not decisions:
        raise VerdictUnsound(what=_("nothing was decided"))
    return made


def _decision(told: Mapping[str, Any]) -> Decision:
    at = parse_datetime(told["at"])
    if at is None or at.tzinfo is None or told["outcome"] == Outcome.WAITING.value:
        raise ValueError
    pinned = tuple(
        Pinned(str(UUID(one["key"])), _text(one["number"], 60), _codes(one["reasons"]), _text(one["text"], 300))
        for one in told["pinned"]
    )
    return Decision(
        _text(told["unit"], 80), Outcome(told["outcome"]), at, _text(told["by"], 40), _codes(told["reasons"]),
        _text(told["text"], 500), pinned,
    )  # fmt: skip


def _text(value: Any, most: int) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value[:most]


def _codes(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or len(value) > 50:
        raise TypeError
    return tuple(_text(one, 60) for one in value)


def demand_fits(verdict: Verdict, submission: Submission) -> tuple[Decision, ...]:
    """Return the decisions that are new here. Raises OtherDecisions, VerdictUnsound."""
    known = [
        (one.unit_name, one.outcome, one.decided_at)
        for one in submission.stations.filter(unit=None).exclude(outcome=Outcome.WAITING)
    ]
    if [one.mark for one in verdict.decisions[: len(known)]] != known:
        raise OtherDecisions
    fresh, reasons = verdict.decisions[len(known) :], patch_reasons()
    sealed = {row["uuid"] for row in sealed_lines(submission.seal, PATCHES)} if any(o.pinned for o in fresh) else set()
    for pin in (pin for one in fresh for pin in one.pinned):
        if pin.key not in sealed:
            raise VerdictUnsound(what=_("{number} is no patch of the seal").format(number=pin.number))
        if not pin.reasons or any(one not in reasons for one in pin.reasons):
            raise VerdictUnsound(what=_("it names a reason that the lawbook here does not know"))
    return fresh


def apply(verdict: Verdict, submission: Submission, *, by: Acting) -> Submission:
    """Let a submission stand as the level above decided: accepted and locked, returned to the same hands, reopened.

    What was taken in before changes nothing. Raises OtherDecisions, VerdictUnsound.
    """
    submission = (
        Submission.objects.select_for_update(of=("self",))
        .select_related("campaign", "seal__unit")
        .get(pk=submission.pk)
    )
    fresh = demand_fits(verdict, submission)
    rows = {row["uuid"]: row for row in sealed_lines(submission.seal, PATCHES)} if fresh else {}
    last = None
    for one in fresh:
        last = _entered(one, submission, rows)
    if last is None:
        return submission
    submission.state, submission.holder = verdict.state, None
    submission.elsewhere = verdict.lies_with if verdict.state == State.UNDER_WAY else ""
    _stand(submission, last, by)
    tell_decided(last)
    return submission


def _entered(one: Decision, submission: Submission, rows: Mapping[str, Mapping[str, Any]]) -> Station:
    station = Station.objects.create(
        submission=submission, elsewhere=one.unit, outcome=one.outcome, decided_at=one.at, by_name=one.by,
        reasons=list(one.reasons), text=one.text,
    )  # fmt: skip
    for pin in one.pinned:
        row = rows[pin.key]
        PinnedPatch.objects.get_or_create(
            station=station, key=pin.key,
            defaults={"patch": patch_of(row, submission.campaign_id), "number": number_of(row),
                      "reasons": list(pin.reasons), "text": pin.text},
        )  # fmt: skip
    return station


def _stand(submission: Submission, last: Station, by: Acting) -> None:
    campaign = submission.campaign
    if submission.state in (State.RETURNED, State.REOPENED):
        open_again(submission, last, by)
        return
    accepted = submission.stations.filter(outcome=Outcome.ACCEPTED).last()
    if accepted is not None:
        campaign.locked_at, campaign.locked_by = accepted.decided_at, accepted.unit_name[:80]
        campaign.save(update_fields=["locked_at", "locked_by"])
    kept(submission)


def leave(seal: Seal, *, to: str, by: Acting) -> Submission:
    """Enter that a seal left for a unit in another installation, once; a package made anew changes nothing."""
    found = Submission.objects.filter(seal=seal).first()
    if found is None:
        return Submission.objects.create(
            seal=seal, campaign=seal.campaign, elsewhere=to[:80], by=by.person, post=by.post
        )
    if found.state == State.ACCEPTED and seal.came:
        found.state, found.holder, found.elsewhere = State.UNDER_WAY, None, to[:80]
        kept(found)
    return found


def come_back(seal: Seal, *, unit: str, by_name: str, at: datetime, reason: str) -> None:
    """Enter that the other installation laid a seal aside: it was not taken in, so it may be made anew."""
    found = Submission.objects.select_for_update().filter(seal=seal, state=State.UNDER_WAY).first()
    if found is None or found.stations.exclude(outcome=Outcome.WAITING).exists():
        return
    station = Station.objects.create(
        submission=found, elsewhere=unit[:80], outcome=Outcome.RETURNED, decided_at=at, by_name=by_name[:40],
        text=reason[:500],
    )  # fmt: skip
    found.state, found.holder, found.elsewhere = State.RETURNED, None, ""
    kept(found)
    tell_decided(station)
