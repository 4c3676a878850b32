"""What a disc and a register say of the preparation list, and the checklist that is read back."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook
from tests.inspect.small_county import SmallCounty, box, plot

from tuban.inspect.disc import check_disc
from tuban.inspect.preparation import Materials, Prepared, gather, read_materials
from tuban.inspect.preparation.materials import MaterialsNotUnderstood, MaterialsUnreadable
from tuban.render.preparation import write_blank_forms, write_checklist
from tuban.render.results.preparation import filled_checklist
from tuban.rules import rulebook
from tuban.rules.forms import ReportingUnit, wording
from tuban.rules.forms.blank import blank_forms
from tuban.rules.preparation import Holding, Instrument, State, preparation_of
from tuban.values.dates import PartialDate

LAW = rulebook.load()
LIST = preparation_of(LAW)
DAY = date(2025, 1, 20)
REGISTER = """资料:
  - {资料: 外业记录手簿, 状态: 有, 持有人: 某甲, 存放地点: 档案柜, 备注: 11册}
  - {资料: 变更统计台账, 状态: 部分}
  - {资料: 历年航片, 状态: 有}
仪器:
  - {仪器名称: RTK, 编号: R-001, 数量: 1, 检定有效期至: 2024-06-30, 持有人: 某丙}
"""


def written(tmp_path, name, text, encoding="utf-8"):
    path = tmp_path / name
    path.write_text(text, encoding)
    return path


def test_a_disc_shows_its_files_by_role_with_checksums_and_the_years_of_its_papers(tmp_path):
    county = SmallCounty(tmp_path / "disc")
    county.patch(plot(6))
    row = {"PZWH": "示政土〔2023〕1号", "PZRQ": "2023-05-10", "PZMJ": 0.4, "geometry": box(0, 0, 50, 50)}
    county.layers = {"农转用批准": [row]}
    prepared = gather(check_disc(county.write(), tmp_path / "work", yes=True))
    assert prepared.counts["conversion"] == prepared.counts["patches"] == 1
    assert prepared.paper_years["conversion"] == frozenset({2023})
    assert all(len(file.checksum) == 64 for file in prepared.files)
    entries = {one.item.id: one for one in filled_checklist(prepared, Materials({}), LAW, DAY).entries}
    assert entries["survey_maps"].state is State.PARTLY
    assert entries["boundaries"].state is State.PRESENT
    assert entries["approvals"].absent_roles[0] == "expropriation"


def test_an_empty_folder_and_an_unfit_one_are_answered_too(tmp_path):
    (tmp_path / "empty").mkdir()
    assert gather(check_disc(tmp_path / "empty", tmp_path / "w1", yes=True)).files == ()
    county = SmallCounty(tmp_path / "disc", boundaries=[])
    county.write()  # a survey alone: no patches
    unfit = gather(check_disc(tmp_path / "disc", tmp_path / "w2", yes=True))
    assert (unfit.verdict, {file.role for file in unfit.files}) == ("unfit", {"survey_last"})


@pytest.mark.parametrize(
    ("name", "text", "encoding"),
    [
        ("准备资料.yaml", REGISTER, "utf-8"),
        (
            "准备资料.csv",
            "名称,状态,编号,数量,检定有效期至,持有人,存放地点,备注\n外业记录手簿,有,,,,某甲,档案柜,11册\n"
            "变更统计台账,部分,,,,,,\n历年航片,有,,,,,,\nRTK,,R-001,1,2024-06-30,某丙,,\n",
            "gb18030",
        ),
    ],
)
def test_a_register_is_read_from_yaml_and_from_csv_in_any_encoding(tmp_path, name, text, encoding):
    read = read_materials(written(tmp_path, name, text, encoding), LIST)
    assert read.holdings["field_handbook"] == Holding(State.PRESENT, "某甲", "档案柜", "11册")
    assert read.holdings["change_ledger"].state is State.PARTLY
    assert read.others == (("历年航片", Holding(State.PRESENT)),)
    assert read.instruments == (
        Instrument("RTK", serial="R-001", count=1, calibrated_until=PartialDate(2024, 6, 30), holder="某丙"),
    )


def test_a_register_on_the_disc_is_found_and_is_no_data(tmp_path):
    county = SmallCounty(tmp_path / "disc")
    county.patch(plot(6))
    written(county.write(), "准备资料.yaml", REGISTER)
    disc = check_disc(county.folder, tmp_path / "work", yes=True)
    assert disc.materials == county.folder / "准备资料.yaml"
    assert not [found for found in disc.findings if "准备资料" in found.file]


@pytest.mark.parametrize(
    ("name", "text", "error"),
    [
        ("a.csv", "名称,状态\n外业记录手簿,大概\n", MaterialsNotUnderstood),
        ("a.csv", "名称,检定有效期至\nRTK,明年\n", MaterialsNotUnderstood),
        ("a.csv", "名称,数量,编号\nRTK,两台,1\n", MaterialsNotUnderstood),
        ("a.csv", "甲,乙\n1,2\n", MaterialsUnreadable),
        ("a.yaml", "资料: [1, 2]\n", MaterialsUnreadable),
        ("a.yaml", "资料: &a [*a]\n", MaterialsUnreadable),
        ("a.xlsx", "no workbook", MaterialsUnreadable),
        ("a.txt", "名称,状态\n", MaterialsUnreadable),
    ],
)
def test_a_register_that_cannot_be_understood_gets_a_sentence(tmp_path, name, text, error):
    with pytest.raises(error) as caught:
        read_materials(written(tmp_path, name, text), LIST)
    assert caught.value.message
    assert caught.value.advice


WORDS = st.text(st.characters(categories=("Lu", "Ll", "Lo", "Nd")), max_size=8)
STATES = st.sampled_from([State.PRESENT, State.PARTLY, State.MISSING, None])
HOLDINGS = st.builds(Holding, STATES, WORDS, WORDS, WORDS)
DATES = st.one_of(st.none(), st.dates(date(2000, 1, 1), date(2050, 1, 1)).map(PartialDate.of))
INSTRUMENTS = st.builds(
    Instrument,
    st.sampled_from([*(tool.title for tool in LIST.tools), "RTK", "对讲机"]),
    WORDS, WORDS.filter(bool), st.one_of(st.none(), st.integers(0, 99)), DATES, WORDS, STATES, WORDS,
)  # fmt: skip


@settings(max_examples=12, deadline=None)
@given(
    holdings=st.dictionaries(st.sampled_from([item.id for item in LIST.items]), HOLDINGS),
    instruments=st.lists(INSTRUMENTS, max_size=5),
)
def test_a_checklist_that_was_written_is_read_back_as_it_was(tmp_path_factory, holdings, instruments):
    path = tmp_path_factory.mktemp("list") / "清单.xlsx"
    told = Materials({id: one for id, one in holdings.items() if one != Holding()}, tuple(instruments))
    write_checklist(path, filled_checklist(Prepared(), told, LAW, DAY))
    read = read_materials(path, LIST)
    assert read.holdings == told.holdings
    assert sorted(read.instruments, key=repr) == sorted(told.instruments, key=repr)


def test_the_checklist_says_what_is_missing_and_what_that_costs(tmp_path):
    path = tmp_path / "清单.xlsx"
    materials = read_materials(written(tmp_path, "准备资料.yaml", REGISTER), LIST)
    write_checklist(path, filled_checklist(Prepared(), materials, LAW, DAY))
    book = CalamineWorkbook.from_path(path)
    assert book.sheet_names == ["准备资料", "测量工具", "缺项影响", "光盘文件", "调查表格"]
    rows = {row[1]: row for row in book.get_sheet_by_name("准备资料").to_python()[3:]}
    assert rows["土地利用现状变更调查图件"][4] == "无"
    assert "上年度土地利用现状" in rows["土地利用现状变更调查图件"][5]
    assert [rows["外业记录手簿"][place] for place in (4, 7, 8, 9, 10)] == ["有", "有", "某甲", "档案柜", "11册"]
    assert rows["历年航片"][2] == "另行登记"
    tools = book.get_sheet_by_name("测量工具").to_python()[3:]
    assert "检定已于2024年6月30日到期" in str(tools[0][10])
    costs = {row[0]: row for row in book.get_sheet_by_name("缺项影响").to_python()[3:]}
    assert "R37" in costs["土地利用现状变更调查图件"][4]
    assert "变化图斑情况统计表" in costs["土地利用现状变更调查图件"][3]


def test_blank_forms_have_every_form_its_rows_and_no_figure(tmp_path):
    units = [ReportingUnit("990101", "示范县"), ReportingUnit("990101001", "甲镇")]
    forms = blank_forms(LAW, units, rows=12)
    path = tmp_path / "空白表.xlsx"
    write_blank_forms(path, forms, unit_name="示范县", wording=wording(LAW), made=DAY)
    book = CalamineWorkbook.from_path(path)
    titles = [str(book.get_sheet_by_name(name).to_python()[0][0]) for name in book.sheet_names]
    assert len(titles) == sum(len(form.sections) for form in forms)
    for form in forms:
        assert sum(title.startswith(form.title) for title in titles) >= len(form.sections)
    for form in forms:
        for section in form.sections:
            shown = [
                cell
                for row in section.rows
                for column, cell in zip(section.columns, row.cells, strict=True)
                if column.id not in ("row.title", "row.code")
            ]
            assert section.rows
            assert all(cell.value is None and not cell.text for cell in shown)
