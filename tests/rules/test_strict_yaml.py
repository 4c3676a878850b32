"""The lawbook is read to the letter."""

from __future__ import annotations

import pytest

from tuban.rules.strict_yaml import (
    DuplicateKey,
    MissingKey,
    NotYaml,
    UnknownKey,
    UnknownWord,
    UnquotedCode,
    WrongKind,
    nearest,
    parse,
)


def test_words_that_yaml_takes_for_booleans_and_dates_stay_words() -> None:
    assert parse("[no, on, yes, off, 2009-01-01, 12:30]", shown_as="x") == [
        "no", "on", "yes", "off", "2009-01-01", "12:30",
    ]  # fmt: skip


def test_only_true_false_numbers_and_null_are_more_than_words() -> None:
    assert parse("[true, false, null, 3, -2, 0.15, 0]", shown_as="x") == [True, False, None, 3, -2, 0.15, 0]
    assert parse("['true', '3', \"0.15\"]", shown_as="x") == ["true", "3", "0.15"]


def test_a_code_with_a_leading_zero_must_be_quoted() -> None:
    assert parse('code: "0101"', shown_as="x") == {"code": "0101"}
    with pytest.raises(UnquotedCode, match=r"x\.yaml:2.*0101"):
        parse("one: 1\ncode: 0101", shown_as="x.yaml")


def test_a_key_written_twice_is_refused_with_both_lines() -> None:
    with pytest.raises(DuplicateKey, match=r"x\.yaml:3.*“a”.*line 1"):
        parse("a: 1\nb: 2\na: 3", shown_as="x.yaml")


def test_a_key_written_twice_inside_a_list_of_mappings_is_refused_too() -> None:
    with pytest.raises(DuplicateKey, match=r"x\.yaml:2"):
        parse("rows:\n  - {id: a, id: b}", shown_as="x.yaml")


def test_an_unknown_key_is_refused_with_the_nearest_valid_word() -> None:
    with pytest.raises(UnknownKey, match=r"x\.yaml:2.*“titel”.*title"):
        parse("unit: mu\ntitel: 标题", shown_as="x.yaml").only(required=("title", "unit"))


def test_a_missing_key_is_named() -> None:
    with pytest.raises(MissingKey, match="title"):
        parse("unit: mu", shown_as="x.yaml").only(required=("title", "unit"))


@pytest.mark.parametrize(
    ("content", "read"),
    [
        ("a: 3", lambda node: node.text("a")),
        ("a: true", lambda node: node.number("a")),
        ("a: true", lambda node: node.integer("a")),
        ("a: 'yes'", lambda node: node.flag("a")),
        ("a: [1]", lambda node: node.texts("a")),
        ("a: 2.5", lambda node: node.integer("a")),
        ("a: [x]", lambda node: node.mapping("a")),
    ],
)
def test_a_value_of_another_kind_is_refused(content: str, read: object) -> None:
    with pytest.raises(WrongKind, match=r"x\.yaml:1"):
        read(parse(content, shown_as="x.yaml"))  # type: ignore[operator]


def test_a_word_outside_its_list_is_refused_with_the_nearest() -> None:
    with pytest.raises(UnknownWord, match="campaign"):
        parse("dated_by: campagn", shown_as="x").word("dated_by", ("act", "campaign", "decision"))


@pytest.mark.parametrize("broken", ["a: [1", "a: b: c", "\tx", "- a\nb: c", "{? [a] : 1}"])
def test_what_is_not_yaml_is_refused_with_its_line(broken: str) -> None:
    with pytest.raises(NotYaml, match=r"x\.yaml:\d"):
        parse(broken, shown_as="x.yaml")


def test_merged_keys_count_as_written_and_own_keys_prevail() -> None:
    node = parse("a: &a {x: 1, y: 2}\nb:\n  <<: *a\n  y: 3", shown_as="x")
    assert node["b"] == {"x": 1, "y": 3}


def test_endless_aliases_end() -> None:
    bomb = "a0: &a0 [x]\n" + "\n".join(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 9))
    with pytest.raises(NotYaml, match="too many"):
        parse(bomb, shown_as="x")


def test_nothing_near_is_a_dash() -> None:
    assert nearest("zzz", ["title"]) == "—"


@pytest.mark.parametrize(
    "text", ["a:\n  << :\n", "a:\n  <<: [1]\n", "a: &a [*a]\n", "a: " + "[" * 3000 + "]" * 3000],
    ids=["nothing", "a list", "itself", "deep"],
)  # fmt: skip
def test_what_fuzzing_found_is_refused_in_a_sentence(text):
    with pytest.raises(NotYaml):
        parse(text, shown_as="a.yaml")
