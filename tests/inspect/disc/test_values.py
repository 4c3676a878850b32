"""Values as issuers write them become typed ones, or are told; nothing is guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuban.inspect.disc.fields import codes, lawbook_data, match_fields, roles, split_unit
from tuban.inspect.disc.findings import CATALOGUE
from tuban.inspect.disc.missing import COSTS
from tuban.inspect.disc.values import Reading, parse
from tuban.kernel.formats.describe import folded
from tuban.values.area import Area
from tuban.values.dates import PartialDate

KINDS = ["text", "integer", "number", "flag", "date", "area", "enum", "list"]


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("date", "2024-08-05", "2024-08-05"), ("date", "2024/8/5", "2024-08-05"), ("date", "2024.8.5", "2024-08-05"),
        ("date", "2024年8月5日", "2024-08-05"), ("date", "20240805", "2024-08-05"), ("date", "202408", "2024-08"),
        ("date", "2024年8月", "2024-08"), ("date", "2024", "2024"), ("date", "2024-08-05 00:00:00", "2024-08-05"),

        ("date", "2024-08-05T10:11:12", "2024-08-05"), ("date", "20240805.0", "2024-08-05"),
        ("date", "45509", "2024-08-05"), ("date", "２０２４年８月", "2024-08"), ("date", "/", None),
        ("date", "无", None),
        ("flag", "是", True), ("flag", "√", True), ("flag", "Y", True), ("flag", "1.0", True), ("flag", "否", False),
        ("flag", "0", False), ("flag", "无", False), ("flag", "", None), ("flag", "/", None),
        ("area", "1.56", "1.56 亩"), ("area", "1,234.5", "1234.5 亩"), ("area", "0.29 公顷", "0.29 公顷"),
        ("area", "350㎡", "350 平方米"), ("area", "1.5E3", "1500 亩"), ("area", "-", None),
        ("integer", "3", 3), ("integer", "3.0", 3), ("number", "１．５", 1.5), ("number", "1,000", 1000.0),
        ("text", " 某村 ", "某村"), ("text", "null", None), ("text", "无", "无"),
    ],
)  # fmt: skip
def test_a_value_is_read(kind, text, value):
    assert parse(text, Reading(kind, "mu")).value == value


@pytest.mark.parametrize(
    ("kind", "text", "code"),
    [
        ("date", "去年", "value.not_a_date"), ("date", "2024-13-01", "value.not_a_date"),
        ("date", "1024", "value.not_a_date"), ("flag", "大概", "value.not_a_flag"),
        ("area", "约3亩", "value.not_an_area"),
        ("area", "3 英亩", "value.not_an_area"), ("area", "-3", "value.negative_area"),
        ("integer", "3.5", "value.not_a_number"), ("number", "1e999", "value.not_a_number"),
        ("number", "inf", "value.not_a_number"), ("enum", "飞地", "value.unknown_code"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_nothing_with_a_code(kind, text, code):
    parsed = parse(text, Reading(kind, "mu", codes("ground_state")))
    assert (parsed.value, parsed.oddity) == (None, code)


@pytest.mark.parametrize(
    ("text", "slugs"), [("限期拆除、罚款", "demolish;fine"), ("没收", "confiscate"), ("fine", "fine")]
)
def test_a_list_of_codes(text, slugs):
    assert parse(text, Reading("list", "", codes("penalty_item"))).value == slugs


@given(st.sampled_from(KINDS), st.text(max_size=40))
def test_no_text_breaks_a_reading_and_every_result_is_canonical(kind, text):
    parsed = parse(text, Reading(kind, "mu", codes("penalty_item")))
    assert parsed.oddity == "" or parsed.oddity in CATALOGUE
    if parsed.value is not None and kind == "date":
        assert str(PartialDate.parse(parsed.value)) == parsed.value
    if parsed.value is not None and kind == "area":
        assert Area.parse(parsed.value).square_metres >= 0


@given(st.decimals(0, 10**7, allow_nan=False, allow_infinity=False, places=4))
def test_an_area_loses_nothing(number):
    assert Area.parse(parse(str(number), Reading("area", "ha")).value) == Area.from_hectares(number)


@pytest.mark.parametrize(
    ("column", "split"),
    [
        ("实测面积(亩)", ("实测面积", "mu")), ("实测面积（公顷）", ("实测面积", "ha")), ("面积_公顷", ("面积", "ha")),
        ("MJ_mu", ("MJ", "mu")), ("图斑面积亩", ("图斑面积", "mu")), ("面积㎡", ("面积", "m2")), ("JCMJ", ("JCMJ", "")),
        ("应收罚款(元)", ("应收罚款", "")), ("GAMMA", ("GAMMA", "")), ("亩", ("亩", "")),
    ],
)  # fmt: skip
def test_the_unit_is_taken_off_a_column_name(column, split):
    assert split_unit(column) == split


def test_columns_are_found_by_any_alias_in_any_writing():
    matches = match_fields(roles()["patches"], ["jcbh", "TBBH", "前 时 相", "监测面积（亩）", "X"])
    assert {name: match.column for name, match in matches.items()} == {
        "number": "jcbh", "image_before": "前 时 相", "monitored_area": "监测面积（亩）",
    }  # fmt: skip
    assert matches["number"].rivals == ("TBBH",)
    assert matches["monitored_area"].unit == "mu"


def test_a_name_cut_by_a_shapefile_is_found_by_its_beginning():
    columns = ["图斑编号", "用地单位或"]
    assert match_fields(roles()["field_results"], columns, cut_names=True)["user"].column == "用地单位或"
    assert "user" not in match_fields(roles()["field_results"], columns)


def test_every_code_list_of_a_field_can_be_read():
    lists = {field.codelist for role in roles().values() for field in role.fields.values() if field.codelist}
    for name in lists:
        for entry in lawbook_data("codelists", f"{name}.yaml")["entries"]:
            assert codes(name)[folded(str(entry["label"]))] == str(entry["value"])


def test_every_role_but_patches_says_what_its_absence_costs():
    assert set(COSTS) == set(roles()) - {"patches"}


def test_every_role_has_names_to_be_recognised_by():
    assert set(lawbook_data("disc.yaml")["roles"]) == set(roles())
