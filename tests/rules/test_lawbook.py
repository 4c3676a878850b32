"""The lawbook that comes with the product: it loads, it is pinned, and it refuses to load when broken."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from tuban.rules import inventory
from tuban.rules import rulebook as rulebooks
from tuban.rules.cards.book import card_book
from tuban.rules.parameters import NoSuchParameter, NotInForce
from tuban.rules.rulebook import NoSuchPart, NotALawbook
from tuban.rules.strict_yaml import LawbookFault
from tuban.rules.vocabulary import UnknownFact

SOURCE = Path(rulebooks.__file__).parents[1] / "lawbook"
RULEBOOK = rulebooks.load()


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SOURCE, tmp_path / "lawbook", ignore=shutil.ignore_patterns("__pycache__")))


def test_the_edition_is_the_content_and_nothing_else(copy: Path) -> None:
    assert rulebooks.load(copy).edition == RULEBOOK.edition
    changed = copy / "parameters" / "coverage" / "full_share.yaml"
    changed.write_text(changed.read_text(encoding="utf-8").replace("0.95", "0.96"), encoding="utf-8")
    assert rulebooks.load(copy).edition != RULEBOOK.edition


@pytest.mark.parametrize(
    ("file", "change", "said"),
    [
        ("tables/review/finding.yaml", lambda text: text.replace("hit: unique", "hit: unique\nhit: collect"), "twice"),
        ("tables/review/finding.yaml", lambda text: text.replace("id: unchanged,", "id: unchanged, wehn: {},"), "when"),
        ("tables/review/finding.yaml", lambda text: text.replace("ground_state: unchanged}", "ground_state: x}"), "x"),
        ("parameters/coverage/full_share.yaml", lambda text: text.replace("inf", "infx"), "infx"),
        ("parameters/coverage/full_share.yaml", lambda text: text.replace("0.95", "'0.95'"), "number"),
        ("parameters/coverage/full_share.yaml", lambda text: text.replace("unit: share", "unit: shares"), "share"),
        ("parameters/coverage/full_share.yaml", lambda text: text.replace("2009-01-01", "2009-1-1"), "2009-1-1"),
        ("codelists/finding.yaml", lambda text: text.replace("cites: [seed-3, practice-s12]", ""), "cites"),
        ("facts.yaml", lambda text: text.replace("codelist: ground_state", "codelist: groundstate"), "ground_state"),
        ("facts.yaml", lambda text: text.replace("type: area", "type: aera", 1), "area"),
        ("instruments.yaml", lambda text: text.replace("level: practice", "level: practise", 1), "practice"),
    ],
)
def test_a_broken_file_stops_everything_and_is_named(
    copy: Path, file: str, change: Callable[[str], str], said: str
) -> None:
    path = copy / file
    before = path.read_text(encoding="utf-8")
    path.write_text(change(before), encoding="utf-8")
    assert path.read_text(encoding="utf-8") != before
    with pytest.raises(LawbookFault) as refused:
        rulebooks.load(copy)
    assert str(refused.value).startswith(f"{file}:")
    assert said in str(refused.value)


def test_what_is_not_there_is_refused_with_the_nearest() -> None:
    with pytest.raises(NoSuchParameter, match="coverage/full_share"):
        RULEBOOK.parameter("coverage/fullshare", on=date(2024, 1, 1))
    with pytest.raises(NoSuchPart, match="review/finding"):
        RULEBOOK.table("review/findings")
    with pytest.raises(UnknownFact, match="use_date"):
        RULEBOOK.vocabulary.find("usedate")
    with pytest.raises(UnknownFact, match="用地时间"):
        RULEBOOK.vocabulary.find("用地日期时间")


def test_a_folder_that_is_no_lawbook_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotALawbook, match=r"instruments\.yaml"):
        rulebooks.load(tmp_path)


def test_before_its_first_edition_a_value_is_not_in_force() -> None:
    with pytest.raises(NotInForce):
        RULEBOOK.parameter("coverage/full_share", on=date(2008, 12, 31))


def test_a_value_changes_on_its_day_and_no_other() -> None:
    def on(text: str) -> bool:
        value: bool = RULEBOOK.parameter("accountability/deduct_regularised", on=date.fromisoformat(text)).value
        return value

    assert [on(day) for day in ("2012-12-31", "2013-01-01", "2017-12-31", "2018-01-01")] == [True, False, False, True]


def test_every_citation_resolves_and_proposals_are_counted_as_such() -> None:
    counted = inventory.take(RULEBOOK)
    assert set(counted.by_instrument) <= set(RULEBOOK.instruments)
    assert counted.citations["proposal"] == counted.by_instrument["inf"]
    assert counted.citations["unverified"] >= counted.by_instrument["law-gk"]
    assert sum(counted.citations.values()) == sum(counted.by_instrument.values())


def test_every_question_and_answer_of_a_table_is_a_named_fact() -> None:
    for table in RULEBOOK.tables.values():
        for name in (*(ask.name for ask in table.asks), *table.answers):
            assert name in RULEBOOK.vocabulary


def test_every_fact_that_can_be_missing_says_what_would_settle_it() -> None:
    told = [kind for kind in RULEBOOK.vocabulary if kind.made_by not in ("derived", "decided")]
    assert len(told) > 100
    assert all(kind.settled_by for kind in told)


def test_a_row_that_leaves_open_what_a_card_prints_says_why() -> None:
    printed = {name for card in card_book(RULEBOOK).cards.values() for name in card.proposal.get("decided", ())}
    open_values = {"unknown", "manual", "split_first", "survey_needed"}
    silent = [
        (table.name, row.id)
        for table in RULEBOOK.tables.values()
        for edition in table.editions
        for row in edition.rows
        if not row.because and any(row.then[name] in open_values for name in printed & set(row.then))
    ]
    assert silent == []


LOCAL = """scoped:
  - layer: county
    where: {region: "990101"}
    overrides: norm
    because: 县级方案从严
    in_force:
      2024-01-01: {value: 0.005, cites: [county-2024#三]}
"""


@pytest.fixture
def local(tmp_path: Path) -> Path:
    (tmp_path / "parameters" / "coverage").mkdir(parents=True)
    (tmp_path / "parameters" / "coverage" / "quantity_tolerance.yaml").write_text(LOCAL, encoding="utf-8")
    instrument = "{id: county-2024, title: 示范县工作方案, number: 示范政办〔2024〕1号, level: county, verified: true}"
    (tmp_path / "instruments.yaml").write_text(f"- {instrument}\n", encoding="utf-8")
    return tmp_path


@pytest.mark.seed("L6")
def test_a_county_lays_its_own_values_on_top_and_they_hold_there_alone(local: Path) -> None:
    book = rulebooks.load(local=local)
    day = date(2024, 12, 31)
    own = book.parameter("coverage/quantity_tolerance", on=day, region="990101")
    assert (own.value, own.layer, own.because) == (0.005, "county", "县级方案从严")
    assert book.citations(own.cites) == ("《示范县工作方案》（示范政办〔2024〕1号）三",)
    assert book.parameter("coverage/quantity_tolerance", on=day, region="990102").value == 0.01
    assert book.parameter("coverage/quantity_tolerance", on=date(2023, 12, 31), region="990101").value == 0.01
    assert book.edition != RULEBOOK.edition


@pytest.mark.seed("L6")
def test_a_laxer_value_of_a_county_is_not_applied_and_reported(local: Path) -> None:
    file = local / "parameters" / "coverage" / "quantity_tolerance.yaml"
    file.write_text(LOCAL.replace("0.005", "0.05"), encoding="utf-8")
    book = rulebooks.load(local=local)
    value = book.parameter("coverage/quantity_tolerance", on=date(2024, 12, 31), region="990101")
    assert value.value == 0.01
    assert [(one.path, one.region, one.value) for one in inventory.take(book).refusals] == [
        ("coverage/quantity_tolerance", "990101", 0.05)
    ]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda text: text.replace("overrides: norm", "overrides: county"), "more special"),
        (lambda text: text.replace('"990101"', '"9901"'), "6 digits"),
        (lambda text: text.replace("county-2024", "county-2025"), "county-2024"),
        (lambda text: "title: x\n" + text, "title"),
    ],
)
def test_a_county_may_lay_on_top_only_what_is_well_formed(local: Path, change: Callable[[str], str], said: str) -> None:
    file = local / "parameters" / "coverage" / "quantity_tolerance.yaml"
    file.write_text(change(LOCAL), encoding="utf-8")
    with pytest.raises(LawbookFault, match=r"local/parameters/coverage/quantity_tolerance\.yaml:\d") as refused:
        rulebooks.load(local=local)
    assert said in str(refused.value)


def test_a_county_may_not_lay_a_value_on_nothing(local: Path) -> None:
    file = local / "parameters" / "coverage" / "quantity_tolerance.yaml"
    file.rename(file.with_name("quantity.yaml"))
    with pytest.raises(LawbookFault, match="coverage/quantity_tolerance"):
        rulebooks.load(local=local)
