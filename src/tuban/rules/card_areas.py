"""Areas printed on one card: parts of one whole are rounded together, so that what is printed adds up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from tuban.rules.card_definitions import Card, Sum
from tuban.values.area import ZERO, Area, AreaUnit, balance, rounded_parts, total
from tuban.values.facts import Facts


@dataclass(frozen=True, slots=True)
class AreaNote:
    """What the parts of a whole leave over, or by how much they exceed it (``conflict``)."""

    about: str
    area: Decimal
    conflict: bool = False


def printed_areas(card: Card, facts: Facts) -> tuple[dict[str, Decimal], list[AreaNote]]:
    """Return, for every area that belongs to a sum of the card, the number printed in the card's unit, and notes.

    Where the parts measure their whole, the printed parts sum to the printed whole exactly. What they leave over is
    noted, and so is a surplus; a sum with an unknown part is rounded one by one.
    """
    printed: dict[str, Decimal] = {}
    notes: list[AreaNote] = []
    for rule in card.sums:
        areas = {name: facts[name] for name in (rule.whole, *rule.parts) if isinstance(facts[name], Area)}
        if len(areas) == 1 + len(rule.parts):
            printed.update(_together(rule, areas, card.unit, notes))
        else:
            printed.update({name: area.in_unit(card.unit) for name, area in areas.items() if name not in printed})
    for part, whole in card.within:
        _keep_within(part, whole, facts, card.unit, printed)
    return printed, notes


def _together(rule: Sum, areas: Mapping[str, Area], unit: AreaUnit, notes: list[AreaNote]) -> dict[str, Decimal]:
    whole = areas[rule.whole]
    parts = [areas[name] for name in rule.parts]
    rest = whole - total(parts)
    left_over = rest.in_unit(unit)
    if left_over < 0:
        notes.append(AreaNote(rule.whole, -left_over, conflict=True))
        return {name: area.in_unit(unit) for name, area in areas.items()}
    if left_over == 0:
        numbers = rounded_parts(_balanced(parts, whole), unit)
    else:
        *numbers, printed_rest = rounded_parts([*parts, rest], unit)
        if printed_rest:
            notes.append(AreaNote(rule.rest, printed_rest))
    return {rule.whole: whole.in_unit(unit), **dict(zip(rule.parts, numbers, strict=True))}


def _balanced(parts: Sequence[Area], whole: Area) -> list[Area]:
    """Spread a difference too small to print over the parts; a whole too small to print stays with the last one."""
    if not total(parts):
        return [*parts[:-1], whole]
    return balance(parts, whole)


def _keep_within(part: str, whole: str, facts: Facts, unit: AreaUnit, printed: dict[str, Decimal]) -> None:
    """Print a part no larger than its whole, and exactly as large where they are the same area."""
    inner, outer = facts[part], facts[whole]
    if not isinstance(inner, Area) or not isinstance(outer, Area) or not ZERO <= inner <= outer:
        return
    outer_number = printed.get(whole, outer.in_unit(unit))
    own = printed.get(part, inner.in_unit(unit))
    printed[part] = outer_number if inner == outer else min(own, outer_number)
