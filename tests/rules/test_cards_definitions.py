"""Reading card definitions: what is not sound is refused, and the message says where."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from tuban.rules.cards.book import CARDS, card_book
from tuban.rules.cards.reading import CardDefinitionFault, Known, parse_card
from tuban.rules.rulebook import load

KNOWN = Known(
    vocabulary={
        "patch_number": {"type": "text", "codelist": ""},
        "finding": {"type": "enum", "codelist": "finding"},
        "counted_area": {"type": "area", "codelist": ""},
        "emergency_use": {"type": "flag", "codelist": ""},
    },
    codelists={"finding": {"lawful": "合法用地", "unlawful": "违法用地"}},
    instruments=frozenset({"inf", "card-2011"}),
)
SOUND: dict[str, Any] = {
    "id": "card", "title": "卡", "cites": ["inf"], "one_per": "patch_part", "unit": "mu", "signatures": ["填表人"],
    "blocks": [
        {"id": "basic", "title": "基本情况", "cites": ["card-2011"], "rows": [
            [{"id": "number", "title": "图斑号", "shows": ["patch_number"], "spans": [4, 8]},
             {"id": "kind", "title": "类型", "shows": ["finding"], "boxes": "codelist", "spans": [4, 8]}],
        ]},
    ],
}  # fmt: skip


def field(raw: dict[str, Any], place: int = 0) -> dict[str, Any]:
    found: dict[str, Any] = raw["blocks"][0]["rows"][0][place]
    return found


FAULTS: dict[str, tuple[Callable[[dict[str, Any]], object], str]] = {
    "a word nobody knows": (lambda raw: raw.update(colour="red"), "colour"),
    "a fact nobody knows": (lambda raw: field(raw).update(shows=["patch_nummer"]), "patch_nummer"),
    "a row of another width": (lambda raw: field(raw).update(spans=[4, 9]), "24"),
    "spans that are no numbers": (lambda raw: field(raw).update(spans=["4", 8]), "spans"),
    "a block without citation": (lambda raw: raw["blocks"][0].update(cites=[]), "cites"),
    "a citation nobody knows": (lambda raw: raw["blocks"][0].update(cites=["my-blog"]), "my-blog"),
    "a value outside the code list": (lambda raw: field(raw, 1).update(required={"finding": ["legal"]}), "legal"),
    "a flag asked as a word": (lambda raw: field(raw).update(asked_when={"emergency_use": ["yes"]}), "yes"),
    "a fact nobody knows that must exist": (lambda raw: field(raw).update(asked_when={"present": ["fine"]}), "fine"),
    "a box for no value": (lambda raw: field(raw, 1).update(boxes=[{"label": "甲", "when": ["x"]}]), "x"),
    "boxes of an unknown kind": (lambda raw: field(raw, 1).update(boxes="round"), "boxes"),
    "an id used twice": (lambda raw: field(raw, 1).update(id="number"), "twice"),
    "neither rows nor repeats": (lambda raw: raw["blocks"][0].pop("rows"), "rows"),
    "nobody signs": (lambda raw: raw.update(signatures=[]), "signs"),
    "a sum of what is no area": (
        lambda raw: raw.update(sums=[{"whole": "counted_area", "parts": ["finding"], "rest": "余", "cites": ["inf"]}]),
        "finding",
    ),
    "a field that shows nothing": (lambda raw: field(raw).update(shows=[]), "show"),
    "a flag that is no flag": (lambda raw: field(raw).update(investigate="true"), "investigate"),
    "a limit that is no number": (lambda raw: field(raw).update(max_length="30"), "max_length"),
}


def test_a_sound_definition_is_read() -> None:
    card = parse_card(copy.deepcopy(SOUND), KNOWN)
    assert [one.id for one in card.fields()] == ["number", "kind"]
    assert [box.label for box in card.blocks[0].rows[0].fields[1].boxes] == ["合法用地", "违法用地"]


@pytest.mark.parametrize("fault", FAULTS)
def test_an_unsound_definition_is_refused_by_name(fault: str) -> None:
    raw = copy.deepcopy(SOUND)
    spoil, named = FAULTS[fault]
    spoil(raw)
    with pytest.raises(CardDefinitionFault) as caught:
        parse_card(raw, KNOWN)
    assert named in str(caught.value)


def test_the_cards_of_the_lawbook_are_sound_and_every_block_cites_its_source() -> None:
    book = card_book(load())
    assert set(book.cards) == set(CARDS)
    for card in book.cards.values():
        assert card.cites
        assert all(block.cites for block in card.blocks)


def test_a_fault_in_a_file_names_its_line() -> None:
    rulebook = load()
    raw = rulebook.form("registration_card")
    raw["blocks"][1]["title"] = 7
    with pytest.raises(CardDefinitionFault, match=r"registration_card\.yaml:\d+"):
        card_book(rulebook)
