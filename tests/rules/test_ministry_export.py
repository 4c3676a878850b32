"""The official codes are read strictly; a value goes into its field whole, or is refused with patch and field."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuban.rules.cards.book import card_book
from tuban.rules.forms.filled import Cell, FilledForm, LeafColumn, Row, Section
from tuban.rules.ministry_export.cards import CardRows
from tuban.rules.ministry_export.coded import Line, Origin
from tuban.rules.ministry_export.definition import (
    INTEGER,
    NUMBER,
    TEXT,
    Codebook,
    CodedField,
    CodedTable,
    CodeEdition,
)
from tuban.rules.ministry_export.filling import FormLacking, SumsUnequal, code_tables
from tuban.rules.ministry_export.fitting import KeyLacking, NotALetter, TextTooLong, fitted
from tuban.rules.ministry_export.reading import (
    FILE,
    NameTwice,
    NameUnfit,
    ShapeUnfit,
    ValuesUnfit,
    codebook,
    read_codebook,
)
from tuban.rules.parameters import NotInForce
from tuban.rules.rulebook import Rulebook, load
from tuban.rules.strict_yaml import LawbookFault, UnknownWord, parse
from tuban.values.errors import TubanError

TABLE = CodedTable("t", "表", "T", "f", "", True, (), ())


@cache
def law() -> Rulebook:
    return load()


@cache
def shipped() -> str:
    return files("tuban.lawbook").joinpath(FILE).read_text("utf-8")


def changed(before: str, after: str) -> Codebook:
    assert before in shipped()
    return read_codebook(parse(shipped().replace(before, after, 1), shown_as=FILE), law())


def test_every_shipped_code_fits_its_form_and_cites_what_it_rests_on():
    book = codebook(law())
    tables = book.on(date(2024, 12, 31)).tables
    assert [one.id for one in tables][:2] == ["change_patches", "cards"]
    for table in tables:
        names = [one.dbf.casefold() for one in table.fields]
        assert len(names) == len(set(names)) <= 255
        assert all(re.fullmatch(r"[a-z][a-z0-9_]{0,9}", one) for one in names)
        assert all(one.cites and one.title for one in table.fields)
    with pytest.raises(NotInForce):
        book.on(date(2008, 1, 1))


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ("column: used, ", "column: not_a_column, ", UnknownWord),
        ("card: location", "card: not_a_field", UnknownWord),
        ("code: TBBH, ", "code: TBBHTBBHTBBH, ", NameUnfit),
        ("code: TBBH, ", "code: fid, ", NameUnfit),
        ("code: TBBH, ", "code: 图斑编号, ", NameUnfit),
        ("code: TBWZ, ", "code: tbbh, ", NameTwice),
        ("column: used, type: number, width: 16, decimals: 2, unit: mu", "column: used, type: number, width: 16, "
         "decimals: 4, unit: ha", ShapeUnfit),
        ("column: user, type: text, width: 120", "column: user, type: integer, width: 12", ShapeUnfit),
        ('合法用地: "1", ', "", ValuesUnfit),
        ("equals: change_patch_statistics.used}", "equals: change_patch_statistics.usd}", UnknownWord),
        ("cites: [forms-2009]\n        fields", "cites: [not-a-law]\n        fields", LawbookFault),
        ("width: 40, required: true", "width: 400, required: true", LawbookFault),
        ('since: "2009-01-01"', 'since: "some day"', LawbookFault),
    ],
)  # fmt: skip
def test_a_code_that_fits_nothing_is_refused_with_its_line(before, after, fault):
    with pytest.raises(fault) as refused:
        changed(before, after)
    assert re.search(rf"{FILE}:\d+", str(refused.value)) or fault is LawbookFault


ODD = st.text(max_size=60) | st.sampled_from([
    "𠮷野家", "😀", "\u2028", "示范\n公司", '"引号"', "'; DROP", "=1+1", "\x00", "㑇㐂", "x" * 300, "\u3000全角空格",
])  # fmt: skip


def written_or_told(field: CodedField, value) -> tuple:
    """Return what is written and nothing, or nothing and what was refused."""
    try:
        return fitted(TABLE, field, value, "A1-2"), ""
    except TubanError as refused:
        return None, str(refused)


@given(text=ODD, width=st.integers(1, 60))
def test_a_text_stands_in_its_field_whole_or_is_refused_with_patch_and_field(text, width):
    field = CodedField("TBWZ", "TBWZ", "位置", "column", "location", TEXT, width)
    written, told = written_or_told(field, text)
    if told:
        assert re.search("A1-2.*TBWZ", told)
        return
    assert len(written or "") <= width
    assert not re.search(r"[\n\r\t]", written or "")
    gone = re.compile(r"[；\s\u2028\u2029]")
    assert gone.sub("", written or "") == gone.sub("", text)


@given(value=st.decimals(-(10**16), 10**16, places=2) | st.integers(-(10**18), 10**18), decimals=st.integers(0, 4))
def test_a_figure_is_written_exactly_or_refused(value, decimals):
    field = CodedField("MJ", "MJ", "面积", "column", "used", NUMBER if decimals else INTEGER, 16, decimals)
    written, told = written_or_told(field, value)
    if told:
        assert re.search("A1-2.*MJ", told)
        return
    assert Decimal(str(written)) == value
    assert len(f"{Decimal(str(written)):f}") <= 16


def test_what_a_field_cannot_hold_is_named():
    field = CodedField("YDDW", "YDDW", "用地单位", "column", "user", TEXT, 4, required=True)
    with pytest.raises(TextTooLong, match="A1"):
        fitted(TABLE, field, "示范县某公司", "A1")
    with pytest.raises(NotALetter, match="0007"):
        fitted(TABLE, field, "示\x07范", "A1")
    with pytest.raises(KeyLacking):
        fitted(TABLE, field, "  ", "A1")
    assert Line(("A1", ""), ("x",)).name == "A1"


def form_of(total: str, *areas: str) -> FilledForm:
    columns = (LeafColumn("patch", "图斑编号", "text"), LeafColumn("used", "面积", "number", 2, "mu"))
    rows = [
        Row("part", f"A{place}/", f"A{place}", 3, (Cell(f"A{place}", f"A{place}"), Cell(Decimal(area), area)))
        for place, area in enumerate(areas)
    ]
    rows.append(Row("total", "*", "合计", 0, (Cell(None, ""), Cell(Decimal(total), total))))
    return FilledForm("f", "表", "", "A4", "landscape", (Section("", (), columns, tuple(rows)),), (), (), ())


def edition_of(*fields: CodedField) -> CodeEdition:
    return CodeEdition(date(2009, 1, 1), (CodedTable("t", "表", "T", "f", "", True, fields, ()),), ())


def test_rows_that_do_not_add_up_to_the_sealed_total_are_refused():
    number = CodedField("TBBH", "TBBH", "图斑编号", "row", "number", TEXT, 40, required=True)
    area = CodedField("MJ", "MJ", "面积", "column", "used", NUMBER, 16, 2, "mu")
    nobody, origin = CardRows(card_book(law()), ()), Origin("2024-12-31", "县", "990101", "县")
    (coded,) = code_tables(edition_of(number, area), {"f": form_of("3.50", "1.20", "2.30")}, nobody, origin)
    assert [line.values for line in coded.lines] == [("A0", Decimal("1.20")), ("A1", Decimal("2.30"))]
    assert (coded.sums[0].total, coded.sums[0].sealed) == (Decimal("3.50"), Decimal("3.50"))
    with pytest.raises(SumsUnequal, match=r"MJ.*3\.50.*3\.51"):
        list(code_tables(edition_of(number, area), {"f": form_of("3.51", "1.20", "2.30")}, nobody, origin))
    lacking = replace(area, name="gone")
    with pytest.raises(FormLacking, match="gone"):
        list(code_tables(edition_of(number, lacking), {"f": form_of("3.50", "1.20", "2.30")}, nobody, origin))
    with pytest.raises(FormLacking):
        list(code_tables(edition_of(number, area), {}, nobody, origin))
