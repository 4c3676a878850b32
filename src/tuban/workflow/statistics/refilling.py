"""The forms as of the end of a day (重填): what every part gave then, worked out once and kept in the store."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.utils import timezone

from tuban.rules.forms.breakdown import Share, breakdown_of, shares_of
from tuban.values.errors import TubanError
from tuban.workflow import store
from tuban.workflow.campaigns.law import rulebook_of
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.statistics.history import counted_on, untold_on
from tuban.workflow.statistics.models import Refill
from tuban.workflow.statistics.records import taken_among

_SUFFIX = ".json"
Line = tuple[int, str, Share]
"""The key of the patch, its batch, what it gave."""


class NotRefilled(TubanError):
    """The forms of {day} were not filled yet."""

    code = "statistics.not_refilled"
    hint = "Have them filled: the day is kept from then on."


def refill_of(campaign: Campaign, day: date) -> Refill | None:
    """Return the refill of a day that holds by the lawbook of now; None where there is none."""
    plan = breakdown_of(rulebook_of(campaign)).digest
    return Refill.objects.filter(campaign=campaign, day=day, done_at__isnull=False, plan=plan).first()


def shares_on(campaign: Campaign, day: date) -> tuple[Line, ...]:
    """Return what every part of a campaign gave at the end of a day. Raises NotRefilled."""
    found = refill_of(campaign, day)
    if found is None:
        raise NotRefilled(day=day.isoformat())
    return _read(found.checksum)


def fill_day(refill: Refill, scratch: Path) -> Refill:
    """Work out what every part gave at the end of the day of a refill, and keep it."""
    campaign = refill.campaign
    plan = breakdown_of(rulebook_of(campaign))
    parts = list(counted_on(campaign, refill.day))
    shares = {one.key: one for one in shares_of(parts, taken_among(parts), plan)}
    lines = [_line(one.patch, one.batch, shares[one.key]) for one in parts]
    path = scratch / "refill.json"
    path.write_text(json.dumps({"plan": plan.digest, "parts": lines}, ensure_ascii=False), encoding="utf-8")
    refill.checksum, refill.plan = store.keep(path, suffix=_SUFFIX), plan.digest
    refill.parts, refill.untold, refill.done_at = len(parts), untold_on(campaign, refill.day), timezone.now()
    refill.save()
    return refill


def _line(patch: int, batch: str, share: Share) -> list[Any]:
    return [patch, batch, *share.key, share.county, share.township, share.profile, list(share.amounts)]


@lru_cache(maxsize=4)
def _read(checksum: str) -> tuple[Line, ...]:
    told = json.loads(store.found(checksum, _SUFFIX).read_text(encoding="utf-8"))
    return tuple(_lines(told["parts"]))


def _lines(parts: list[list[Any]]) -> Iterator[Line]:
    for patch, batch, number, part, county, township, profile, amounts in parts:
        yield patch, batch, Share((number, part), county, township, profile, tuple(amounts))
