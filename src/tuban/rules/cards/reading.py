"""Reading the definition of a card from the lawbook, strictly: what is not understood to the letter is refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tuban.rules.cards.definitions import ALWAYS, GRID, NEVER, Block, Box, Card, Condition, Field, Repeats, Row, Sum
from tuban.rules.strict_yaml import StrictMapping
from tuban.values.area import AreaUnit
from tuban.values.errors import TubanError

_BOX_STYLES = ("codelist", "yes_no", "yes_only", "present")
_PRESENT = "present"  # in a condition: facts of which one has to exist, whatever its value
_PAPER_TYPES = {"date": "date", "until": "date", "approved": "area", "approved_cultivated": "area", "covered": "area"}


class CardDefinitionFault(TubanError):
    """The card definition {card} is wrong at {where}: {what}."""

    code = "cards.definition"
    hint = "Correct the file in lawbook/forms/cards; nothing is printed from a definition that is not sound."


@dataclass(frozen=True, slots=True)
class Known:
    """What a definition may refer to: vocabulary (name → type, codelist), values of code lists, ids of instruments."""

    vocabulary: Mapping[str, Mapping[str, str]]
    codelists: Mapping[str, Mapping[str, str]]
    instruments: frozenset[str]


class _Reader:
    """Reads one mapping, key by key; a key that nobody asked for is a fault."""

    def __init__(self, card: str, where: str, raw: Any, allowed: tuple[str, ...]) -> None:
        self.card, self.where = card, where
        self.raw = raw
        if not isinstance(raw, Mapping):
            raise self.fault("must be a mapping")
        unknown = sorted(set(raw) - set(allowed))
        if unknown:
            raise self.fault(f"unknown key {unknown[0]!r}; known are {', '.join(allowed)}")

    def fault(self, what: str) -> CardDefinitionFault:
        line = f"{self.raw.where()}, " if isinstance(self.raw, StrictMapping) else ""
        return CardDefinitionFault(card=self.card, where=line + self.where, what=what)

    def text(self, key: str, default: str | None = None) -> str:
        value = self.raw.get(key, default)
        if not isinstance(value, str):
            raise self.fault(f"{key} must be a text")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.raw.get(key, [])
        if not isinstance(value, (list, tuple)) or not all(isinstance(item, str) for item in value):
            raise self.fault(f"{key} must be a list of texts")
        return tuple(value)

    def flag(self, key: str, *, default: bool = False) -> bool:
        value = self.raw.get(key, default)
        if not isinstance(value, bool):
            raise self.fault(f"{key} must be true or false")
        return value

    def number(self, key: str) -> int | None:
        value = self.raw.get(key)
        if value is not None and (not isinstance(value, int) or isinstance(value, bool)):
            raise self.fault(f"{key} must be a whole number")
        return value

    def items(self, key: str) -> list[Any]:
        value = self.raw.get(key, [])
        if not isinstance(value, (list, tuple)):
            raise self.fault(f"{key} must be a list")
        return list(value)


_CARD_KEYS = (
    "id", "title", "cites", "one_per", "only_when", "unit", "folder", "volumes", "file", "notice", "total", "empty",
    "prints_absent",
    "blocks", "columns", "proposal", "sums", "signatures", "images",
)  # fmt: skip
_FIELD_KEYS = (
    "id", "title", "shows", "also", "type", "codelist", "boxes", "required", "asked_when", "investigate", "precision",
    "unit", "places", "suffix", "coded", "paper", "every", "by_hand", "row_number", "totalled", "mark", "max_length",
    "spans", "cites",
)  # fmt: skip
_IMAGE_WORDS = ("title", "before", "after", "none", "not_supplied", "dates")
_BLOCK_KEYS = ("id", "title", "cites", "rows", "repeats", "asked_when", "collapsed")


class _Parser:
    def __init__(self, card_id: str, known: Known) -> None:
        self.card, self.known = card_id, known
        self.ids: set[str] = set()

    def read(self, where: str, raw: Any, *allowed: str) -> _Reader:
        return _Reader(self.card, where, raw, allowed)

    def parse(self, raw: Any) -> Card:
        at = self.read("the top", raw, *_CARD_KEYS)
        if at.text("one_per") != "patch_part":
            raise at.fault("one_per must be patch_part")
        card = Card(
            id=at.text("id"), title=at.text("title"), cites=self.cites(at), unit=AreaUnit.named(at.text("unit")),
            notice=at.text("notice", ""), signatures=at.texts("signatures"),
            only_when=self.condition(at, "only_when", ALWAYS),
            blocks=tuple(self.block(item, number) for number, item in enumerate(at.items("blocks"), 1)),
            columns=tuple(self.field("columns", item, (1,)) for item in at.items("columns")),
            sums=tuple(self.sum(item) for item in at.items("sums")),
            proposal=self.proposal(at), images=self.images(at),
            folder=at.text("folder", ""), volumes=at.text("volumes", ""), file=at.text("file", ""),
            prints_absent=at.flag("prints_absent", default=True),
            total=at.text("total", ""), empty=at.text("empty", ""),
        )  # fmt: skip
        if bool(card.blocks) == bool(card.columns):
            raise at.fault("must have either blocks or columns")
        if not card.signatures:
            raise at.fault("must name who signs")
        return card

    def cites(self, at: _Reader, *, needed: bool = True) -> tuple[str, ...]:
        cites = at.texts("cites")
        if needed and not cites:
            raise at.fault("cites is missing: everything on a card rests on an instrument")
        for cite in cites:
            if cite.partition("#")[0] not in self.known.instruments:
                raise at.fault(f"{cite!r} is no instrument of instruments.yaml")
        return cites

    def fact(self, at: _Reader, name: str) -> Mapping[str, str]:
        entry = self.known.vocabulary.get(name)
        if entry is None:
            raise at.fault(f"{name!r} is no fact of facts.yaml")
        return entry

    def condition(self, at: _Reader, key: str, absent: Condition) -> Condition:
        raw = at.raw.get(key)
        if raw is None:
            return absent
        if isinstance(raw, bool):
            return ALWAYS if raw else NEVER
        if not isinstance(raw, Mapping):
            raise at.fault(f"{key} must be true, false or facts with their values")
        terms = []
        present: tuple[str, ...] = ()
        for name, values in raw.items():
            if not isinstance(values, (list, tuple)) or not values:
                raise at.fault(f"{key}: {name} needs a list of values")
            if name == _PRESENT:
                present = tuple(str(one) for one in values)
                for one in present:
                    self.fact(at, one)
                continue
            self.values(at, name, values)
            terms.append((name, frozenset(values)))
        return Condition(terms=tuple(terms), present=present)

    def values(self, at: _Reader, name: str, values: Any) -> None:
        entry = self.fact(at, name)
        allowed = self.known.codelists.get(entry["codelist"], {})
        for value in values:
            if not (isinstance(value, bool) if entry["type"] == "flag" else value in allowed):
                raise at.fault(f"{value!r} is no value of {name}")

    def block(self, raw: Any, number: int) -> Block:
        at = self.read(f"block {number}", raw, *_BLOCK_KEYS)
        at.where = f"block {at.text('id')}"
        rows = tuple(self.row(at, item) for item in at.items("rows"))
        repeats = self.repeats(at) if "repeats" in raw else None
        if bool(rows) == bool(repeats):
            raise at.fault("must have either rows or repeats")
        return Block(
            at.text("id"), at.text("title"), self.cites(at), rows, repeats,
            self.condition(at, "asked_when", ALWAYS), at.text("collapsed", ""),
        )  # fmt: skip

    def row(self, block: _Reader, raw: Any) -> Row:
        stacked = isinstance(raw, Mapping)
        items = self.read(block.where, raw, "stacked").items("stacked") if stacked else raw
        if not isinstance(items, (list, tuple)) or not items:
            raise block.fault("a row must be a list of fields")
        fields = tuple(self.field(block.where, item, (1,) if stacked else (1, 2)) for item in items)
        if sum(sum(item.spans) for item in fields) != GRID:
            raise block.fault(f"the row of {fields[0].id} must be {GRID} columns wide")
        return Row(fields, stacked)

    def repeats(self, block: _Reader) -> Repeats:
        at = self.read(block.where, block.raw["repeats"], "over", "kinds", "least_rows", "columns")
        if at.text("over") not in ("approvals", "by_hand"):
            raise at.fault("over must be approvals or by_hand")
        for kind in at.texts("kinds"):
            if kind not in self.known.codelists.get("paper_kind", {}):
                raise at.fault(f"{kind!r} is no kind of paper")
        columns = tuple(self.field(at.where, item, (1,), of_paper=True) for item in at.items("columns"))
        if sum(sum(item.spans) for item in columns) != GRID:
            raise at.fault(f"the columns must be {GRID} wide together")
        return Repeats(at.text("over"), at.texts("kinds"), at.number("least_rows") or 1, columns)

    def field(self, where: str, raw: Any, spans: tuple[int, ...], *, of_paper: bool = False) -> Field:
        at = self.read(where, raw, *_FIELD_KEYS)
        name = at.text("id")
        at.where = f"{where}, field {name}"
        key = f"{where}/{name}" if of_paper else name
        if key in self.ids:
            raise at.fault("this id is used twice")
        self.ids.add(key)
        paper = at.texts("paper")
        kind, codelist = self.kind(at, of_paper=of_paper or bool(paper))
        style, boxes = self.boxes(at, codelist)
        widths = tuple(at.items("spans"))
        if len(widths) not in spans or not all(isinstance(width, int) and width > 0 for width in widths):
            raise at.fault(f"spans must be {' or '.join(map(str, spans))} whole numbers")
        return Field(
            id=name, title=at.text("title"), shows=at.texts("shows"), also=at.texts("also"), kind=kind,
            codelist=codelist, box_style=style, boxes=boxes, required=self.condition(at, "required", NEVER),
            asked_when=self.condition(at, "asked_when", ALWAYS), investigate=at.flag("investigate"),
            precision=at.text("precision", "day"), unit=AreaUnit.named(at.text("unit", "mu")),
            places=at.number("places"), suffix=at.text("suffix", ""), coded=at.flag("coded"), paper=paper,
            every=at.flag("every"), by_hand=at.flag("by_hand"), row_number=at.flag("row_number"),
            totalled=at.flag("totalled"), mark=at.text("mark", ""), max_length=at.number("max_length"),
            spans=widths, cites=self.cites(at, needed=False),
        )  # fmt: skip

    def kind(self, at: _Reader, *, of_paper: bool) -> tuple[str, str]:
        shows = at.texts("shows") + at.texts("also")
        if of_paper:
            kind = at.text("type", _PAPER_TYPES.get(shows[0], "text") if shows else "text")
            return kind, at.text("codelist", "")
        if at.flag("by_hand") or at.flag("row_number"):
            return "text", ""
        if not shows:
            raise at.fault("must show a fact, show a paper, or be by_hand")
        entries = [self.fact(at, name) for name in shows]
        kind = str(at.raw.get("type", entries[0]["type"]))
        codelist = str(at.raw.get("codelist", entries[0]["codelist"]))
        if codelist and codelist not in self.known.codelists:
            raise at.fault(f"there is no code list {codelist!r}")
        return kind, codelist

    def boxes(self, at: _Reader, codelist: str) -> tuple[str, tuple[Box, ...]]:
        raw = at.raw.get("boxes", "")
        if isinstance(raw, str):
            if raw and raw not in _BOX_STYLES:
                raise at.fault(f"boxes must be a list or one of {', '.join(_BOX_STYLES)}")
            if raw == "codelist":
                entries = self.known.codelists[codelist]
                return raw, tuple(Box(label, frozenset([value])) for value, label in entries.items())
            return raw, ()
        boxes = []
        for item in at.items("boxes"):
            box = self.read(at.where, item, "label", "when", "cites")
            self.values(box, at.texts("shows")[0], box.texts("when"))
            self.cites(box, needed=False)
            boxes.append(Box(box.text("label"), frozenset(box.texts("when"))))
        return "own", tuple(boxes)

    def sum(self, raw: Any) -> Sum:
        at = self.read("sums", raw, "whole", "parts", "rest", "cites")
        for name in (at.text("whole"), *at.texts("parts")):
            self.area(at, name)
        return Sum(at.text("whole"), at.texts("parts"), at.text("rest"), self.cites(at))

    def area(self, at: _Reader, name: str) -> None:
        if self.fact(at, name)["type"] != "area":
            raise at.fault(f"{name} is not an area")

    def proposal(self, top: _Reader) -> Mapping[str, Any]:
        if "proposal" not in top.raw:
            return {}
        at = self.read("proposal", top.raw["proposal"], "title", "cites", "decided", "missing_title")
        for name in at.texts("decided"):
            self.fact(at, name)
        self.cites(at)
        return {"title": at.text("title"), "decided": at.texts("decided"), "missing_title": at.text("missing_title")}

    def images(self, top: _Reader) -> Mapping[str, str]:
        if "images" not in top.raw:
            return {}
        at = self.read("images", top.raw["images"], *_IMAGE_WORDS)
        return {key: at.text(key) for key in _IMAGE_WORDS}


def parse_card(raw: Any, known: Known) -> Card:
    """Return the card of one definition file; raises CardDefinitionFault that names the place."""
    name = raw.get("id", "?") if isinstance(raw, Mapping) else "?"
    return _Parser(str(name), known).parse(raw)
