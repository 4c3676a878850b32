"""Field books: made from the result folder alone, in the order of the route, prefilled, with room to write."""

from __future__ import annotations

import gzip
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import shapely
from shapely import affinity
from tests.render.conftest import Drawn, text_of_pdf

from tuban.inspect.routes.planning import read_planning
from tuban.render.field_book import (
    BASE,
    Day,
    FieldBaseMissing,
    FieldBaseUnreadable,
    Group,
    Stop,
    field_book_from_result,
    patch_address,
)

FIRST, SMALL, LAST = "990101SJBG24000001", "990101SJBG24000002", "990101SJBG24000017"


ONE_STOP = Group("组", (Day("第1天", (Stop(SMALL),)),))


def read(result: Path) -> Any:
    """The base of a result folder."""
    return json.loads(gzip.decompress((result / BASE).read_bytes()))


@pytest.fixture
def result(drawn: Drawn, tmp_path: Path) -> Path:
    """A result folder that holds nothing but the base."""
    shutil.copy(drawn.folder / BASE, tmp_path / BASE)
    return tmp_path


def test_a_book_follows_the_route_page_by_page(result: Path) -> None:
    group = Group(
        "第一组",
        (
            Day("2025-03-03", (Stop(LAST, arrival="09:40"), Stop(SMALL, arrival="10:20"))),
            Day("2025-03-04", (Stop(FIRST),)),
        ),
        persons=("甲某", "乙某"),
    )
    books = field_book_from_result(result, [group])
    assert [path.name for path in books.files] == ["第一组.pdf"]
    assert books.unknown == ()
    pages = text_of_pdf(books.files[0]).split("\f")
    assert "甲某、乙某" in pages[0]
    assert "路线总览" in pages[1]
    order = [next(number for number in (FIRST, SMALL, LAST) if number in page) for page in pages[2:-1]]
    assert order == [LAST, SMALL, FIRST, FIRST]  # the first patch was split: both parts are visited
    assert "09:40" in pages[2]
    assert "2025-03-03" in pages[2]
    assert "2025-03-04" in pages[4]


def test_each_day_whose_way_is_known_has_a_map_of_its_own_behind_the_whole(result: Path) -> None:
    centres = {patch["number"]: tuple(patch["centre"]) for patch in read(result)["patches"]}
    way = (centres[LAST], centres[SMALL], centres[FIRST], centres[LAST])
    days = (Day("第1天", (Stop(LAST),), way), Day("第2天", (Stop(SMALL),), way[::-1]))
    pages = text_of_pdf(field_book_from_result(result, [Group("组", days)]).files[0]).split("\f")
    assert ["路线总览" in page for page in pages[1:4]] == [True, False, False]
    assert "计划行车路线" in "".join(pages[1].split())
    for day, page in enumerate(pages[2:4], start=1):
        assert "".join(page.split()).startswith(f"路线第{day}天")


def test_a_disc_without_images_leaves_no_empty_frames_but_shows_the_way(result: Path) -> None:
    many = tuple(Day(f"第 {number} 天", (Stop(FIRST, "1"),)) for number in range(1, 6))
    pages = text_of_pdf(field_book_from_result(result, [Group("组", many)]).files[0]).split("\f")
    assert "第1天至第5天，共5天" in "".join(pages[0].split())
    page = "".join(pages[2].split())
    assert "周边图1∶10000" in page
    assert "前时相" not in page


def test_a_page_is_prefilled_and_leaves_the_official_fields_to_the_hand(result: Path, drawn: Drawn) -> None:
    books = field_book_from_result(result, [Group("组", (Day("第1天", (Stop(FIRST, "1"), Stop(SMALL))),))])
    # Typst sets a thin space between Chinese and other letters, which a reader of text takes for a blank.
    first, second = ("".join(page.split()) for page in text_of_pdf(books.files[0]).split("\f")[2:4])
    part = next(part for part in drawn.inspection.parts if part.key == (FIRST, "1"))
    for said in (
        "#示范_公司$", "一村", "疑似新增建设用地图斑", "示政土〔2023〕1号", f"{float(part.facts['centre_x']):.1f}",
        f"{float(part.facts['centre_y']):.1f}",
    ):  # fmt: skip
        assert said in first, said
    for field in (
        "实际用途",
        "用地时间",
        "用地单位",
        "建设现状",
        "伪变化原因",
        "实测面积",
        "照片编号",
        "核查人员",
        "核查时间",
    ):
        assert field in second, field
    assert "须在外业查明" in second
    assert "实地情况" in second.partition("须在外业查明")[2].partition("位置图")[0]


def test_every_fact_named_for_the_field_has_its_space_on_the_form(result: Path, drawn: Drawn) -> None:
    data = read(result)
    form = {field["fact"] for row in data["fields"] for field in row} - {""}
    named = {name for patch in data["patches"] for name, _title, _by, in_field in patch["missing"] if in_field}
    assert named <= form
    for patch in data["patches"]:
        for name, _title, _by, in_field in patch["missing"]:
            assert in_field or name not in form, name
    # The routes send nobody for what the form does not ask, and for everything that can be missing on it.
    vocabulary = drawn.rulebook.vocabulary
    asked = {name for name in form if vocabulary[name].made_by == "field"} - {"note", "surveyor", "visited_on"}
    assert set(read_planning().data.mapping("visit").texts("facts")) == asked


