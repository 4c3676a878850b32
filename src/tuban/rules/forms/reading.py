"""Reading forms from the lawbook, strictly: an unknown word stops the product and names its nearest relative."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tuban.rules.forms.definition import (
    EVERYBODY,
    ROWS,
    WORDS,
    Check,
    Column,
    Form,
    Measure,
    Reference,
    SectionDefinition,
    Share,
    Where,
)
from tuban.rules.rulebook import Rulebook
from tuban.rules.strict_yaml import StrictMapping
from tuban.values.errors import TubanError

_FORM_WORDS = {
    "id", "title", "sheet", "requirement", "one_row_per", "unit_line", "unit_title", "paper", "orientation",
    "where", "measures", "columns", "classes", "sections", "checks", "totals", "notes", "signatures", "cites",
    "sheet_order",
}  # fmt: skip
_COLUMN_WORDS = {
    "id", "title", "shows", "words", "flag", "mark", "paper", "where", "of", "measures", "sums", "splits_into", "share",
    "unit", "totals", "width", "cites",
}  # fmt: skip
PLACES_OF_UNIT = {"宗": 0, "个": 0, "人": 0, "件": 0, "mu": 2, "ha": 4, "m2": 2, "yuan": 2, "percent": 2, "": 0}
PAPER_FIELDS = ("organ_date_number", "number", "organ", "date", "approved", "approved_cultivated", "use", "method")
RATIO_FIELDS = (
    "unlawful", "deducted", "lawful", "earlier_approved", "construction", "before", "after", "threshold", "over",
    "crossed", "unmeasured", "undecided",
)  # fmt: skip


class FormNotUnderstood(TubanError):
    """The form {form} says {word!r} at {place}, which is not understood."""

    code = "lawbook.form"
    hint = "Use one of: {valid}."


@dataclass(frozen=True)
class FormWords:
    """The words a form may use: names of facts, the values each may have where they are a closed list, instruments.

    None means that nothing is checked against it.
    """

    facts: frozenset[str] | None = None
    values: Mapping[str, frozenset[str]] = field(default_factory=dict)
    instruments: frozenset[str] | None = None

    @classmethod
    def of(cls, rulebook: Rulebook) -> FormWords:
        """Return the words of a lawbook."""
        values = {}
        for name, kind in rulebook.vocabulary.facts.items():
            if kind.type == "flag":
                values[name] = frozenset(("true", "false"))
            elif kind.codelist:
                values[name] = frozenset(rulebook.codelist(kind.codelist).values)
        return cls(frozenset(rulebook.vocabulary.facts), values, frozenset(rulebook.instruments))


def read_form(data: Mapping[str, Any], words: FormWords | None = None) -> Form:
    """Return the form that ``data`` (the parsed YAML) describes; raises FormNotUnderstood."""
    return _Reader(str(data.get("id", "?")), words or FormWords()).form(data)


def read_where(data: Any, words: FormWords, *, place: str) -> Where:
    """Return the population that ``data`` asks for, for whoever chooses parts as forms do; raises FormNotUnderstood."""
    return _Reader(place, words).where(data, "where")


class _Reader:
    def __init__(self, form: str, words: FormWords) -> None:
        self.form_id = form
        self.words = words

    def refuse(self, place: str, word: object, valid: Iterable[str]) -> FormNotUnderstood:
        known = sorted(valid)
        near = difflib.get_close_matches(str(word), known, n=3) or known[:12]
        return FormNotUnderstood(form=self.form_id, place=place, word=word, valid=", ".join(near))

    def only(self, data: Mapping[str, Any], words: Iterable[str], place: str, needs: Sequence[str] = ()) -> None:
        allowed = set(words)
        for word in data:
            if word not in allowed:
                raise self.refuse(_line(data, place, word), word, allowed)
        for word in needs:
            if word not in data:
                raise self.refuse(_line(data, place), f"(no {word})", [word])

    def one_of(self, word: object, valid: Iterable[str], place: str) -> str:
        known = list(valid)
        if word not in known:
            raise self.refuse(place, word, known)
        return str(word)

    def form(self, data: Mapping[str, Any]) -> Form:
        self.only(data, _FORM_WORDS, "form", ("id", "title", "one_row_per", "sheet_order", "cites"))
        rows = self.one_of(data["one_row_per"], ROWS, "one_row_per")
        measures = {name: self.measure(name, about) for name, about in data.get("measures", {}).items()}
        sections = self.sections(data, measures)
        form = Form(
            id=str(data["id"]),
            title=str(data["title"]),
            sheet=str(data.get("sheet", data["title"])),
            requirement=str(data.get("requirement", "")),
            one_row_per=rows,
            unit_line=str(data.get("unit_line", "")),
            unit_title=str(data.get("unit_title", "填报单位")),
            paper=self.one_of(data.get("paper", "A3"), ("A3", "A4"), "paper"),
            orientation=self.one_of(data.get("orientation", "landscape"), ("landscape", "portrait"), "orientation"),
            sheet_order=int(data["sheet_order"]),
            where=self.where(data.get("where", {}), "where"),
            measures=measures,
            sections=sections,
            checks=tuple(self.check(check) for check in data.get("checks", ())),
            totals=tuple(self.one_of(t, ("township", "county", "none"), "totals") for t in data.get("totals", ())),
            notes=tuple(str(note) for note in data.get("notes", ())),
            signatures=tuple(str(line) for line in data.get("signatures", ())),
            cites=self.cites(data["cites"], "cites"),
        )
        self.columns_agree(form)
        return form

    def measure(self, name: str, data: Mapping[str, Any]) -> Measure:
        place = f"measures.{name}"
        self.only(data, ("title", "sums", "unit", "share_title"), place, ("title", "unit"))
        unit = self.one_of(data["unit"], PLACES_OF_UNIT, place)
        sums = self.fact(data["sums"], place) if "sums" in data else None
        return Measure(name, str(data["title"]), sums, unit, PLACES_OF_UNIT[unit], str(data.get("share_title", "")))

    def sections(self, data: Mapping[str, Any], measures: Mapping[str, Measure]) -> tuple[SectionDefinition, ...]:
        if "sections" in data:
            found = []
            for section in data["sections"]:
                self.only(section, ("title", "columns"), "sections", ("title", "columns"))
                columns = tuple(self.columns(section["columns"], (), measures))
                found.append(SectionDefinition(str(section["title"]), columns))
            return tuple(found)
        listed = data.get("classes", data.get("columns"))
        if listed is None:
            raise self.refuse("form", "(no columns)", ["columns", "classes", "sections"])
        return (SectionDefinition("", tuple(self.columns(listed, (), measures))),)

    def columns(
        self, listed: Sequence[Mapping[str, Any]], header: tuple[str, ...], measures: Mapping[str, Measure]
    ) -> Iterable[Column]:
        for data in listed:
            if "group" in data:
                self.only(data, ("group", "columns"), f"group {data['group']}", ("columns",))
                yield from self.columns(data["columns"], (*header, str(data["group"])), measures)
            else:
                yield self.column(data, header, measures)

    def column(self, data: Mapping[str, Any], header: tuple[str, ...], measures: Mapping[str, Measure]) -> Column:
        place = f"column {data.get('id', '?')}"
        self.only(data, _COLUMN_WORDS, place, ("id", "title"))
        unit = self.one_of(data.get("unit", ""), PLACES_OF_UNIT, place)
        mark = data.get("mark", {})
        self.only(mark, ("text", "where"), f"{place}.mark")
        paper = data.get("paper", {})
        self.only(paper, ("kinds", "field"), f"{place}.paper")
        shown = [self.one_of(m, measures, f"{place}.measures") for m in data.get("measures", ())]
        shows = data.get("shows")
        if shows is not None:
            self.shown(str(shows), place)
        return Column(
            id=str(data["id"]),
            title=str(data["title"]),
            header=header,
            shows=None if shows is None else str(shows),
            words={str(k): str(v) for k, v in data.get("words", {}).items()},
            flag=self.where(data["flag"], f"{place}.flag") if "flag" in data else None,
            mark=str(mark.get("text", "")),
            mark_where=self.where(mark["where"], f"{place}.mark") if mark else None,
            paper=self.one_of(paper["field"], PAPER_FIELDS, f"{place}.paper") if paper else None,
            paper_kinds=tuple(paper.get("kinds", ())),
            where=self.where(data.get("where", {}), f"{place}.where"),
            of=data.get("of"),
            measures=tuple(shown),
            sums={
                self.one_of(m, measures, f"{place}.sums"): self.fact(f, f"{place}.sums")
                for m, f in data.get("sums", {}).items()
            },
            splits_into=tuple(str(part) for part in data.get("splits_into", ())),
            share=self.share(data["share"], measures, place) if "share" in data else None,
            unit=unit,
            places=PLACES_OF_UNIT[unit],
            totals=data.get("totals") in ("sum", True),
            width=float(data["width"]) if "width" in data else None,
            cites=self.cites(data["cites"], place) if "cites" in data else (),
        )

    def shown(self, name: str, place: str) -> None:
        if name.startswith("ratio."):
            self.one_of(name.removeprefix("ratio."), RATIO_FIELDS, place)
        elif name != "row.number":
            self.fact(name, place)

    def share(self, data: Mapping[str, Any], measures: Mapping[str, Measure], place: str) -> Share:
        self.only(data, ("of", "among", "measure", "round"), f"{place}.share", ("of", "among", "measure"))
        measure = self.one_of(data["measure"], measures, f"{place}.share")
        return Share(str(data["of"]), str(data["among"]), measure, int(data.get("round", 2)))

    def where(self, data: Mapping[str, Any] | Sequence[Mapping[str, Any]], place: str) -> Where:
        alternatives = [data] if isinstance(data, Mapping) else list(data)
        found = []
        for alternative in alternatives:
            asked = {}
            for fact, values in alternative.items():
                self.fact(fact, place)
                listed = [_word(value) for value in (values if isinstance(values, list | tuple) else [values])]
                closed = self.words.values.get(fact)
                for value in listed:
                    if closed is not None and value not in WORDS:
                        self.one_of(value, closed, f"{place}.{fact}")
                asked[str(fact)] = tuple(listed)
            found.append(asked)
        return tuple(found) or EVERYBODY

    def check(self, data: Mapping[str, Any]) -> Check:
        place = f"check {data.get('id', '?')}"
        self.only(data, ("id", "says", "equals", "at_most", "measures", "rows", "cites"), place, ("id", "says"))
        relation = "equals" if "equals" in data else "at_most"
        if relation not in data:
            raise self.refuse(place, "(no relation)", ["equals", "at_most"])
        sides = data[relation]
        self.only(sides, ("left", "right"), f"{place}.{relation}", ("left", "right"))
        return Check(
            id=str(data["id"]),
            says=str(data["says"]),
            relation=relation,
            left=tuple(self.reference(r) for r in sides["left"]),
            right=tuple(self.reference(r) for r in sides["right"]),
            measures=tuple(str(m) for m in data.get("measures", ("plots", "area", "cultivated"))),
            rows=self.one_of(data.get("rows", "all"), ("all", "total"), f"{place}.rows"),
            cites=self.cites(data["cites"], place) if "cites" in data else (),
        )

    def reference(self, text: str) -> Reference:
        form, _, column = str(text).rpartition(".")
        return Reference(form or self.form_id, column)

    def fact(self, name: object, place: str) -> str:
        if self.words.facts is not None and name not in self.words.facts:
            raise self.refuse(place, name, self.words.facts)
        return str(name)

    def cites(self, listed: Sequence[Any], place: str) -> tuple[str, ...]:
        found = tuple(str(cite) for cite in listed)
        if not found:
            raise self.refuse(place, "(no citation)", self.words.instruments or ["inf"])
        for cite in found:
            if self.words.instruments is not None:
                self.one_of(cite.partition("#")[0], self.words.instruments, place)
        return found

    def columns_agree(self, form: Form) -> None:
        """Every name of a column that a column or a check of this form mentions must exist, once."""
        ids = [column.id for column in form.columns]
        for name in ids:
            if ids.count(name) > 1:
                raise self.refuse("columns", name, ["a name of its own for every column"])
        for column in form.columns:
            named = [*column.splits_into, *([column.of] if column.of else [])]
            named += [column.share.of, column.share.among] if column.share else []
            for name in named:
                self.one_of(name, ids, f"column {column.id}")
        for check in form.checks:
            for reference in (*check.left, *check.right):
                if reference.form == form.id:
                    self.one_of(reference.column.partition(":")[0], ids, f"check {check.id}")


def _word(value: Any) -> str:
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)


def _line(data: Mapping[str, Any], place: str, key: str | None = None) -> str:
    return f"{place} ({data.where(key)})" if isinstance(data, StrictMapping) else place
