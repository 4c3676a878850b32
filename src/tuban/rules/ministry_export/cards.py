"""The fields of a card for every part, as the card prints them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from tuban.rules.cards.book import CardBook
from tuban.rules.cards.definitions import Field
from tuban.rules.cards.filled import Space, State
from tuban.rules.cards.filling import fill_card, wanted
from tuban.rules.forms.filled import PartKey
from tuban.rules.ministry_export import definition
from tuban.rules.ministry_export.coded import Value
from tuban.rules.ministry_export.definition import CodedField, CodedTable
from tuban.rules.part_figures import figures_of
from tuban.values.facts import Facts

_OPEN = (State.TO_FILL, State.TO_INVESTIGATE, State.BLANK)


@dataclass(frozen=True, slots=True)
class _Known:
    """What a card is filled from where its decisions are not printed."""

    facts: Facts
    decisions: tuple[()] = ()
    missing: tuple[()] = ()


@dataclass(frozen=True, slots=True)
class CardRows:
    """The parts that get cards, in the order of their rows, and the cards that they get."""

    book: CardBook
    parts: Sequence[Facts]

    def rows(self, table: CodedTable) -> Iterator[tuple[PartKey, list[Value], list[str]]]:
        """Yield the key of each part, the values of the fields, and the codes of those that the card asks for and that
        are empty."""
        card = self.book.cards[table.card]
        fields = {one.id: one for one in card.fields()}
        for facts, own in zip(self.parts, figures_of(self.parts, card.unit), strict=True):
            known = _Known(facts)
            if not wanted(card, known, self.book):
                continue
            filled = fill_card(card, known, self.book, own)
            spaces = {space.id: space for space in filled.spaces()}
            values = [_value(one, fields[one.name], spaces.get(one.name), facts) for one in table.fields]
            lacking = [
                one.code for one, value in zip(table.fields, values, strict=True)
                if value in (None, "") and _is_asked(spaces.get(one.name))
            ]  # fmt: skip
            yield filled.key, values, lacking


def _is_asked(space: Space | None) -> bool:
    return space is not None and space.required and space.state in _OPEN


def _value(coded: CodedField, field: Field, space: Space | None, facts: Facts) -> Value:
    if space is None or space.state is not State.FILLED:
        return None
    if coded.takes == definition.CODE:
        return next((str(facts[one]) for one in field.shows if facts.is_known(one) and facts[one] is not None), None)
    if coded.is_figure:
        return Decimal(space.text.replace(",", "")) if space.text else None
    ticked = "、".join(tick.label for tick in space.ticks if tick.ticked)
    return ticked or space.text
