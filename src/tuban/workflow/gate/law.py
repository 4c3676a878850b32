"""What the lawbook says of the gate: ``lawbook/gate.yaml``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from tuban.rules.facts_wire import value_from_wire
from tuban.rules.strict_yaml import StrictMapping, read_mapping
from tuban.values.facts import UNKNOWN
from tuban.workflow.gate.words import Verdict
from tuban.workflow.installed_lawbook import installed_lawbook

FILE, HANDLING = "gate.yaml", "handling"


@dataclass(frozen=True, slots=True)
class Opening:
    """What must be told before the gate opens: the fact, what it must be, and in words. ``decides`` where nothing else
    than this makes a violation settled; the others lead there, and are not asked for where the handling is ``unless``.
    """

    fact: str
    is_: str
    says: str
    decides: bool
    unless: str

    def holds(self, wire: object) -> bool:
        """Whether a fact on the wire is told so; what nobody told is not."""
        value = value_from_wire(wire)
        if value is UNKNOWN or value is None or value == "":
            return False
        if self.is_ == "told":
            return True
        return value is True if self.is_ == "yes" else bool(value == self.is_)


@dataclass(frozen=True, slots=True)
class GateLaw:
    """The words of the gate."""

    title: str
    cites: tuple[str, ...]
    opens: tuple[Opening, ...]
    stands: tuple[str, ...]
    undecided: tuple[str, ...]
    titles: tuple[str, ...]
    outlines: tuple[str, ...]
    verdicts: dict[str, str]
    certificate_title: str
    certificate_number: str
    certificate_digits: int
    certificate_answers: str
    certificate_note: str


@cache
def gate_law() -> GateLaw:
    """Return it, read once in each process. Raises LawbookFault."""
    node = read_mapping(Path(str(files("tuban.lawbook").joinpath(FILE))), shown_as=FILE)
    node.only(
        required=("title", "cites", "opens", "stands", "undecided", "titles", "outlines", "verdicts", "certificate")
    )
    words = {kind.name for kind in installed_lawbook().vocabulary}
    verdicts, paper = node.mapping("verdicts"), node.mapping("certificate")
    return GateLaw(
        title=node.text("title"), cites=node.texts("cites"),
        opens=tuple(_opening(one, words) for one in node.sequence("opens")), stands=node.words("stands", words),
        undecided=tuple(node.sequence("undecided")), titles=node.texts("titles"), outlines=node.texts("outlines"),
        verdicts={one.value: verdicts.text(one.value) for one in Verdict},
        certificate_title=paper.text("title"), certificate_number=paper.text("number"),
        certificate_digits=paper.integer("digits"), certificate_answers=paper.text("answers"),
        certificate_note=paper.text("note"),
    )  # fmt: skip


def _opening(node: StrictMapping, words: set[str]) -> Opening:
    node.only(required=("fact", "is", "says"), optional=("decides", "unless"))
    wanted = "yes" if node["is"] is True else node.text("is")
    handlings = installed_lawbook().codelist(HANDLING).by_value
    return Opening(
        node.word("fact", words), wanted, node.text("says"), node.flag("decides", False),
        node.word("unless", handlings, ""),
    )  # fmt: skip