def test_a_fact_without_a_space_is_asked_of_the_office(result: Path) -> None:
    data = read(result)
    patch = next(patch for patch in data["patches"] if patch["number"] == SMALL)
    patch["missing"] = [
        ["user_kind", "违法主体性质", "", True], ["project_kind", "工程类别", "", True],
        ["change_survey_area", "变更调查补测面积", "", True], ["emergency_proof", "紧急用地证明", "", False],
    ]  # fmt: skip
    (result / BASE).write_bytes(packed(json.dumps(data).encode()))
    page = "".join(text_of_pdf(field_book_from_result(result, [ONE_STOP]).files[0]).split("\f")[2].split())
    assert "须在外业查明违法主体性质；工程类别；变更调查补测面积内业另须补充紧急用地证明" in page
    form = page.partition("位置图")[2]
    for said in ("违法主体性质★", "工程类别★", "变更调查补测面积★", "村组集体", "机场港口"):
        assert said in form, said
    assert "紧急用地证明" not in form


@pytest.mark.parametrize(
    ("compared", "said"),
    [
        ({}, "1宗；其中比对不一致（※）1宗，缺外业事实"),
        ({"compared": False, "inconsistent": False}, "1宗（未与变更调查比对）；其中缺外业事实"),
    ],
)
def test_the_cover_says_whether_anything_was_compared(result: Path, compared: dict[str, bool], said: str) -> None:
    data = read(result)
    patch = next(patch for patch in data["patches"] if patch["number"] == SMALL)
    patch.update({"compared": True, "inconsistent": True} | compared)
    (result / BASE).write_bytes(packed(json.dumps(data).encode()))
    cover = text_of_pdf(field_book_from_result(result, [ONE_STOP]).files[0]).split("\f")[0]
    assert said in "".join(cover.split())


def test_a_book_that_follows_no_route_does_not_speak_of_one(result: Path) -> None:
    overview = text_of_pdf(field_book_from_result(result).files[0]).split("\f")[1]
    assert "图斑分布总览" in overview
    assert "路线" not in overview


def test_without_routes_there_is_a_book_per_township_of_what_the_field_must_see(result: Path) -> None:
    books = field_book_from_result(result)
    assert [path.name for path in books.files] == ["甲镇.pdf"]
    assert books.files[0].parent == result / "外业手簿"
    some = len(text_of_pdf(books.files[0]).split("\f"))
    every = field_book_from_result(result, every_patch=True, target=result / "全部")
    assert len(text_of_pdf(every.files[0]).split("\f")) >= some


def test_a_stop_that_no_patch_answers_to_is_told_and_the_rest_is_printed(result: Path) -> None:
    stranger = Stop("990101SJBG24999999")
    books = field_book_from_result(
        result, [Group("一组", (Day("第1天", (stranger, Stop(SMALL))),)), Group("二组", (Day("第1天", (stranger,)),))]
    )
    assert books.unknown == (stranger, stranger)
    assert [path.name for path in books.files] == ["一组.pdf"]


def test_the_same_result_gives_the_same_bytes(result: Path) -> None:
    group = Group("组", (Day("第1天", (Stop(SMALL),)),))
    one = field_book_from_result(result, [group], target=result / "a").files[0].read_bytes()
    assert field_book_from_result(result, [group], target=result / "b").files[0].read_bytes() == one


def packed(content: bytes) -> bytes:
    """Pack without the clock: a test bears its bytes in its name, and every worker must call it the same."""
    return gzip.compress(content, mtime=0)


@pytest.mark.parametrize(
    "content",
    [
        b"", b"\x1f\x8b broken", packed(b"[]"), packed(json.dumps({"version": 99}).encode()),
        packed(b'{"version": 1}'), packed(bytes(range(256)) * 9)[:-9] + b"\xff" * 9,
        packed(b"[" * 100_000),
    ],
)  # fmt: skip
def test_a_damaged_base_is_told(tmp_path: Path, content: bytes) -> None:
    (tmp_path / BASE).write_bytes(content)
    with pytest.raises(FieldBaseUnreadable):
        field_book_from_result(tmp_path)


def test_a_folder_without_a_base_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(FieldBaseMissing) as caught:
        field_book_from_result(tmp_path)
    assert "tuban inspect" in caught.value.advice


def test_the_address_of_a_patch_keeps_its_pieces_apart() -> None:
    assert patch_address("990101-2024", FIRST) == f"tuban:patch/990101-2024/{FIRST}"
    assert patch_address("c", "示范/1", "2") == "tuban:patch/c/%E7%A4%BA%E8%8C%83%2F1/2"


def test_stops_that_crowd_have_their_numbers_on_a_detail_of_the_route(result: Path) -> None:
    data = read(result)
    pattern = next(patch for patch in data["patches"] if patch["number"] == SMALL)
    shape, (east, north) = shapely.from_wkt(pattern["geometry"]), pattern["centre"]
    places = [(east + 60 * (at % 8), north + 60 * (at // 8)) for at in range(40)] + [(east + 9000, north)]
    for at, (x, y) in enumerate(places):
        moved = affinity.translate(shape, x - east, y - north)
        data["patches"].append({**pattern, "number": f"密{at:02d}", "centre": [x, y], "geometry": moved.wkt})
    (result / BASE).write_bytes(gzip.compress(json.dumps(data).encode()))
    stops = tuple(Stop(f"密{at:02d}") for at in range(len(places)))
    pages = text_of_pdf(field_book_from_result(result, [Group("组", (Day("第1天", stops),))]).files[0]).split("\f")
    details = [page for page in pages if "路线分图" in page]
    written = [word for page in details for word in page.split() if word.isdecimal()]
    assert {str(order) for order in range(1, 41)} <= set(written)
    assert "红框内各站见同号分图" in pages[1]
    assert "41" not in written  # the far stop stands alone on the whole map
