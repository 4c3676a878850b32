"""What waits for the signature of the acting person: the queue, its counts by form and unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, QuerySet

from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.remembering import counted_for
from tuban.workflow.signoff.authority import Authority, authorities_of
from tuban.workflow.signoff.cells import Cell, cells_of
from tuban.workflow.signoff.law import edition, headline_of, with_headline
from tuban.workflow.signoff.models import Document, Snapshot, Step
from tuban.workflow.signoff.turns import Turn, turns_of, waiting_for


@dataclass(frozen=True, slots=True)
class Pile:
    """How many documents of a form, or of a unit, wait."""

    key: str
    title: str
    count: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """A document that waits for the acting person, as it stands now; ``headline`` are the cells that a list tells."""

    document: Document
    turn: Turn
    digest: str
    number: int
    headline: tuple[Cell, ...] = ()


def count_waiting(by: Acting) -> int:
    """Return how many documents wait for the acting person."""
    return counted_for(by, ("waiting", edition()), lambda: waiting_for(by).values("document").distinct())


def counts_by_form(by: Acting) -> list[Pile]:
    """Return how many wait of each form, the most first."""
    rows = waiting_for(by).order_by().values("document__form", "document__form_title")
    counted = rows.annotate(n=Count("document", distinct=True)).order_by("-n", "document__form")
    return [Pile(one["document__form"], one["document__form_title"], one["n"]) for one in counted]


def counts_by_unit(by: Acting) -> list[Pile]:
    """Return how many wait of each unit, in the order of their divisions."""
    rows = waiting_for(by).order_by().values("document__unit", "document__unit__name", "document__unit__code")
    counted = rows.annotate(n=Count("document", distinct=True)).order_by("document__unit__code")
    return [Pile(str(one["document__unit"]), one["document__unit__name"], one["n"]) for one in counted]


def queue(by: Acting, *, form: str = "", unit: UUID | None = None, after: UUID | None = None) -> QuerySet[Document]:
    """Return the documents that wait, by form and title; ``after`` is the last one seen."""
    rights = authorities_of(by)
    steps = waiting_for(by, rights).order_by()
    found = Document.objects.filter(pk__in=steps.values("document")).select_related("unit")
    if form:
        found = found.filter(form=form)
    if unit is not None:
        found = found.filter(unit=unit)
    last = Document.objects.filter(pk=after).first() if after is not None else None
    if last is not None:
        same = found.filter(form=last.form)
        found = found.filter(form__gt=last.form) | same.filter(title__gt=last.title)
        found |= same.filter(title=last.title, pk__gt=last.pk)
    return found.order_by("form", "title", "pk")


def waiting_documents(by: Acting, documents: Sequence[Document]) -> list[Waiting]:
    """Return for each document what the acting person may sign of it now; those they may not are left out."""
    rights: list[Authority] = authorities_of(by)
    snapshots = Snapshot.objects.filter(document__in=[one.pk for one in documents], is_current=True)
    current = {one.document_id: one for one in snapshots.defer("cells")}
    told = snapshots.filter(document__form__in=with_headline()).values_list("document", "document__form", "cells")
    headlines = {key: headline_of(form, cells_of(cells)) for key, form, cells in told}
    found = []
    for document in documents:
        turns = turns_of(by, document, rights)
        if turns:
            snapshot = current[document.pk]
            headline = headlines.get(document.pk, ())
            found.append(Waiting(document, turns[0], snapshot.digest, snapshot.number, headline))
    return found


def open_steps_of(document: Document) -> list[Step]:
    """Return the steps that a document waits for."""
    return list(document.steps.filter(is_open=True))
