"""DXF drawings as offices have them: closed outlines, bulges, hatches with islands, texts, blocks, old codepages."""

import math

import ezdxf
import pytest

from tuban.kernel.formats import cad
from tuban.kernel.formats.nursery import Refusal

pytestmark = pytest.mark.seed("D1")
SQUARE = [(0, 0), (100, 0), (100, 100), (0, 100)]


def inner(by: float, side: float) -> list[tuple[float, float]]:
    return [(by + x, by + y) for x, y in ((0, 0), (side, 0), (side, side), (0, side))]


@pytest.fixture
def drawing():
    return ezdxf.new("R2010")


@pytest.fixture
def read(tmp_path):
    def saved_and_read(document):
        document.saveas(tmp_path / "图.dxf")
        return cad.read(tmp_path / "图.dxf")

    return saved_and_read


def test_a_closed_polyline_is_a_polygon_with_its_layer_and_handle(drawing, read):
    drawing.modelspace().add_lwpolyline(SQUARE, close=True, dxfattribs={"layer": "宗地"})
    found = read(drawing)
    (feature,) = found.features
    assert found.crs is None
    assert feature.shape.area == 10_000
    assert feature.values["layer"] == "宗地"
    assert feature.values["handle"]


def test_a_polyline_that_ends_where_it_begins_is_closed_and_an_open_one_is_a_line(drawing, read):
    drawing.modelspace().add_lwpolyline([*SQUARE, SQUARE[0]])
    drawing.modelspace().add_polyline2d(SQUARE, close=True)
    drawing.modelspace().add_lwpolyline(SQUARE)
    assert [feature.kind for feature in read(drawing).features] == ["polygon", "polygon", "line"]


def test_bulges_are_arcs_and_their_flattening_is_told(drawing, read):
    drawing.modelspace().add_lwpolyline([(0, 0, 1), (100, 0, 1)], format="xyb", close=True)
    found = read(drawing)
    assert found.features[0].shape.area == pytest.approx(math.pi * 50**2, rel=2e-3)
    assert [note.code for note in found.notes] == ["dxf.curves_flattened"]


def test_a_circle_is_a_polygon(drawing, read):
    drawing.modelspace().add_circle((500, 500), 100)
    assert read(drawing).features[0].shape.area == pytest.approx(math.pi * 100**2, rel=2e-3)


def test_a_hatch_has_holes_and_islands_in_them(drawing, read):
    hatch = drawing.modelspace().add_hatch(dxfattribs={"layer": "地类"})
    for ring in (SQUARE, inner(20, 40), inner(30, 10)):
        hatch.paths.add_polyline_path(ring, is_closed=True)
    (feature,) = read(drawing).features
    assert feature.shape.area == 10_000 - 1600 + 100


def test_a_text_goes_to_the_smallest_polygon_around_it_and_others_stay_points(drawing, read):
    space = drawing.modelspace()
    space.add_lwpolyline(SQUARE, close=True)
    space.add_lwpolyline(inner(20, 20), close=True)
    space.add_text("0103", dxfattribs={"insert": (25, 25)})
    space.add_mtext("东沟镇", dxfattribs={"insert": (80, 80)})
    space.add_text("图名", dxfattribs={"insert": (500, 500)})
    big, small, loose = read(drawing).features
    assert (big.values["text"], small.values["text"], loose.values["text"]) == ("东沟镇", "0103", "图名")
    assert loose.kind == "point"


def test_a_block_gives_its_outline_and_its_attributes(drawing, read):
    block = drawing.blocks.new("宗地块")
    block.add_lwpolyline(SQUARE, close=True)
    insert = drawing.modelspace().add_blockref("宗地块", (1000, 2000), dxfattribs={"layer": "宗地"})
    insert.add_attrib("宗地号", "G001", (1000, 2000))
    (feature,) = read(drawing).features
    assert feature.shape.bounds == (1000, 2000, 1100, 2100)
    assert feature.values["宗地号"] == "G001"
    assert feature.values["layer"] == "宗地"


def test_data_of_other_programs_is_kept(drawing, read):
    drawing.appids.add("SOUTH")
    line = drawing.modelspace().add_lwpolyline(SQUARE, close=True)
    line.set_xdata("SOUTH", [(1000, "300000"), (1000, "G001"), (1040, 12.5)])
    assert read(drawing).features[0].values["SOUTH"] == "300000|G001|12.5"


@pytest.mark.parametrize(("codepage", "notes"), [("ANSI_936", []), ("ANSI_1252", ["encoding.corrected"])])
def test_old_drawings_in_the_national_codepage_whatever_they_claim(tmp_path, codepage, notes):
    document = ezdxf.new("R2000")
    document.encoding = "gbk"
    document.layers.add("新增建设用地")
    document.modelspace().add_lwpolyline(SQUARE, close=True, dxfattribs={"layer": "新增建设用地"})
    document.saveas(tmp_path / "a.dxf")
    raw = (tmp_path / "a.dxf").read_bytes()
    assert "新增建设用地".encode("gbk") in raw
    (tmp_path / "a.dxf").write_bytes(raw.replace(b"ANSI_936", codepage.encode()))
    found = cad.read(tmp_path / "a.dxf")
    assert found.features[0].values["layer"] == "新增建设用地"
    assert [note.code for note in found.notes] == notes


GARBAGE = [
    b"", b"MZ garbage", b"0\nSECTION\n2\nHEADER\n", b"0\nSECTION\n2\nENTITIES\n0\nLWPOLY", b"0\nSECTION\nx\n0\nEOF\n",
]  # fmt: skip


@pytest.mark.parametrize("content", GARBAGE)
def test_what_is_no_drawing_is_refused(tmp_path, content):
    (tmp_path / "a.dxf").write_bytes(content)
    with pytest.raises(Refusal):
        cad.read(tmp_path / "a.dxf")


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.99])
def test_a_drawing_cut_short_is_refused(tmp_path, drawing, share):
    for number in range(50):
        drawing.modelspace().add_lwpolyline([(x + 200 * number, y) for x, y in SQUARE], close=True)
    drawing.saveas(tmp_path / "a.dxf")
    raw = (tmp_path / "a.dxf").read_bytes()
    (tmp_path / "b.dxf").write_bytes(raw[: int(len(raw) * share)])
    with pytest.raises(Refusal) as refused:
        cad.read(tmp_path / "b.dxf")
    assert refused.value.code == "file.truncated"


def test_blocks_that_hold_themselves_end(drawing, read):
    block = drawing.blocks.new("A")
    block.add_blockref("A", (0, 0))
    drawing.modelspace().add_blockref("A", (0, 0))
    with pytest.raises(Refusal):
        read(drawing)


def test_entities_that_are_no_outlines_are_counted(drawing, read):
    drawing.modelspace().add_lwpolyline(SQUARE, close=True)
    drawing.modelspace().add_ray((0, 0), (1, 0))
    (note,) = read(drawing).notes
    assert (note.code, note.words["detail"]) == ("dxf.entities_left_out", "RAY 1")
