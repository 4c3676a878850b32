"""Reads the codes strictly: a column that no form has, a name too long for a DBF, a code twice, and nothing is read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from importlib.resources import files
from pathlib import Path

from tuban.rules.cards.book import CardBook, card_book
from tuban.rules.cards.definitions import Field as CardField
from tuban.rules.forms.blank import blank_forms
from tuban.rules.forms.filled import LeafColumn
from tuban.rules.instruments import check_cites
from tuban.rules.ministry_export import definition
from tuban.rules.ministry_export.definition import Codebook, CodedField, CodedTable, CodeEdition
from tuban.rules.parameters import NotADay
from tuban.rules.rulebook import Rulebook
from tuban.rules.strict_yaml import LawbookFault, StrictMapping, UnknownWord, nearest, read_mapping

FILE = "ministry_export.yaml"
MOST_FIELDS = 255
WIDEST_TEXT, WIDEST_NUMBER = 254, 16
_CODE, _DBF = re.compile(r"[A-Za-z][A-Za-z0-9_]*"), re.compile(r"[A-Za-z][A-Za-z0-9_]{0,9}")
_TAKEN = frozenset({"fid", "geom"})
_MEASURED = ("mu", "ha", "m2", "yuan", "percent")
_SHAPE = ("type", "width", "decimals", "unit")


class NameUnfit(LawbookFault):
    """{where}: “{name}” cannot be the name of a field in a DBF: it has at most ten letters, figures and underscores."""

    code = "lawbook.export_name_unfit"
    hint = "Keep the official code, and give a shorter name with dbf."


class NameTwice(LawbookFault):
    """{where}: “{name}” is there already; capitals make no difference in these files."""

    code = "lawbook.export_name_twice"


class SourceUnclear(LawbookFault):
    """{where}: a field names one source: column, row, mark, card, about or patch."""

    code = "lawbook.export_source_unclear"


class ShapeUnfit(LawbookFault):
    """{where}: the field is written as {stated}, its source is {found}."""

    code = "lawbook.export_shape_unfit"
    hint = "Type, decimals and unit are those of the form: nothing is converted, so that sums stay equal."


class WidthUnfit(LawbookFault):
    """{where}: a text has 1 to 254 letters, a number at most 16 figures with point and sign, fewer of them decimals."""

    code = "lawbook.export_width_unfit"


class ValuesUnfit(LawbookFault):
    """{where}: the values must name each of: {labels}."""

    code = "lawbook.export_values_unfit"


class EditionsUnordered(LawbookFault):
    """{where}: editions stand in order of time, each day once."""

    code = "lawbook.export_editions_unordered"


def codebook(rulebook: Rulebook, folder: Path | None = None) -> Codebook:
    """Return the codes of a lawbook, read once for it; those that come with the product where no ``folder`` is named.

    Raises LawbookFault.
    """
    if FILE not in rulebook.understood:
        place = folder / FILE if folder is not None else Path(str(files("tuban.lawbook").joinpath(FILE)))
        node = read_mapping(place, shown_as=FILE)
        rulebook.understood[FILE] = read_codebook(node, rulebook)
    found: Codebook = rulebook.understood[FILE]
    return found


def read_codebook(node: StrictMapping, rulebook: Rulebook) -> Codebook:
    """Return the codes of a strictly read file. Raises LawbookFault."""
    node.only(required=("title", "cites", "editions"))
    reader = _Reader(rulebook)
    reader.cites(node)
    editions = tuple(reader.edition(one) for one in node.sequence("editions"))
    days = [one.since for one in editions]
    if not days or days != sorted(set(days)):
        raise EditionsUnordered(where=node.where("editions"))
    return Codebook(node.text("title"), editions)


@dataclass(frozen=True, slots=True)
class _Place:
    """The form or card whose fields are read, and what they cite where they cite nothing of their own."""

    form: str
    card: str
    cites: tuple[str, ...]


@dataclass
class _Reader:
    rulebook: Rulebook

    @cached_property
    def columns(self) -> Mapping[str, Mapping[str, LeafColumn]]:
        """The columns of every table form, as filled forms have them."""
        blank = blank_forms(self.rulebook, (), rows=1)
        return {form.id: {leaf.id: leaf for part in form.sections for leaf in part.columns} for form in blank}

    @cached_property
    def cards(self) -> CardBook:
        return card_book(self.rulebook)

    def cites(self, node: StrictMapping, otherwise: tuple[str, ...] = ()) -> tuple[str, ...]:
        found: tuple[str, ...] = node.texts("cites", otherwise) if otherwise else node.texts("cites")
        check_cites(found, self.rulebook.instruments, where=node.where("cites"))
        return found

    def edition(self, node: StrictMapping) -> CodeEdition:
        node.only(required=("since", "cites", "tables"))
        try:
            since = date.fromisoformat(node.text("since"))
        except ValueError:
            raise NotADay(where=node.where("since"), text=node.text("since")) from None
        tables = tuple(self.table(one) for one in node.sequence("tables"))
        for name in ("id", "file", "title"):
            _each_once([getattr(one, name) for one in tables], node.where("tables"))
        return CodeEdition(since, tables, self.cites(node))

    def table(self, node: StrictMapping) -> CodedTable:
        node.only(required=("id", "title", "file", "cites", "fields"), optional=("form", "card", "shapes", "measures"))
        cites = self.cites(node)
        form = node.word("form", self.columns, "")
        card = node.word("card", self.cards.cards, "")
        if bool(form) == bool(card):
            raise SourceUnclear(where=node.where())
        measures = node.mapping("measures", {})
        fields: list[CodedField] = []
        for one in node.sequence("fields"):
            fields += self.fields(one, _Place(form, card, cites), measures)
        where = node.where("fields")
        _each_once([one.code for one in fields], where)
        _each_once([one.dbf for one in fields], where)
        if len(fields) > MOST_FIELDS:
            raise UnknownWord(where=where, word=str(len(fields)), what="fields", nearest=str(MOST_FIELDS))
        return CodedTable(
            node.text("id"), node.text("title"), node.text("file"), form, card, node.flag("shapes", False),
            tuple(fields), cites,
        )  # fmt: skip

    def fields(self, node: StrictMapping, at: _Place, measures: StrictMapping) -> Iterator[CodedField]:
        """Yield a field, or one for every measure that the form shows of its column."""
        name = node.get("column")
        if at.form and measures and isinstance(name, str) and name not in self.columns[at.form]:
            shown = [one for one in measures if f"{name}.{one}" in self.columns[at.form]]
            if not shown:
                raise _unknown(node, "column", name, self.columns[at.form])
            for one in shown:
                told = measures.mapping(one).only(required=("code", "dbf", "type", "width"), optional=_SHAPE)
                code, dbf = f"{node.text('code')}_{told.text('code')}", f"{node.text('dbf')}_{told.text('dbf')}"
                yield self.field(node, told, at, named=(f"{name}.{one}", code, dbf))
            return
        yield self.field(node, node, at)

    def field(
        self, node: StrictMapping, shape: StrictMapping, at: _Place, named: tuple[str, str, str] | None = None
    ) -> CodedField:
        optional = ("dbf", "title", "values", "blank", "required", "takes", "equals", "cites", *definition.SOURCES)
        node.only(required=("code",) if named else ("code", "type", "width"), optional=(*optional, *_SHAPE))
        sources = [one for one in definition.SOURCES if one in node]
        if len(sources) != 1:
            raise SourceUnclear(where=node.where())
        source = sources[0]
        name, code, dbf = named or (node.text(source), node.text("code"), node.text("dbf", node.text("code")))
        _fit(code, dbf, node)
        values = {key: str(value) for key, value in node.mapping("values", {}).items()}
        made = CodedField(
            code, dbf, node.text("title", ""), source, name, shape.word("type", definition.TYPES),
            shape.integer("width"), shape.integer("decimals", 0), shape.text("unit", ""), values,
            node.text("blank", None), node.flag("required", False),
            node.word("takes", (definition.CODE, definition.WORDS), definition.WORDS), self.equals(node),
            self.cites(node, at.cites),
        )  # fmt: skip
        _fit_width(made, node)
        title = self.title(made, node, at)
        return replace(made, title=made.title or title or made.code)

    def equals(self, node: StrictMapping) -> tuple[str, str] | None:
        told = node.text("equals", "")
        if not told:
            return None
        form, _dot, column = told.partition(".")
        if column not in self.columns.get(form, {}):
            raise _unknown(
                node, "equals", told, [f"{one}.{name}" for one in self.columns for name in self.columns[one]]
            )
        return form, column

    def title(self, made: CodedField, node: StrictMapping, at: _Place) -> str:
        """Return the title that the source has, after checking that there is such a source and that it fits."""
        known = {"row": definition.ROW, "about": definition.ABOUT, "patch": definition.PATCH}.get(made.source)
        if known is not None:
            if made.name not in known:
                raise _unknown(node, made.source, made.name, known)
            return made.title
        if made.source == "card":
            fields = {one.id: one for one in self.cards.cards[at.card].fields()} if at.card else {}
            if made.name not in fields:
                raise _unknown(node, "card", made.name, fields)
            self.fit_card(made, fields[made.name], node)
            return fields[made.name].title
        columns = self.columns.get(at.form, {})
        if made.name not in columns:
            raise _unknown(node, made.source, made.name, columns)
        leaf = columns[made.name]
        if made.source == "column":
            _fit_column(made, leaf, node)
        return "·".join(leaf.path or (leaf.title,))

    def fit_card(self, made: CodedField, field: CardField, node: StrictMapping) -> None:
        is_area = field.kind == "area"
        if is_area != made.is_figure or (
            is_area and (made.unit, made.decimals) != (field.unit.slug, field.unit.places)
        ):
            raise ShapeUnfit(where=node.where(), stated=_shape(made), found=f"{field.kind} {field.unit.slug}")
        if made.takes == definition.CODE and not field.shows:
            raise SourceUnclear(where=node.where("takes"))
        labels = [box.label for box in field.boxes]
        if field.box_style in ("yes_no", "present"):
            labels = [self.cards.marks.affirmed, self.cards.marks.denied]
        if not labels and field.codelist and made.values:
            labels = list(self.cards.labels[field.codelist].values())
        if labels and made.takes == definition.WORDS and "takes" not in node and set(made.values) != set(labels):
            raise ValuesUnfit(where=node.where(), labels="、".join(labels))


def _fit(code: str, dbf: str, node: StrictMapping) -> None:
    if not _CODE.fullmatch(code) or code.casefold() in _TAKEN:
        raise NameUnfit(where=node.where("code"), name=code)
    if not _DBF.fullmatch(dbf):
        raise NameUnfit(where=node.where("dbf" if "dbf" in node else "code"), name=dbf)


def _fit_width(made: CodedField, node: StrictMapping) -> None:
    widest = WIDEST_NUMBER if made.is_figure else WIDEST_TEXT
    point = made.decimals + 2 if made.decimals else 0
    if not max(1, point + 1) <= made.width <= widest or made.decimals < 0:
        raise WidthUnfit(where=node.where("width"))


def _fit_column(made: CodedField, leaf: LeafColumn, node: StrictMapping) -> None:
    is_figure = leaf.kind in ("number", "integer", "percent")
    unit = leaf.unit if leaf.unit in _MEASURED else ""
    if made.is_figure != is_figure or (is_figure and (made.unit, made.decimals) != (unit, leaf.places)):
        found = f"{leaf.kind} {leaf.places} {unit}".strip()
        raise ShapeUnfit(where=node.where(), stated=_shape(made), found=found)


def _shape(made: CodedField) -> str:
    return f"{made.type} {made.decimals} {made.unit}".strip()


def _each_once(names: list[str], where: str) -> None:
    seen: set[str] = set()
    for one in names:
        if one.casefold() in seen:
            raise NameTwice(where=where, name=one)
        seen.add(one.casefold())


def _unknown(node: StrictMapping, key: str, word: str, words: object) -> UnknownWord:
    known = [str(one) for one in words]  # type: ignore[attr-defined]
    return UnknownWord(where=node.where(key), word=word, what=key, nearest=nearest(word, known))
