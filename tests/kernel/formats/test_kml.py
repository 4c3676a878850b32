"""KML, KMZ and Ovital's files as people export them, and as nobody should send them."""

import io
import json
import zipfile
from pathlib import Path

import pytest
import shapely

from tuban.kernel.formats import drawn, gpx, kml, ovital
from tuban.kernel.formats.nursery import Refusal

pytestmark = pytest.mark.seed("D1")
SHARED = Path(__file__).parents[4] / "shared/data/formats/ovkml"
RING = "114,30 114.001,30 114.001,30.001 114,30.001 114,30"
HOLE = "114.0002,30.0002 114.0004,30.0002 114.0004,30.0004 114.0002,30.0004 114.0002,30.0002"


def ring(text: str = RING, where: str = "outer") -> str:
    return f"<{where}BoundaryIs><LinearRing><coordinates>{text}</coordinates></LinearRing></{where}BoundaryIs>"


def polygon(*holes: str, outline: str = RING) -> str:
    return f"<Polygon>{ring(outline)}{''.join(ring(hole, 'inner') for hole in holes)}</Polygon>"


def mark(inside: str, name: str = "甲") -> str:
    return f"<Placemark><name>{name}</name>{inside}</Placemark>"


def document(inside: str, before: str = '<?xml version="1.0" encoding="UTF-8"?>') -> str:
    return f'{before}\n<kml xmlns="http://www.opengis.net/kml/2.2"><Document><name>文档</name>{inside}</Document></kml>'


def read(tmp_path: Path, text: str | bytes, kind: str = "kml", **options: object):
    path = tmp_path / f"图斑.{kind}"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return kml.read(path, kind, **options)


def packed(name: str = "doc.kml", content: bytes | None = None) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, document(mark(polygon())) if content is None else content)
    return buffer.getvalue()


def test_a_polygon_with_a_hole_in_degrees_of_wgs_84(tmp_path):
    drawing = read(tmp_path, document(mark(polygon(HOLE))))
    (feature,) = drawing.features
    assert drawing.crs == "EPSG:4326"
    assert len(feature.shape.interiors) == 1
    assert feature.values == {"name": "甲"}
    assert not feature.shape.has_z


def test_parts_stay_together_and_kinds_become_layers(tmp_path):
    both = f"<MultiGeometry>{polygon()}{polygon(outline=HOLE)}</MultiGeometry>"
    text = document(mark(both) + mark("<Point><coordinates>114,30</coordinates></Point>", "乙"))
    drawing = read(tmp_path, text)
    assert [feature.shape.geom_type for feature in drawing.features] == ["MultiPolygon", "Point"]
    layers = [about["name"] for about, _copy in drawn.stored(drawn.store(drawing, tmp_path / "图斑.kml", tmp_path))]
    assert layers == ["图斑_面", "图斑_点"]


def test_values_have_the_types_of_their_schema(tmp_path):
    schema = (
        '<Schema name="t" id="t"><SimpleField type="int" name="年"/><SimpleField type="double" name="亩"/></Schema>'
    )
    data = (
        '<ExtendedData><SchemaData schemaUrl="#t"><SimpleData name="年">2024</SimpleData>'
        '<SimpleData name="亩">5.40</SimpleData></SchemaData></ExtendedData>'
    )
    (feature,) = read(tmp_path, document(schema + mark(data + polygon()))).features
    assert feature.values == {"年": 2024, "亩": 5.4, "name": "甲"}


def test_a_name_that_only_repeats_a_value_is_not_read_twice(tmp_path):
    data = '<ExtendedData><Data name="JCBH"><value>甲</value></Data></ExtendedData>'
    (feature,) = read(tmp_path, document(mark(data + polygon()))).features
    assert feature.values == {"JCBH": "甲"}


def test_a_description_that_is_a_table_becomes_columns_and_that_is_told(tmp_path):
    table = (
        "<html><head><style>td {color: red}</style></head><body><table><tr><td>甲</td></tr><tr><td><table>"
        "<tr><td>JCBH</td><td>990101SJBG24000001</td></tr><tr><td>JCMJ</td><td>5.4</td></tr>"
        "<tr><td>BZ</td><td>&lt;Null&gt;</td></tr></table></td></tr></table></body></html>"
    )
    drawing = read(tmp_path, document(mark(f"<description><![CDATA[{table}]]></description>{polygon()}")))
    assert drawing.features[0].values == {"JCBH": "990101SJBG24000001", "JCMJ": "5.4", "BZ": None, "name": "甲"}
    assert [note.code for note in drawing.notes] == ["kml.description_parsed"]


def test_a_description_in_words_stays_one(tmp_path):
    (feature,) = read(tmp_path, document(mark(f"<description>村西 &amp; 路北</description>{polygon()}"))).features
    assert feature.values["description"] == "村西 & 路北"


