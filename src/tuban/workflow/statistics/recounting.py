"""The recount (重算): all records added up anew and held against the kept sums; cell by cell too, by the engine."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from tuban.rules.forms import fill_these, wording
from tuban.rules.forms.asking import facts_asked
from tuban.rules.forms.breakdown import SUMMARIES, Tally, breakdown_of, of_counties
from tuban.rules.forms.columns import tallies_by_batch
from tuban.rules.forms.filled import FilledForm, Row
from tuban.rules.forms.filling import register_facts_of, statutory_forms
from tuban.rules.forms.resting import with_rests
from tuban.rules.forms.sums import fill_summaries
from tuban.workflow.campaigns.law import rulebook_of
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.statistics import models
from tuban.workflow.statistics.keeping import fold
from tuban.workflow.statistics.models import Recount
from tuban.workflow.statistics.records import counted, records_of, taken_among
from tuban.workflow.statistics.tables import kept_forms, units_with_rows

Sums = Mapping[tuple[str, str, str, str], Tally]
"""Sums by batch, county, township (empty for the whole county) and profile."""

_MOST_TOLD = 200


@dataclass(frozen=True, slots=True)
class Held:
    """What a recount found: how many parts were counted and how many sums held against each other, and which cells
    differ."""

    parts: int
    cells: int
    differences: tuple[dict[str, str], ...]


def held_against_records(campaign: Campaign) -> Held:
    """Add up the records anew and compare with the kept sums of every batch, of townships and of the county; where one
    differs, every cell that shows it is named.

    Nothing may change meanwhile: call it inside a transaction, with the sums up to date.
    """
    counted_anew = tallies_by_batch(records_of(campaign), breakdown_of(rulebook_of(campaign)))
    parts = sum(one.plots for own in counted_anew.values() for one in own)
    ours = _kept_sums(campaign)
    theirs = {
        (batch, *_place(one)): one for batch, own in counted_anew.items() for one in (*own, *of_counties(own))
    }  # fmt: skip
    differences = () if ours == theirs else tuple(_cells_that_show(campaign, ours, theirs))
    return Held(parts, sum(1 + len(one.sums) + len(one.unmeasured) for one in theirs.values()), differences)


def _kept_sums(campaign: Campaign) -> Sums:
    rows = models.Tally.objects.filter(campaign=campaign).values_list(
        "batch", "county", "township", "profile__bits", "plots", "sums", "unmeasured"
    )
    return {
        (batch, county, township, bits): Tally(county, township, bits, plots, tuple(sums), tuple(unmeasured))
        for batch, county, township, bits, plots, sums, unmeasured in rows
    }


def _place(tally: Tally) -> tuple[str, str, str]:
    return tally.county, tally.township, tally.profile


def _cells_that_show(campaign: Campaign, ours: Sums, theirs: Sums) -> list[dict[str, str]]:
    """Return the cells by which two sums differ: of the forms of townships, else of counties, else of one batch."""
    law, units = rulebook_of(campaign), units_with_rows(campaign)
    batches = sorted({key[0] for key in (*ours, *theirs)})
    for batch in ("", *batches):
        for of_township in (True, False):
            kept, anew = (
                fill_summaries(
                    [one for key, one in sums.items() if batch in ("", key[0]) and bool(one.township) is of_township],
                    units, law,
                )
                for sums in (ours, theirs)
            )  # fmt: skip
            found = [told for a, b in zip(kept, anew, strict=True) for told in _differing(a, b)]
            if found:
                return found
    return [{"form": "", "row": "", "column": "", "kept": str(len(ours)), "counted": str(len(theirs))}]


def held_by_the_engine(campaign: Campaign) -> Held:
    """Fill every summary twice, from the kept sums and part by part by the engine of forms, and compare each cell.

    It takes several times as long, and shares nothing with the sums but the writer of forms. Call it as the other.
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
