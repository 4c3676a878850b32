"""``tuban route`` from files to a folder: five files that say the same, or a sentence and nothing."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import geopandas
import openpyxl
import pytest
from defusedxml import ElementTree
from shapely.geometry import LineString, Point, box

from tuban.cli import main
from tuban.render.routes import GPX, KML, MARK, PAGE, WORKBOOK

EAST, NORTH, EPSG = 530_000, 3_520_000, 4547
PRACTICE = Path(__file__).parents[2] / "build"
BROWSER = shutil.which("chromium") or shutil.which("chromium-browser")


def run(*words: object) -> int:
    with pytest.raises(SystemExit) as ended:
        main([str(word) for word in words])
    return int(ended.value.code or 0)


def square(x, y, size=60):
    return box(EAST + x, NORTH + y, EAST + x + size, NORTH + y + size)


def frame(shapes, epsg=EPSG, **columns):
    made = geopandas.GeoDataFrame(columns, geometry=list(shapes), crs=EPSG)
    return made if epsg == EPSG else made.to_crs(epsg)


def line(*points):
    return LineString([(EAST + x, NORTH + y) for x, y in points])


@pytest.fixture
def county(tmp_path):
    """Twelve patches along two roads, one far from any road; the roads in another coordinate system."""
    shapes = [square(400 * number, 40 if number % 2 else -140) for number in range(12)] + [square(2000, 9000)]
    numbers = [f"990101SJBG24{number:06d}" for number in range(1, 14)]
    areas = [1.0 + number for number in range(13)]
    patches = frame(shapes, JCBH=numbers, XZMC=["甲镇"] * 6 + ["=乙镇"] * 7, JCMJ=areas, TBLX=["新增建(构)筑物"] * 13)
    patches.to_file(tmp_path / "图斑.shp", encoding="GBK")
    roads = frame([line((-500, 0), (6000, 0)), line((2000, -3000), (2000, 3000))], 4490, DLDJ=["县道", "乡道"])
    roads.to_file(tmp_path / "道路.geojson", driver="GeoJSON")
    return tmp_path


def planned(county, *more, out="out"):
    code = run(
        "route", county / "图斑.shp", "--roads", county / "道路.geojson", "--seconds", "0.5", "-o", county / out, *more
    )
    return code, county / out


@pytest.mark.seed("C3")
def test_five_files_say_the_same_of_every_stop(county):
    code, out = planned(county, "--groups", "2")
    assert code == 0
    assert sorted(path.name for path in out.iterdir()) == sorted([WORKBOOK, GPX, KML, PAGE, MARK])
    plan = json.loads((out / MARK).read_text("utf-8"))
    visited = [stop["id"] for route in plan["routes"] for stop in route["stops"]]
    assert len(set(visited)) == len(visited) == plan["counts"]["scheduled"] == 12
    ((left),) = plan["left_over"]
    assert (left["reason"], left["to_road_m"]) == ("no_road", pytest.approx(6000, abs=5))
    book = openpyxl.load_workbook(out / WORKBOOK)
    assert book.sheetnames[0] == "汇总"
    in_sheets = [
        cell.value for sheet in book.worksheets[1:] for row in sheet.iter_rows() for cell in row
        if isinstance(cell.value, str) and cell.value.startswith("990101SJBG")
    ]  # fmt: skip
    assert sorted(in_sheets) == sorted([*visited, left["id"]])
    route_points = ElementTree.parse(out / GPX).iter("{http://www.topografix.com/GPX/1/1}rtept")
    names = [point.findtext("{http://www.topografix.com/GPX/1/1}name") for point in route_points]
    assert sum(any(number in name for name in names) for number in visited) == 12
    kml = (out / KML).read_text("utf-8")
    ElementTree.fromstring(kml.encode())
    assert all(number in kml for number in [*visited, left["id"]])
    assert all(number in (out / PAGE).read_text("utf-8") for number in [*visited, left["id"]])


def test_the_sums_of_the_workbook_are_the_sums_of_its_rows(county):
    _code, out = planned(county, "--groups", "3", "--hours", "08:30-12:00")
    book = openpyxl.load_workbook(out / WORKBOOK)
    rows = [[cell.value for cell in row] for row in book["汇总"].iter_rows()]
    days = [row for row in rows if row[1] and str(row[1]).startswith("第")]
    total = next(row for row in rows if row[0] == "合计")
    for column in (2, 3, 6, 7, 8):
        assert total[column] == pytest.approx(sum(row[column] for row in days), abs=1e-9)
    plan = json.loads((out / MARK).read_text("utf-8"))
    assert total[8] == pytest.approx(sum(route["kilometres"] for route in plan["routes"]))
    for sheet in book.worksheets[1:-1]:
        own = [[cell.value for cell in row] for row in sheet.iter_rows()]
        listed = [row for row in own if isinstance(row[4], str) and row[4].startswith("990101")]
        back = [row for row in own if row[4] == "返回出发点"]
        foot = next(row for row in own if row[4] == "合计")
        assert foot[1] == len(listed)
        for column in (10, 11):
            assert foot[column] == pytest.approx(sum(row[column] for row in listed + back))


def test_text_in_the_workbook_is_never_a_formula(county):
    _code, out = planned(county)
    cells = [cell for sheet in openpyxl.load_workbook(out / WORKBOOK) for row in sheet.iter_rows() for cell in row]
    assert any(cell.value == "=乙镇" for cell in cells)
    assert not [cell for cell in cells if cell.data_type == "f"]


def test_the_same_stops_give_the_same_bytes(county):
    _code, one = planned(county, "--groups", "2", out="one")
    _code, two = planned(county, "--groups", "2", out="two")
    for name in (WORKBOOK, GPX, KML, PAGE, MARK):
        assert (one / name).read_bytes() == (two / name).read_bytes(), name


def test_the_page_asks_no_host_for_anything(county):
    _code, out = planned(county)
    page = (out / PAGE).read_text("utf-8")
    assert not re.findall(r"(?:src|href)=\"(?:https?:)?//", page)
    assert "default-src 'none'" in page


@pytest.mark.slow
@pytest.mark.skipif(BROWSER is None, reason="no chromium on this machine: the page is checked as text only")
def test_the_page_lists_the_chosen_day_and_opens_a_stop(county):
    _code, out = planned(county, "--groups", "2")
    plan = json.loads((out / MARK).read_text("utf-8"))
    route = plan["routes"][-1]
    stop = route["stops"][0]
    address = f"{(out / PAGE).as_uri()}#group={route['group']}&day={route['day']}&stop={stop['id']}"
    done = subprocess.run(
        [BROWSER, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={county / 'profile'}",
         "--enable-logging=stderr", "--virtual-time-budget=3000", "--dump-dom", address],
        capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    assert "CONSOLE" not in done.stderr, done.stderr
    in_list, _map, on_map = done.stdout.partition('<section class="map">')
    shown = re.findall(r'data-stop="([^"]+)"', in_list)
    assert re.findall(r'data-stop="([^"]+)"', on_map) == [stop["id"]]
    assert shown == [one["id"] for one in route["stops"]]
    assert re.search(rf'data-stop="{stop["id"]}" aria-expanded="true"', in_list)


def test_a_table_of_points_is_planned_in_the_zone_of_its_longitudes(tmp_path):
    rows = "编号,经度,纬度,最早,最晚\n" + "".join(f"点{n},{114.3 + n / 200:.5f},30.55,,\n" for n in range(4))
    (tmp_path / "点.csv").write_text(rows + "点9,,,,\n点8,114.31,30.56,13:30,15:00\n", encoding="gb18030")
    assert run("route", tmp_path / "点.csv", "--seconds", "0.3", "-o", tmp_path / "out") == 0
    plan = json.loads((tmp_path / "out" / MARK).read_text("utf-8"))
    assert plan["crs"] == "EPSG:4547"
    assert [(left["id"], left["reason"]) for left in plan["left_over"]] == [("点9", "no_place")]
    times = {stop["id"]: stop["begin"] for route in plan["routes"] for stop in route["stops"]}
    assert "13:30" <= times["点8"] <= "15:00"


def test_what_is_done_is_left_out_and_what_is_urgent_goes_first(county, capsys):
    (county / "已核查.csv").write_text("编号\n990101SJBG24000001\n990101SJBG24000002\n", encoding="utf-8")
    _code, out = planned(county, "--done", county / "已核查.csv", "--first", "990101SJBG24000012", "--days", "1")
    plan = json.loads((out / MARK).read_text("utf-8"))
    visited = [stop["patch"] for route in plan["routes"] for stop in route["stops"]]
    assert not {"990101SJBG24000001", "990101SJBG24000002"} & set(visited)
    assert plan["counts"]["done_before"] == 2
    assert "990101SJBG24000012" in visited


@pytest.mark.parametrize("kind", ["points", "no class", "no roads", "duplicates", "multi"])
def test_odd_files_are_planned_all_the_same(county, kind):
    roads = ["--roads", county / "道路.geojson"]
    stops = county / "图斑.shp"
    if kind == "points":
        stops = county / "点.gpkg"
        frame([Point(EAST + 300, NORTH + 20), Point(EAST + 900, NORTH + 50)], 4526, TBBH=["1", "2"]).to_file(stops)
    elif kind == "no class":
        frame([line((-500, 0), (6000, 0))]).to_file(county / "线.gpkg")
        roads = ["--roads", county / "线.gpkg"]
    elif kind == "no roads":
        roads = []
    elif kind == "duplicates":
        stops = county / "重号.gpkg"
        frame([square(0, 40), square(0, 40), square(400, 40)], JCBH=["甲", "甲", "甲"]).to_file(stops)
    else:
        frame([line((-500, 0), (900, 0)).union(line((1000, 0), (6000, 0)))], DLDJ=["国道"]).to_file(county / "多.gpkg")
        roads = ["--roads", county / "多.gpkg"]
    assert run("route", stops, *roads, "--groups", "9", "--seconds", "0.3", "-o", county / "out") == 0
    plan = json.loads((county / "out" / MARK).read_text("utf-8"))
    ids = [stop["id"] for route in plan["routes"] for stop in route["stops"]] + [one["id"] for one in plan["left_over"]]
    assert len(set(ids)) == len(ids) == plan["counts"]["stops"]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--start", "1,2"], "routes.start_not_understood"),
        (["--start", "114.3,30.5", "--start", "114.4,30.5", "--groups", "3"], "routes.starts_do_not_match"),
        (["--start", "118.0,36.0"], "routes.start_far_from_roads"),
        (["--hours", "17:30-08:30"], "routes.no_hours"),
        (["--hours", "morning"], "routes.not_a_time"),
        (["--plan", "no.yaml"], "routes.no_plan_file"),
        (["--done", "no.csv"], "vector_file.not_found"),
        (["--roads", "图斑.shp"], "vector_file.wrong_geometry"),
        (["--roads", "no.gpkg"], "vector_file.not_found"),
    ],
)
def test_what_cannot_be_planned_is_told_and_nothing_is_written(county, capsys, monkeypatch, words, code):
    monkeypatch.chdir(county)
    assert planned(county, *words)[0] == 2
    told = capsys.readouterr().err
    assert f"[{code}]" in told
    assert "→" in told
    assert not (county / "out").exists()


def test_a_result_of_the_main_job_is_never_overwritten(county, capsys):
    result = county / "结果"
    result.mkdir()
    (result / "run.json").write_text("{}", encoding="utf-8")
    assert planned(county, out="结果")[0] == 2
    assert "[output.not_ours]" in capsys.readouterr().err
    assert [path.name for path in result.iterdir()] == ["run.json"]
    assert planned(county, out="again")[0] == planned(county, "--groups", "2", out="again")[0] == 0


def test_roads_that_only_walkers_use_are_told(county, capsys):
    frame([line((-500, 0), (6000, 0))], DLDJ=["铁路"]).to_file(county / "铁路.gpkg")
    assert run("route", county / "图斑.shp", "--roads", county / "铁路.gpkg", "-o", county / "out") == 2
    assert "铁路.gpkg" in capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.skipif(not (PRACTICE / "demo/图斑判定.gpkg").is_file(), reason="no result of the practice county here")
def test_the_practice_county_is_planned_for_three_groups(tmp_path, capsys):
    roads = PRACTICE / "practice-county/其他/道路.gpkg"
    assert (
        run("route", PRACTICE / "demo", "--roads", roads, "--groups", "3", "--seconds", "1", "-o", tmp_path / "out")
        == 0
    )
    plan = json.loads((tmp_path / "out" / MARK).read_text("utf-8"))
    assert plan["counts"]["stops"] == plan["counts"]["scheduled"] + plan["counts"]["left_over"]
    assert set(plan["counts"]["reasons"]) >= {"open", "inconsistent", "field_fact"}
    assert all(stop["why"] for route in plan["routes"] for stop in route["stops"])


def test_a_table_may_have_any_name_and_any_area(tmp_path):
    rows = ["编号,经度,纬度,面积(亩)", "一,114.3,30.5,-3", "二,114.31,30.51,1e308", "三,114.32,30.52,1e-300"]
    (tmp_path / "第1号#甲.csv").write_text("\n".join(rows), "utf-8")
    assert run("route", tmp_path / "第1号#甲.csv", "-o", tmp_path / "out", "--seconds", "0.2") == 0
    plan = json.loads((tmp_path / "out" / MARK).read_text("utf-8"))
    assert plan["counts"]["scheduled"] == 3


def test_a_table_with_more_rows_than_can_be_planned_is_refused_and_none_is_lost(tmp_path, capsys):
    lines = [f"{number},114.{number % 997:03d},30.5" for number in range(20_001)]
    (tmp_path / "多.csv").write_text("\n".join(["编号,经度,纬度", *lines]), "utf-8")
    assert run("route", tmp_path / "多.csv", "-o", tmp_path / "out", "--seconds", "0.2") == 2
    assert "20000" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
