"""The blanks of a sentence: ``{name}``, ``{a % b}`` (share), ``{a / b}``, ``{a - b}``, ``{a + b}``, ``{@list}``.

``{money : wan}`` shows a sum in 万元. ``【待填写：…】`` is what a person must still write; it is kept apart.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tuban.rules.strict_yaml import LawbookFault

_PIECE = re.compile(r"\{(?P<blank>[^{}]*)\}|【待填写：(?P<write>[^】]*)】")
_NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*")
OPERATORS = ("%", "/", "-", "+", ":")


class BlankNotUnderstood(LawbookFault):
    """{where}: the blank “{blank}” is not understood."""

    code = "reports.blank"
    hint = "Write a name, two names with one of % / - + between them, or @ and the name of a list."


@dataclass(frozen=True, slots=True)
class Expression:
    """A figure by name, or two of them with an operator; for ``:`` the right side is the unit to show it in."""

    left: str
    operator: str = ""
    right: str = ""

    def __str__(self) -> str:
        return f"{self.left} {self.operator} {self.right}" if self.operator else self.left

    @property
    def names(self) -> tuple[str, ...]:
        """The names of figures in it."""
        return (self.left, self.right) if self.operator in ("%", "/", "-", "+") else (self.left,)


@dataclass(frozen=True, slots=True)
class ListBlank:
    """The place of an enumeration."""

    name: str


@dataclass(frozen=True, slots=True)
class WriteBlank:
    """What a person must still write."""

    text: str


Template = tuple[str | Expression | ListBlank | WriteBlank, ...]


def read_template(text: str, where: str) -> Template:
    """Take a sentence apart; ``where`` is its place for messages. Raises BlankNotUnderstood."""
    pieces: list[str | Expression | ListBlank | WriteBlank] = []
    at = 0
    for found in _PIECE.finditer(text):
        if found.start() > at:
            pieces.append(text[at : found.start()])
        if found["write"] is not None:
            pieces.append(WriteBlank(found["write"]))
        elif found["blank"].startswith("@"):
            pieces.append(ListBlank(found["blank"][1:]))
        else:
            pieces.append(read_expression(found["blank"], where))
        at = found.end()
    if at < len(text):
        pieces.append(text[at:])
    if any(isinstance(piece, str) and ("{" in piece or "}" in piece) for piece in pieces):
        raise BlankNotUnderstood(where=where, blank=text)
    return tuple(pieces)


def read_expression(text: str, where: str) -> Expression:
    """Read ``name`` or ``name operator name``; raises BlankNotUnderstood."""
    words = text.split()
    if len(words) not in (1, 3) or not all(_NAME.fullmatch(word) for word in words[::2]):
        raise BlankNotUnderstood(where=where, blank=text)
    if len(words) == 1:
        return Expression(words[0])
    if words[1] not in OPERATORS or (words[1] == ":" and words[2] != "wan"):
        raise BlankNotUnderstood(where=where, blank=text)
    return Expression(words[0], words[1], words[2])