def folder(name: str, inside: str) -> str:
    return f"<Folder><name>{name}</name>{inside}</Folder>"


def test_folders_of_like_columns_are_one_layer_with_their_names(tmp_path):
    text = document(
        folder("东沟镇", mark(polygon()) + folder("一村", mark(polygon()))) + folder("西坡乡", mark(polygon()))
    )
    drawing = read(tmp_path, text)
    assert {feature.group for feature in drawing.features} == {"图斑"}
    assert [feature.values["folder"] for feature in drawing.features] == ["东沟镇", "东沟镇/一村", "西坡乡"]


def test_folders_of_other_columns_are_layers(tmp_path):
    one = '<ExtendedData><Data name="JCBH"><value>1</value></Data></ExtendedData>'
    other = '<ExtendedData><Data name="XZQDM"><value>990101</value></Data></ExtendedData>'
    drawing = read(
        tmp_path, document(folder("图斑", mark(one + polygon())) + folder("行政区", mark(other + polygon())))
    )
    assert [feature.group for feature in drawing.features] == ["图斑", "行政区"]


@pytest.mark.parametrize("text", ["114,30,0 114.001,30,0 114.001,30.001,0", "114,30 114.001,30,0\n114.001,30.001,",
                                  "114, 30 114.001, 30\n\t114.001, 30.001"])  # fmt: skip
def test_coordinates_as_programs_write_them(text):
    assert kml.coordinates(text).tolist() == [[114, 30], [114.001, 30], [114.001, 30.001]]


def test_heights_that_say_something_are_kept(tmp_path):
    (feature,) = read(tmp_path, document(mark(polygon(outline=RING.replace(",30 ", ",30,55 "))))).features
    assert feature.shape.has_z


def test_a_file_in_the_national_encoding_that_claims_utf_8_is_read_and_told(tmp_path):
    drawing = read(tmp_path, document(mark(polygon(), "东沟镇新增建设用地")).encode("gb18030"))
    assert drawing.features[0].values["name"] == "东沟镇新增建设用地"
    assert [(note.code, note.after) for note in drawing.notes] == [("encoding.corrected", "GB18030")]


def test_a_file_that_says_its_national_encoding_is_read_without_a_word(tmp_path):
    text = document(mark(polygon(), "东沟镇新增建设用地"), '<?xml version="1.0" encoding="GBK"?>')
    assert read(tmp_path, text.encode("gbk")).notes == []


def test_prefixes_nobody_declared_and_control_characters_are_borne(tmp_path):
    drawing = read(tmp_path, document(mark(polygon() + "<gx:balloonVisibility>1</gx:balloonVisibility>", "甲\x0b")))
    assert drawing.features[0].values == {"name": "甲"}
    assert [note.code for note in drawing.notes] == ["text.control_characters"]


def test_links_are_told_and_never_followed(tmp_path):
    link = "<NetworkLink><Link><href>http://example.org/more.kml</href></Link></NetworkLink>"
    drawing = read(tmp_path, document(link + mark(polygon())))
    assert [note.code for note in drawing.notes] == ["kml.links_not_followed"]


@pytest.mark.parametrize(
    ("word", "crs"), [("CGCS2000", "EPSG:4490"), ("WGS84", "EPSG:4326"), ("", "EPSG:4326")]
)  # fmt: skip
def test_ovital_says_its_system(tmp_path, word, crs):
    said = f"<OvCoordType>{word}</OvCoordType>" if word else ""
    assert read(tmp_path, document(mark(said + polygon()))).crs == crs


@pytest.mark.parametrize("word", ["GCJ02", "GCJ-02", "gcj02"])
def test_shifted_coordinates_are_refused_unless_they_are_asked_to_be_carried_back(tmp_path, word):
    text = document(mark(f"<OvCoordType>{word}</OvCoordType>{polygon()}"))
    with pytest.raises(Refusal) as refused:
        read(tmp_path, text)
    assert refused.value.code == "format.gcj02"
    drawing = read(tmp_path, text, undo_gcj02=True)
    away = drawing.features[0].shape.distance(shapely.Point(114, 30)) * 111_320
    assert 100 < away < 1000
    assert [note.code for note in drawing.notes] == ["crs.gcj02_undone"]


def test_objects_in_different_systems_are_refused(tmp_path):
    text = document(mark(f"<OvCoordType>GCJ02</OvCoordType>{polygon()}") + mark(polygon()))
    with pytest.raises(Refusal) as refused:
        read(tmp_path, text)
    assert refused.value.code == "format.mixed_crs"


