"""Asks all rules about the whole campaign anew, of the patches as the records have them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from tuban.inspect.disc import Disc
from tuban.inspect.whole import whole_of
from tuban.jobs.work import Run
from tuban.rules.decision import Judgement
from tuban.rules.facts_wire import facts_from_wire, judgement_from_wire
from tuban.values.language import gettext as _
from tuban.values.problems import Problem
from tuban.workflow import store
from tuban.workflow.audit.acting import subject_of
from tuban.workflow.audit.recording import Actor, record
from tuban.workflow.campaigns.law import rulebook_of
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.comparison.campaign_rules.models import Asking, Objection
from tuban.workflow.comparison.campaign_rules.standing import last_asking, recount, standing
from tuban.workflow.comparison.comparing import editions_of
from tuban.workflow.comparison.grounds import disc_of, ground_for
from tuban.workflow.comparison.loading.reading import read_opened
from tuban.workflow.comparison.models import Comparison
from tuban.workflow.layers.queries import current_editions
from tuban.workflow.patches.changes import counted_mark
from tuban.workflow.patches.models import Patch
from tuban.workflow.patches.states import Fate

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class _Answered:
    """What an asking found, when it read the records, and on what it rests."""

    problems: Sequence[Problem]
    read_at: datetime
    ground: str
    patches: int
    lawbook_edition: str


def ground_of_asking(campaign: Campaign) -> str:
    """Return a digest of everything that the answers rest on: another one wants the rules asked again."""
    editions = current_editions(campaign.area_code, is_practice=campaign.is_practice)
    keys = sorted(str(key) for key in editions.values_list("pk", flat=True))
    told = "\n".join((counted_mark(campaign.pk), rulebook_of(campaign).edition, *keys))
    return hashlib.sha256(told.encode()).hexdigest()


def is_behind(campaign: Campaign, asking: Asking) -> bool:
    """Whether patches, layers or the lawbook changed since the rules were asked."""
    return asking.ground != ground_of_asking(campaign)


def ask_rules(run: Run, campaign: Campaign, *, by: Actor, only_if_changed: bool) -> dict[str, Any]:
    """Ask all rules about the whole campaign; what stands from now on is written in one transaction."""
    last = last_asking(campaign)
    if only_if_changed and last is not None and not is_behind(campaign, last):
        return {"changed": False}
    answered = _answered(run, campaign)
    run.progress(_("Writing everything down"), 0, 0)
    return _written(campaign, answered, by)


def _answered(run: Run, campaign: Campaign) -> _Answered:
    read_at, digest = timezone.now(), ground_of_asking(campaign)
    ground = ground_for(campaign, editions_of(campaign))
    disc = _as_delivered(campaign)
    judgements = _judgements(run, campaign)
    whole = whole_of(
        disc, judgements, ground.rulebook, ground.context, registers=ground.registers, growth=ground.growth,
        earlier=ground.reference.earlier, progress=run.progress,
    )  # fmt: skip
    return _Answered(whole.problems, read_at, digest, len(judgements), ground.rulebook.edition)


def _as_delivered(campaign: Campaign) -> Disc:
    """Return the current editions as a disc; of those that came with the disc, what it stated of their counts and
    coordinate systems."""
    disc = disc_of(campaign, current_editions(campaign.area_code, is_practice=campaign.is_practice))
    if not campaign.opened_checksum:
        return disc
    opened = read_opened(store.found(campaign.opened_checksum, ".json"))
    stated = {(role, one.path.stem): one for role, layers in opened.layers.items() for one in layers}
    return replace(
        disc,
        layers={
            role: tuple(stated.get((role, one.path.stem), one) for one in layers)
            for role, layers in disc.layers.items()
        },
    )


def _judgements(run: Run, campaign: Campaign) -> list[Judgement]:
    """Return the current judgement of every patch that counts, by number."""
    current = Comparison.objects.filter(patch__campaign=campaign, patch__fate=Fate.ACTIVE, is_current=True)
    total = current.count()
    rows = current.order_by("patch__number", "patch__part_number").values_list("facts", "judgement")
    found = []
    for facts, judgement in rows.iterator(chunk_size=_AT_ONCE):
        found.append(judgement_from_wire(judgement, facts_from_wire(facts, {})))
        run.progress(_("Reading the judgements"), len(found), total)
    return found


@transaction.atomic
def _written(campaign: Campaign, answered: _Answered, by: Actor) -> dict[str, Any]:
    """Close what is found no more and open what is new; an asking that read the records earlier than one that was
    written meanwhile writes nothing."""
    Campaign.objects.select_for_update().get(pk=campaign.pk)
    last = last_asking(campaign)
    if last is not None and last.read_at > answered.read_at:
        return {"changed": False}
    asking = Asking.objects.create(
        campaign=campaign, read_at=answered.read_at, patches=answered.patches, ground=answered.ground,
        lawbook_edition=answered.lawbook_edition, asked_by=by.person_name if by.person_id else "",
    )  # fmt: skip
    stood = {_key(one): one for one in standing(campaign)}
    found = {_key(one): one for one in _objections(campaign, asking, answered.problems)}
    settled = [one.pk for key, one in stood.items() if key not in found]
    for start in range(0, len(settled), _AT_ONCE):
        Objection.objects.filter(pk__in=settled[start : start + _AT_ONCE]).update(settled=asking)
    raised = [one for key, one in found.items() if key not in stood]
    Objection.objects.bulk_create(raised, batch_size=_AT_ONCE)
    patches = recount(campaign, Patch.objects.filter(campaign=campaign, fate=Fate.ACTIVE))
    outcome = {"objections": len(found), "raised": len(raised), "settled": len(settled), "patches": patches}
    record("comparison.campaign_rules_asked", by=by, subject=subject_of(campaign), details=outcome)
    return {**outcome, "changed": True, "campaign_id": str(campaign.pk)}


def _key(one: Objection) -> tuple[int | None, str, str]:
    return one.patch_id, one.rule, one.message


def _objections(campaign: Campaign, asking: Asking, problems: Iterable[Problem]) -> list[Objection]:
    """Return an objection for each patch that a problem is about: all parts, where it is about a patch in parts."""
    parts: dict[str, dict[str, int]] = {}
    active = Patch.objects.filter(campaign=campaign, fate=Fate.ACTIVE)
    for number, part, key in active.values_list("number", "part_number", "pk"):
        parts.setdefault(number, {})[part] = key
    rows = []
    for one in problems:
        own = parts.get(one.patch_number, {})
        about: Sequence[int | None] = [own[one.part_number]] if one.part_number in own else list(own.values())
        rows += [
            Objection(
                campaign=campaign, patch_id=patch, rule=one.rule, severity=one.severity.value, message=one.message,
                settled_by=one.settled_by, facts=list(one.facts), raised=asking,
            )
            for patch in about or [None]
        ]  # fmt: skip
    return rows
