"""Numbers of cases and papers: in an unbroken row for each organ, kind and year."""

from __future__ import annotations

from datetime import date

from tuban.workflow.cases.models import Sequence
from tuban.workflow.organisations.models import Unit


def mark_of(organ: Unit) -> str:
    """Return how an organ is called in numbers (机关简称)."""
    return organ.short_name or organ.name


def take_number(organ: Unit, kind: str, pattern: str, *, day: date) -> str:
    """Take the next number of a kind in the year of a day. To be called in the deed that uses it: what fails gives its
    number back with everything else."""
    Sequence.objects.get_or_create(organ=organ, kind=kind, year=day.year)
    row = Sequence.objects.select_for_update().get(organ=organ, kind=kind, year=day.year)
    row.last += 1
    row.save(update_fields=["last"])
    return pattern.format(mark=mark_of(organ), year=day.year, sequence=row.last)
