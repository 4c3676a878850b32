"""Facts that devices tell of one patch, merged by field and told in one telling; conflicts stay for a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tuban.rules.fact_values import WrongValue
from tuban.rules.rulebook import Rulebook
from tuban.rules.telling import Question, sheet_of
from tuban.workflow.campaigns.law import rulebook_of
from tuban.workflow.comparison.actions import make_ready
from tuban.workflow.comparison.reading import Reading, reading_of
from tuban.workflow.comparison.telling import PAPERS
from tuban.workflow.evidence.models import LogEntry
from tuban.workflow.evidence.outside import clean
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.patches.models import Patch
from tuban.workflow.survey.actions import tell
from tuban.workflow.survey.applying.reading import EntryUnfit, Told
from tuban.workflow.survey.conflicts.merging import Change, Merge, Open
from tuban.workflow.survey.conflicts.values import Values
from tuban.workflow.survey.entering import entered, typed
from tuban.workflow.survey.models import Conflict, FoundPatch, Statement
from tuban.workflow.survey.policies import may_tell
from tuban.workflow.survey.telling import telling_of

TOLD, WITHDRAWN = "facts.told", "entry.withdrawn"
UNFIT = "unfit"
_LONGEST = 400
_MOST_CHANGES = 60
_Applied = LogEntry.Applied


class NotComparedYet(EntryUnfit):
    """{what} was not compared yet: nobody knows what the office holds of it."""

    code = "survey.not_compared_yet"
    hint = "Compare the patch, then apply the entry again."


@dataclass(slots=True)
class _Outcome:
    """What came of the changes of one entry."""

    row: LogEntry
    lines: list[dict[str, Any]] = field(default_factory=list)

    def add(self, change: Mapping[str, str], came: str, reason: str = "") -> None:
        """Note what came of a change."""
        self.lines.append({**change, "came": came, **({"reason": reason} if reason else {})})


@dataclass(slots=True)
class _Telling:
    """Everything that is known while entries about one patch are merged."""

    patch: Patch
    reading: Reading
    law: Rulebook
    asked: Mapping[str, Question]
    merge: Merge
    outcomes: dict[UUID, _Outcome] = field(default_factory=dict)
    sources: dict[int, str] = field(default_factory=dict)


def apply_facts(patch: Patch, rows: Sequence[int], *, by: Acting) -> None:
    """Apply entries of one device that speak about facts of one patch, in their order, in one transaction and by one
    telling. Raises Refused, NotComparedYet, ChangedMeanwhile."""
    make_ready(patch)
    with transaction.atomic():
        entries = list(
            LogEntry.objects.select_for_update(of=("self",)).select_related("device__person")
            .filter(pk__in=rows, applied=_Applied.WAITING).order_by("seq")
        )  # fmt: skip
        patch = Patch.objects.select_for_update(of=("self",)).select_related("campaign").get(pk=patch.pk)
        if not entries:
            return
        may_tell.demand(by, patch)
        work = _begun(patch)
        for row in entries:
            _take(work, row)
        _tell(work, by)
        _enter_conflicts(work, entries[0])
        _enter_outcomes(work)


def _begun(patch: Patch) -> _Telling:
    reading = reading_of(patch)
    if reading is None:
        raise NotComparedYet(what=str(patch))
    law = rulebook_of(patch.campaign)
    asked = {name: one for name, one in sheet_of(law).questions.items() if name != PAPERS}
    held = {name: typed(reading.facts[name]) for name in asked}
    known = Conflict.objects.filter(patch=patch, state=Conflict.State.OPEN)
    still: dict[tuple[str, Any], Open] = {
        (one.fact, one.device_id): Open(one.base, one.mine, one.entry_id) for one in known
    }
    merge = Merge(held, still, Values(asked, law).same)
    names = [patch.uuid, *FoundPatch.objects.filter(patch=patch).values_list("pk", flat=True)]
    earlier = LogEntry.objects.filter(patch__in=names, kind__in=(TOLD, WITHDRAWN)).exclude(applied=_Applied.WAITING)
    for device, outcome in earlier.order_by("device", "seq").values_list("device_id", "outcome"):
        for line in outcome.get("changes", ()):
            if line["came"] != UNFIT and not merge.same(line["fact"], line["old"], line["new"]):
                merge.hear(Change(device, line["fact"], line["old"], line["new"]))
    return _Telling(patch, reading, law, asked, merge)


def _take(work: _Telling, row: LogEntry) -> None:
    told = Told.of(row)
    outcome = work.outcomes[row.entry] = _Outcome(row)
    work.sources[row.pk] = told.text("source", 200) or _("{device}, entry {seq}").format(
        device=row.device.name, seq=row.seq
    )
    if row.kind == WITHDRAWN:
        for line in reversed(_lines_of(work, told)):
            if line["came"] != UNFIT:
                _change(work, outcome, {"fact": line["fact"], "old": line["new"], "new": line["old"]})
        return
    changes = told.body.get("changes")
    for change in changes[:_MOST_CHANGES] if isinstance(changes, list) else ():
        if isinstance(change, Mapping):
            _change(work, outcome, {name: clean(change.get(name), _LONGEST) for name in ("fact", "old", "new")})


def _lines_of(work: _Telling, told: Told) -> list[dict[str, Any]]:
    """Return what came of the entry that is withdrawn, just now or earlier."""
    name = told.identity("entry")
    if name in work.outcomes:
        return work.outcomes[name].lines
    earlier = LogEntry.objects.filter(device=told.row.device, entry=name).first()
    lines: list[dict[str, Any]] = earlier.outcome.get("changes", []) if earlier is not None else []
    return lines


def _change(work: _Telling, outcome: _Outcome, change: dict[str, str]) -> None:
    fact = change["fact"]
    if fact not in work.asked:
        title = work.law.vocabulary[fact].title if fact in work.law.vocabulary else fact
        outcome.add(change, UNFIT, _("«{fact}» is not told on the sheet").format(fact=title))
        return
    try:
        entered(work.asked[fact].kind, change["new"], work.law)
    except WrongValue as error:
        outcome.add(change, UNFIT, error.message)
        return
    row = outcome.row
    came = work.merge.take(Change(row.device_id, fact, change["old"], change["new"], row.pk))
    outcome.add(change, came)


def _tell(work: _Telling, by: Acting) -> None:
    """Tell what is held otherwise now, all of it at once."""
    told = {fact: work.merge.held[fact] for fact in work.merge.told}
    if not told:
        return
    sources = dict.fromkeys(_source(work, entry) for entry in work.merge.told.values())
    telling = telling_of(
        work.reading, told, None, origin=Statement.Origin.FIELD, source="；".join(sources)[:200]
    )  # fmt: skip
    if telling.names:
        tell(work.patch, by=by, expected_version=work.patch.version, telling=telling)


def _source(work: _Telling, entry: int) -> str:
    if entry not in work.sources:
        told = Conflict.objects.filter(patch=work.patch, entry=entry).values_list("source", flat=True).first()
        work.sources[entry] = told or ""
    return work.sources[entry] or _("Field")


def _enter_conflicts(work: _Telling, any_entry: LogEntry) -> None:
    """Let the rows of conflicts say what is open now; what ended by itself says so."""
    rows: dict[tuple[str, Any], Conflict] = {
        (one.fact, one.device_id): one for one in Conflict.objects.filter(patch=work.patch, state=Conflict.State.OPEN)
    }
    visits = {one.row.pk: one.row.visit for one in work.outcomes.values()}
    for key, row in rows.items():
        now = work.merge.open.get(key)
        if now is None:
            row.state, row.decided = Conflict.State.AGREED, work.merge.held.get(key[0], "")
            row.save(update_fields=["state", "decided"])
            settle_entry(row.entry_id)
        elif now.entry != row.entry_id:
            earlier, row.entry_id, row.mine = row.entry_id, now.entry, now.mine
            row.source, row.visit = _source(work, now.entry)[:200], visits.get(now.entry)
            row.save(update_fields=["entry", "mine", "source", "visit"])
            settle_entry(earlier)
    for (fact, device), still in work.merge.open.items():
        if (fact, device) not in rows:
            Conflict.objects.create(
                patch=work.patch, fact=fact, device=any_entry.device, entry_id=still.entry,
                visit=visits.get(still.entry), base=still.base, mine=still.mine, theirs=work.merge.held.get(fact, ""),
                source=_source(work, still.entry)[:200],
            )  # fmt: skip


def settle_entry(entry: int) -> None:
    """Let an entry be used once no conflict of it is open any more."""
    if not Conflict.objects.filter(entry=entry, state=Conflict.State.OPEN).exists():
        LogEntry.objects.filter(pk=entry, applied=_Applied.CONFLICT).update(applied=_Applied.YES)


def _enter_outcomes(work: _Telling) -> None:
    waiting = {one.entry for one in work.merge.open.values()}
    for outcome in work.outcomes.values():
        row = outcome.row
        unfit = [one for one in outcome.lines if one["came"] == UNFIT]
        row.applied = _Applied.CONFLICT if row.pk in waiting else _Applied.NO if unfit else _Applied.YES
        row.reason = "；".join(one["reason"] for one in unfit)[:_LONGEST]
        row.outcome = {"changes": outcome.lines}
        row.patch = row.patch or work.patch.uuid  # what takes back speaks about the patch of what it takes back
        row.save(update_fields=["applied", "reason", "outcome", "patch"])