BOMB = '<?xml version="1.0"?><!DOCTYPE k [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]><kml>&b;</kml>'
LEAK = '<?xml version="1.0"?><!DOCTYPE k [<!ENTITY x SYSTEM "file:///etc/passwd">]><kml><Document>&x;</Document></kml>'
BROKEN = {
    "bomb": (BOMB, "xml.hostile"),
    "leak": (LEAK, "xml.hostile"),
    "cut": (document(mark(polygon()))[:200], "file.unreadable"),
    "html": ("<html><body>404</body></html>", "file.other_kind"),
    "not xml": ("图斑", "file.unreadable"),
    "empty": ("", "file.unreadable"),
    "deep": ("<kml>" + "<Folder>" * 5000, "file.unreadable"),
    "words": (document(mark(polygon(outline="east,north 1,2 3,4 5,6"))), "file.unreadable"),
    "bytes": (b"\xff\xff\xff\x80\x81<kml>", "encoding.unknown"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_or_hostile_document_is_refused(tmp_path, name):
    text, code = BROKEN[name]
    with pytest.raises(Refusal) as refused:
        read(tmp_path, text)
    assert refused.value.code == code


def test_a_ring_of_two_points_is_no_shape(tmp_path):
    assert read(tmp_path, document(mark(polygon(outline="114,30 114.1,30")))).features[0].shape is None


def test_a_kmz_holds_its_document_wherever_it_lies(tmp_path):
    for name in ("doc.kml", "files/图斑.kml", "多边形.ovkml"):
        assert len(read(tmp_path, packed(name), "kmz").features) == 1


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (packed("image.png", b"x"), "format.kmz_without_kml"), (packed()[:120], "archive.damaged"),
        (b"PK\x03\x04", "archive.damaged"), (packed("doc.kml", b" " * (100 << 20)), "archive.bomb"),
    ],
    ids=["without a document", "cut", "a head only", "bomb"],
)  # fmt: skip
def test_a_broken_kmz_is_refused(tmp_path, content, code):
    with pytest.raises(Refusal) as refused:
        read(tmp_path, content, "kmz")
    assert refused.value.code == code


def ovjsn(tmp_path: Path, *objects: dict):
    path = tmp_path / "多边形.ovjsn"
    path.write_text("\ufeff" + json.dumps({"Version": "V10", "ObjItems": list(objects)}, ensure_ascii=False))
    return path


def an_object(kind: int, latlng: list[float], **detail: object) -> dict:
    return {"Object": {"Name": "甲", "Type": kind, "ObjectDetail": {"Gcj02": 0, "Latlng": latlng, **detail}}}


def test_ovjsn_is_latitude_first(tmp_path):
    path = ovjsn(tmp_path, an_object(13, [30, 114, 30, 114.001, 30.001, 114.001]), an_object(8, [30, 114, 31, 115]))
    drawing = ovital.read(path)
    assert drawing.crs == "EPSG:4490"
    assert [feature.shape.geom_type for feature in drawing.features] == ["Polygon", "LineString"]
    assert drawing.features[0].shape.bounds == (114, 30, 114.001, 30.001)
    assert drawing.features[0].values == {"name": "甲"}


def test_ovjsn_in_shifted_coordinates_is_refused(tmp_path):
    path = ovjsn(tmp_path, an_object(13, [30, 114, 30, 114.001, 30.001, 114.001], Gcj02=1))
    with pytest.raises(Refusal) as refused:
        ovital.read(path)
    assert refused.value.code == "format.gcj02"


@pytest.mark.parametrize("text", ["{", "[]", '{"ObjItems": 5}', '{"type": "FeatureCollection"}'])
def test_what_is_no_ovjsn_is_refused(tmp_path, text):
    (tmp_path / "a.ovjsn").write_text(text)
    with pytest.raises(Refusal):
        ovital.read(tmp_path / "a.ovjsn")


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared samples are not here")
def test_the_three_exports_of_one_object_agree():
    drawings = [kml.read(SHARED / "多边形.ovkml", "kml"), kml.read(SHARED / "多边形.ovkmz", "kmz"),
                ovital.read(SHARED / "多边形.ovjsn")]  # fmt: skip
    assert {drawing.crs for drawing in drawings} == {"EPSG:4490"}
    shapes = [shapely.normalize(drawing.features[0].shape) for drawing in drawings]
    assert all(shape.equals_exact(shapes[0], 1e-9) for shape in shapes)


def test_gpx_gives_points_and_lines(tmp_path):
    (tmp_path / "a.gpx").write_text(
        '<gpx version="1.1"><wpt lat="30" lon="114"><name>甲</name><ele>55</ele></wpt><trk><name>路</name><trkseg>'
        '<trkpt lat="30" lon="114"/><trkpt lat="31" lon="114"/></trkseg></trk></gpx>'
    )
    point, line = gpx.read(tmp_path / "a.gpx").features
    assert (point.group, point.shape.z, point.values["name"]) == ("waypoints", 55, "甲")
    assert (line.group, line.shape.geom_type) == ("tracks", "LineString")
