"""Planning values: those of the product hold, a project's own lie over them, a wrong one is told with its line."""

import pytest

from tuban.inspect.routes.planning import HoursReversed, NotATime, NotInRange, PlanFileMissing, read_planning
from tuban.rules.strict_yaml import UnknownKey, WrongKind
from tuban.values.errors import TubanError


def test_every_word_for_a_road_means_one_class():
    planning = read_planning()
    words = [name.casefold() for road in planning.roads for name in road.names]
    assert len(words) == len(set(words))
    assert planning.road_class("县道").kmh > planning.road_class("track").kmh
    assert planning.road_class(" Motorway ").stop is False
    assert planning.road_class("footway").drive is False
    assert planning.road_class("天路") is None


def test_a_projects_own_values_lie_over_those_of_the_product(tmp_path):
    own = tmp_path / "plan.yaml"
    own.write_text(
        "day: {opens: '07:30'}\nservice: {kinds: {unlawful: 45, 新增推填土: 12}}\n"
        "roads:\n  - {id: county, label: 县道, kmh: 55}\n  - {id: ferry, label: 轮渡, kmh: 6, names: [轮渡]}\n",
        encoding="utf-8",
    )
    planning = read_planning(own)
    assert planning.day.opens == 7.5 * 3600
    assert planning.day.closes == 17.5 * 3600
    assert planning.road_class("secondary").kmh == 55
    assert planning.road_class("轮渡").kmh == 6
    kinds = planning.data.mapping("service").mapping("kinds")
    assert (kinds["unlawful"], kinds["新增推填土"], kinds["manual"]) == (45, 12, 30)


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("dya: {}", UnknownKey), ("network: {snap: 3}", UnknownKey), ("off_road: {kmh: 400}", NotInRange),
        ("day: {opens: '25:00'}", NotATime), ("day: {opens: '18:00'}", HoursReversed), ("roads: [fast]", WrongKind),
        ("service: {default: long}", WrongKind), ("search: {seed: -4}", NotInRange),
        ("columns: {number: 3}", WrongKind), ("priority: {base: 99999999999}", NotInRange),
        ("day: {opens: '99999999:00'}", NotATime),
    ],
)  # fmt: skip
def test_a_wrong_value_is_told(tmp_path, text, error):
    own = tmp_path / "plan.yaml"
    own.write_text(text, encoding="utf-8")
    with pytest.raises(error):
        read_planning(own)


@pytest.mark.parametrize("text", ["off_road: {kmh: 400}", "priority: {base: many}", "columns: {number: 3}"])
def test_a_wrong_value_is_told_by_the_file_that_holds_it(tmp_path, text):
    (tmp_path / "own.yaml").write_text(f"# mine\n{text}\n", encoding="utf-8")
    with pytest.raises(TubanError, match=r"own\.yaml:2"):
        read_planning(tmp_path / "own.yaml")


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(PlanFileMissing):
        read_planning(tmp_path / "no.yaml")
