"""A file of facts written by hand, in Chinese or English words."""

from __future__ import annotations

from pathlib import Path

import pytest

from tuban.rules import rulebook as rulebooks
from tuban.rules.facts_file import FactsFile, read_facts
from tuban.rules.strict_yaml import LawbookFault
from tuban.values.area import Area
from tuban.values.dates import PartialDate
from tuban.values.facts import UNKNOWN

RULEBOOK = rulebooks.load()


def read(tmp_path: Path, text: str) -> FactsFile:
    path = tmp_path / "FACTS.yaml"
    path.write_text(text, encoding="utf-8")
    return read_facts(path, RULEBOOK)


def test_chinese_and_english_words_mean_the_same(tmp_path: Path) -> None:
    chinese = "实地情况: 新增建设\n监测面积: 6.42 亩\n用地时间: 2024年3月\n图斑来源: PJ\n实地与图斑一致: 是\n"
    english = (
        "ground_state: new_construction\nmonitored_area: 6.42 亩\nuse_date: 2024-03\n"
        "patch_list: earlier_approved\nfield_agrees: true\n"
    )
    first, second = read(tmp_path, chinese).parts[0], read(tmp_path, english).parts[0]
    assert dict(first) == dict(second)
    assert first["monitored_area"] == Area.from_mu("6.42")
    assert first["use_date"] == PartialDate(2024, 3)
    assert first.sources["monitored_area"] == "FACTS.yaml:2"


def test_none_unknown_and_left_out_are_three_things(tmp_path: Path) -> None:
    facts = read(tmp_path, "用地手续: 无\n市级受理时间: 无\n用地时间: 不明\n有永久性建筑物: 无\n重点工程: 无\n").parts[
        0
    ]
    assert facts["approvals"] is None
    assert facts["city_accepted_on"] is None
    assert facts["use_date"] is UNKNOWN
    assert facts["permanent_structure"] is False
    assert facts["key_project"] == "none"
    assert facts["ground_state"] is UNKNOWN
    assert "ground_state" not in facts


def test_papers_and_several_parts_and_the_campaign(tmp_path: Path) -> None:
    told = read(
        tmp_path,
        "campaign: {year: 2024, region: '990101'}\n"
        "parts:\n"
        "  - 监测面积: 6.00 亩\n"
        "    用地手续:\n"
        "      - {种类: 农转用, 文号: 一号, 级别: 省级, 时间: 2023-05-10, 覆盖: 全部, 期限: 无}\n"
        "      - {kind: supply, covered: 3.60 亩, use: 工业}\n"
        "  - 监测面积: 2 亩\n",
    )
    assert told.campaign is not None
    assert (told.campaign.year, told.campaign.region_code) == (2024, "990101")
    conversion, supply = told.parts[0]["approvals"]
    assert (conversion.kind, conversion.number, conversion.covered) == ("conversion", "一号", Area.from_mu(6))
    assert (conversion.organ_level, conversion.until) == ("province", None)
    assert (supply.number, supply.covered, supply.use) == (None, Area.from_mu("3.60"), "工业")
    assert len(told.parts) == 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("地面情况: 新增建设", "实地情况"),
        ("ground_sate: unchanged", "ground_state"),
        ("实地情况: 新建设", "新增建设"),
        ("监测面积: 6.42", "亩"),
        ("用地时间: 三月", "三月"),
        ("实地与图斑一致: 也许", "是 / 否"),
        ("图斑性质: 合法用地", "图斑性质"),
        ("approval_state: full", "农转用批准情况"),
        ("用地手续:\n  - {文号: 一号}", "种类"),
        ("用地手续:\n  - {种类: 农转用, 复盖: 全部}", "覆盖"),
        ("用地手续:\n  - {种类: 农转用, 覆盖: 全部}", "图形面积"),
        ("用地手续: [一号]", "parts"),
        ("监测面积: 1 亩\nmonitored_area: 2 亩", "twice"),
        ("监测面积: 1 亩\n监测面积: 2 亩", "twice"),
        ("- 监测面积: 1 亩", "parts"),
        ("parts: 3", "parts"),
    ],
)
def test_what_is_not_understood_is_refused_with_line_and_nearest_word(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(LawbookFault, match=r"FACTS\.yaml:\d") as refused:
        read(tmp_path, text)
    assert said in str(refused.value)


def test_a_file_in_another_encoding_is_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / "FACTS.yaml"
    path.write_bytes("note: x\n实地情况: 新增建设\n".encode("gb18030"))
    with pytest.raises(LawbookFault, match=r"FACTS\.yaml:2: this is not UTF-8"):
        read_facts(path, RULEBOOK)


def test_a_mark_at_the_beginning_of_the_file_does_not_matter(tmp_path: Path) -> None:
    path = tmp_path / "FACTS.yaml"
    path.write_bytes("实地情况: 新增建设\n".encode("utf-8-sig"))
    assert read_facts(path, RULEBOOK).parts[0]["ground_state"] == "new_construction"


def test_an_empty_file_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(LawbookFault, match="FACTS"):
        read(tmp_path, "")


@pytest.mark.parametrize("name", ["用地单位(个人)", "用地单位（个人）"])
def test_a_title_may_be_typed_with_brackets_of_either_width(name):
    vocabulary = rulebooks.load().vocabulary
    assert vocabulary.find(name) is vocabulary.find("user")
