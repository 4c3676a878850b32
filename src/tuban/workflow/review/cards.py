"""The registration card of a patch as it stands: with the finding that a person took, else with what is proposed."""

from __future__ import annotations

from collections import Counter

from django.utils import timezone

from tuban.rules.cards.filled import FilledCard, Space
from tuban.workflow.audit.recording import PRODUCT
from tuban.workflow.comparison.reading import CARD, Reading, reading_of
from tuban.workflow.patches.models import Patch
from tuban.workflow.review.findings.queries import finding_of, judgement_of_finding
from tuban.workflow.signoff.actions import refresh
from tuban.workflow.signoff.cells import Cell
from tuban.workflow.signoff.law import chain_of
from tuban.workflow.signoff.queries.seen import current_document

PATCH = "patches.patch"
_OF_THE_FINDING = ("check_result", "basic")
"""The space of the card in which the finding stands, and its block."""


def card_reading(patch: Patch) -> Reading | None:
    """Return what the card of a patch is filled from: the finding with the facts that it rests on, else the current
    comparison; None where there is neither."""
    finding = finding_of(patch)
    if finding is None:
        return reading_of(patch)
    return Reading(patch, finding.comparison, judgement_of_finding(finding))


def card_cells(patch: Patch) -> tuple[Cell, ...]:
    """Return the cells of the registration card of a patch as it would be printed now, and by whom the finding on it
    was taken; none before its comparison."""
    reading = card_reading(patch)
    return () if reading is None else (*cells_of_card(reading.card, CARD), _taken(patch))


def _taken(patch: Patch) -> Cell:
    """Return whose finding is signed with the card: a signature falls with the finding that it was given upon.

    What is signed is in the language of the form, whoever looks at it.
    """
    finding = finding_of(patch)
    told = ""
    if finding is not None:
        at = timezone.localtime(finding.at).strftime("%Y-%m-%d %H:%M")
        told = f"{finding.by.name}　{at}　{finding.digest[:16]}"
    return Cell("finding.taken", "认定", "认定人、时间、决定摘要", told, chain_of(CARD).part_of(*_OF_THE_FINDING).id)


def cells_of_card(card: FilledCard, form: str) -> tuple[Cell, ...]:
    """Return the cells of a filled card: official titles, the text and the boxes that are ticked."""
    chain = chain_of(form)
    found: list[Cell] = []
    seen: Counter[str] = Counter()
    for block in card.blocks:
        if block.collapsed:
            part = chain.part_of("", block.id).id
            found.append(Cell(block.id, block.title, block.title, block.collapsed, part))
        for line in block.lines:
            for space in line.spaces:
                key = f"{block.id}.{space.id}"
                seen[key] += 1
                again = "" if seen[key] == 1 else f".{seen[key]}"
                title = space.label or block.title
                found.append(
                    Cell(f"{key}{again}", block.title, title, _said(space), chain.part_of(space.id, block.id).id)
                )
    return tuple(found)


def _said(space: Space) -> str:
    ticked = "、".join(tick.label for tick in space.ticks if tick.ticked)
    return "　".join(part for part in (ticked, space.text, *space.more) if part)


def refresh_card(patch: Patch) -> None:
    """Let the card that was put forward say what it says now: what was signed falls or is marked by the rule of the
    lawbook. To be called in the deed that changed the finding; who may do that was asked there."""
    document = current_document(PATCH, str(patch.uuid), CARD)
    if document is not None:
        refresh(document, by=PRODUCT, cells=card_cells(patch))
