"""The recount (重算): all forms filled from the records by the engine, held cell by cell against the kept sums."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from tuban.rules.forms import fill_these, wording
from tuban.rules.forms.asking import facts_asked
from tuban.rules.forms.breakdown import SUMMARIES
from tuban.rules.forms.filled import FilledForm, Row
from tuban.rules.forms.filling import register_facts_of, statutory_forms
from tuban.rules.forms.resting import with_rests
from tuban.workflow.campaigns.law import rulebook_of
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.statistics.keeping import fold
from tuban.workflow.statistics.models import Recount
from tuban.workflow.statistics.records import counted, taken_among
from tuban.workflow.statistics.tables import kept_forms, units_with_rows

_MOST_TOLD = 200


@dataclass(frozen=True, slots=True)
class Held:
    """What a recount found: how many parts and cells were held against each other, and which cells differ."""

    parts: int
    cells: int
    differences: tuple[dict[str, str], ...]


def held_against_records(campaign: Campaign) -> Held:
    """Fill every summary twice, from the kept sums and from the records, and compare each cell.

    Nothing may change meanwhile: call it inside a transaction, with the sums up to date.
    """
    law = rulebook_of(campaign)
    summaries = [one for one in statutory_forms(law) if one.one_row_per in SUMMARIES]
    parts = list(counted(campaign, only=facts_asked(summaries)))
    words = wording(law)
    filled = fill_these(
        summaries, parts, units_with_rows(campaign), wording=words, register_facts=register_facts_of(law)
    )
    recounted = with_rests(filled, taken_among(parts), words)
    kept = kept_forms(campaign)
    differences = [one for a, b in zip(kept, recounted, strict=True) for one in _differing(a, b)]
    return Held(len(parts), sum(_cells(form) for form in recounted), tuple(differences))


def recount(row: Recount) -> Recount:
    """Do a recount and write down what it found."""
    started = time.monotonic()
    with transaction.atomic():
        fold(row.campaign)
        found = held_against_records(row.campaign)
    row.parts, row.cells = found.parts, found.cells
    row.differences = list(found.differences[:_MOST_TOLD])
    row.milliseconds = int((time.monotonic() - started) * 1000)
    row.done_at = timezone.now()
    row.save()
    return row


def _cells(form: FilledForm) -> int:
    return sum(len(row.cells) for section in form.sections for row in section.rows)


def _differing(kept: FilledForm, counted_anew: FilledForm) -> Iterator[dict[str, str]]:
    if kept.rests != counted_anew.rests:
        yield _told(kept, "", "", str(kept.rests), str(counted_anew.rests))
    for ours, theirs in zip(kept.sections, counted_anew.sections, strict=True):
        rows = _by_place(theirs.rows)
        for place, row in _by_place(ours.rows).items():
            other = rows.pop(place, None)
            if other is None:
                yield _told(kept, row.title, "", str(len(row.cells)), "")
                continue
            for column, a, b in zip(ours.columns, row.cells, other.cells, strict=True):
                if (a.value, a.text, a.unmeasured, a.why) != (b.value, b.text, b.unmeasured, b.why):
                    yield _told(kept, row.title, "·".join(column.path), a.text, b.text)
        for row in rows.values():
            yield _told(kept, row.title, "", "", str(len(row.cells)))


def _by_place(rows: Sequence[Row]) -> dict[tuple[Any, ...], Row]:
    return {(row.kind, row.code, row.level): row for row in rows}


def _told(form: FilledForm, row: str, column: str, kept: str, found: str) -> dict[str, str]:
    return {"form": form.title, "row": row, "column": column, "kept": kept, "counted": found}
