"""The cards of a patch as they stand: the registration card with the finding that a person took, else with what is
proposed; the handling card of a violation that was found, never of one that is only proposed."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from django.utils import timezone
from django.utils.translation import gettext as _

from tuban.rules.cards.filled import FilledCard, Space
from tuban.rules.decision import Judgement
from tuban.rules.facts_wire import facts_from_wire
from tuban.values.facts import Facts
from tuban.workflow.audit.recording import PRODUCT
from tuban.workflow.campaigns.law import rulebook_of
from tuban.workflow.comparison.models import Comparison
from tuban.workflow.comparison.reading import CARD, HANDLING, Reading, reading_of
from tuban.workflow.patches.models import Patch
from tuban.workflow.review.considering import UNLAWFUL
from tuban.workflow.review.findings.queries import finding_of, judgement_of_finding
from tuban.workflow.review.models import Finding
from tuban.workflow.signoff.actions import end, refresh
from tuban.workflow.signoff.cells import Cell
from tuban.workflow.signoff.law import chain_of
from tuban.workflow.signoff.queries.seen import current_document

PATCH = "patches.patch"
_OF_THE_FINDING = {CARD: ("check_result", "basic"), HANDLING: ("violation_type", "link")}
"""The space of each card in which the finding stands, and its block."""


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
    return () if reading is None else (*cells_of_card(reading.card, CARD), _taken(patch, CARD))


def handling_reading(patch: Patch) -> Reading | None:
    """Return what the handling card of a patch is filled from: the finding, and of the case what is known by now; None
    where nobody found it unlawful."""
    finding = finding_of(patch)
    if finding is None or finding.finding != UNLAWFUL:
        return None
    return Reading(patch, finding.comparison, _with_case_of_now(patch, finding))


def _with_case_of_now(patch: Patch, finding: Finding) -> Judgement:
    judgement = judgement_of_finding(finding)
    now = Comparison.objects.filter(patch=patch, is_current=True).exclude(pk=finding.comparison_id).first()
    if now is None:
        return judgement
    vocabulary = rulebook_of(patch.campaign).vocabulary
    facts = facts_from_wire(now.facts, now.sources)
    case = {name: value for name, value in facts.items() if name in vocabulary and vocabulary[name].made_by == "case"}
    return replace(judgement, facts=judgement.facts.with_facts_of(Facts(case, facts.sources)))


def handling_cells(patch: Patch) -> tuple[Cell, ...]:
    """Return the cells of the handling card of a patch, and by whom the finding was taken; none where nobody found it
    unlawful."""
    reading = handling_reading(patch)
    return () if reading is None else (*cells_of_card(reading.filled(HANDLING), HANDLING), _taken(patch, HANDLING))


def _taken(patch: Patch, form: str) -> Cell:
    """Return whose finding is signed with the card: a signature falls with the finding that it was given upon.

    What is signed is in the language of the form, whoever looks at it.
    """
    finding = finding_of(patch)
    told = ""
    if finding is not None:
        at = timezone.localtime(finding.at).strftime("%Y-%m-%d %H:%M")
        told = f"{finding.by.name}　{at}　{finding.digest[:16]}"
    return Cell(
        "finding.taken", "认定", "认定人、时间、决定摘要", told, chain_of(form).part_of(*_OF_THE_FINDING[form]).id
    )


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
    """Let the cards that were put forward say what they say now: what was signed falls or is marked by the rule of the
    lawbook; the handling card ends where the patch is no violation any more. To be called in the deed that changed the
    finding; who may do that was asked there."""
    document = current_document(PATCH, str(patch.uuid), CARD)
    if document is not None:
        refresh(document, by=PRODUCT, cells=card_cells(patch))
    handled = current_document(PATCH, str(patch.uuid), HANDLING)
    if handled is not None:
        cells = handling_cells(patch)
        if cells:
            refresh(handled, by=PRODUCT, cells=cells)
        else:
            end(handled, by=PRODUCT, reason=_("the patch is not found unlawful any more"))
