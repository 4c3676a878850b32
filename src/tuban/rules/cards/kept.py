"""A filled register as plain JSON, and back: to be printed again as it was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tuban.rules.cards.book import CardBook
from tuban.rules.cards.filled import FilledRegister, Space, State, Tick


def register_as_wire(register: FilledRegister) -> dict[str, Any]:
    """Return a register; its card is named."""
    return {
        "card": register.card.id, "heads": _spaces(register.heads), "lines": [_spaces(one) for one in register.lines],
        "totals": _spaces(register.totals), "rests": register.rests,
    }  # fmt: skip


def _spaces(spaces: Sequence[Space]) -> list[list[Any]]:
    return [
        [
            one.id, one.label, one.required, one.state.value, one.text,
            [[tick.label, tick.ticked] for tick in one.ticks], one.numeric, list(one.spans), list(one.more),
        ]
        for one in spaces
    ]  # fmt: skip


def register_from_wire(wire: Mapping[str, Any], book: CardBook) -> FilledRegister:
    """Return what :func:`register_as_wire` wrote."""
    return FilledRegister(
        book.cards[wire["card"]], _read(wire["heads"]), tuple(_read(one) for one in wire["lines"]),
        _read(wire["totals"]), wire["rests"],
    )  # fmt: skip


def _read(wire: Sequence[Sequence[Any]]) -> tuple[Space, ...]:
    return tuple(
        Space(
            id, label, required, State(state), text, tuple(Tick(*one) for one in ticks), numeric, tuple(spans),
            tuple(more),
        )
        for id, label, required, state, text, ticks, numeric, spans, more in wire
    )  # fmt: skip
