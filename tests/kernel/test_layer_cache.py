"""Layers made ready once: kept, reused, and made anew when they should be."""

from __future__ import annotations

import json
import threading

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import MultiPolygon, Polygon, box

from tuban.kernel import layer_cache, layer_items
from tuban.kernel.box_tree import hilbert_order, pack
from tuban.kernel.double_cover import item_shape
from tuban.kernel.layer_cache import CacheDamaged, LayerNotFinite, NoSuchColumn, compile_layer, open_layer
from tuban.kernel.outlines import outlines_of
from tuban.kernel.trapezoids import near

SQUARES = [box(x, y, x + 9, y + 9) for x in range(0, 300, 10) for y in range(0, 300, 10)]


@pytest.fixture
def source(tmp_path, write_layer):
    return write_layer(tmp_path / "layer.parquet", SQUARES, [f"{n % 3}" for n in range(len(SQUARES))])


def made_at(cache):
    return cache.stat().st_mtime_ns, cache.stat().st_ino


def test_a_layer_keeps_every_item_with_its_class_and_feature(source, tmp_path):
    layer = compile_layer(source, tmp_path / "cache", class_columns=["land_class"])
    assert (len(layer), layer.feature_count, layer.epsg) == (len(SQUARES), len(SQUARES), 4547)
    assert layer.classes == [("0",), ("1",), ("2",)]
    for item, (feature, number) in enumerate(zip(layer.outlines.item_feature, layer.item_class, strict=True)):
        assert number == feature % 3
        assert item_shape(layer, item).equals(SQUARES[feature])
        assert tuple(layer.boxes[item]) == SQUARES[feature].bounds


def test_a_kept_layer_is_used_again_until_its_source_or_its_columns_change(source, tmp_path, write_layer):
    cache = tmp_path / "cache"
    compile_layer(source, cache, class_columns=["land_class"])
    first = made_at(cache)
    compile_layer(source, cache, class_columns=["land_class"])
    assert made_at(cache) == first
    assert compile_layer(source, cache, class_columns=[]).classes == [()]
    assert made_at(cache) != first
    write_layer(source, SQUARES[:5], ["a"] * 5)
    assert len(compile_layer(source, cache, class_columns=["land_class"])) == 5


def test_every_damaged_byte_is_noticed_and_the_layer_made_anew(source, tmp_path):
    cache = tmp_path / "cache"
    compile_layer(source, cache, class_columns=["land_class"])
    sound = cache.read_bytes()
    start = int.from_bytes(sound[12:16], "little")
    header_end = 20 + int.from_bytes(sound[16:20], "little")
    places = [0, 11, 13, 17, 20, header_end - 2, start, start + 5000, len(sound) - 1]
    places += np.random.default_rng(1).integers(start, len(sound), 40).tolist()
    for place in places:
        cache.write_bytes(sound[:place] + bytes([sound[place] ^ 0x41]) + sound[place + 1 :])
        with pytest.raises(CacheDamaged):
            open_layer(cache)
    for cut in (b"", sound[:7], sound[:30], sound[:-1], sound + b"x", b"nothing of the kind" * 50):
        cache.write_bytes(cut)
        with pytest.raises(CacheDamaged):
            open_layer(cache)
        assert len(compile_layer(source, cache, class_columns=["land_class"])) == len(SQUARES)
        assert cache.read_bytes() == sound


def test_a_layer_of_another_make_is_made_anew(source, tmp_path, monkeypatch):
    cache = tmp_path / "cache"
    with monkeypatch.context() as past:
        past.setattr(layer_cache, "_FORMAT", 0)
        compile_layer(source, cache, class_columns=["land_class"])
    with pytest.raises(CacheDamaged, match="format 0"):
        open_layer(cache)
    assert len(compile_layer(source, cache, class_columns=["land_class"])) == len(SQUARES)


def test_a_failed_making_leaves_what_was_there(source, tmp_path, write_layer):
    cache = tmp_path / "kept" / "cache"
    compile_layer(source, cache, class_columns=["land_class"])
    before = made_at(cache)
    with pytest.raises(NoSuchColumn, match="colour"):
        compile_layer(source, cache, class_columns=["colour"])
    bad = shapely.set_coordinates(box(0, 0, 1, 1), [(0, 0), (1, np.inf), (1, 1), (0, 1), (0, 0)])
    write_layer(source, [*SQUARES, bad], ["x"] * (len(SQUARES) + 1))
    with pytest.raises(LayerNotFinite, match=str(len(SQUARES) + 1)):
        compile_layer(source, cache, class_columns=["land_class"])
    assert made_at(cache) == before
    assert [path.name for path in cache.parent.iterdir()] == ["cache"]


def test_two_who_make_the_same_layer_at_once_do_not_disturb_each_other(source, tmp_path):
    cache, sizes = tmp_path / "cache", []
    makers = [
        threading.Thread(target=lambda: sizes.append(len(compile_layer(source, cache, class_columns=["land_class"]))))
        for _ in range(4)
    ]
    for maker in makers:
        maker.start()
    for maker in makers:
        maker.join()
    assert sizes == [len(SQUARES)] * 4


def test_a_mapped_layer_cannot_be_changed(source, tmp_path):
    layer = compile_layer(source, tmp_path / "cache", class_columns=["land_class"])
    with pytest.raises(ValueError, match="read-only"):
        layer.outlines.coordinates[0, 0] = 1.0


def test_classes_are_tuples_of_any_columns_with_none_where_missing(tmp_path):
    path, shapes = tmp_path / "layer.parquet", SQUARES[:4]
    table = pa.table(
        {
            "zone": pa.array(["b", None, "a", "b"]),
            "year": pa.array([2024, 2024, None, 2024]),
            "geometry": pa.array(shapely.to_wkb(np.array(shapes, dtype=object)).tolist()),
        }
    )
    pq.write_table(table, path)
    layer = compile_layer(path, tmp_path / "cache", class_columns=["zone", "year"])
    assert layer.classes == [(None, 2024), ("a", None), ("b", 2024)]
    assert layer.epsg is None
    features, numbers = layer.outlines.item_feature.tolist(), layer.item_class.tolist()
    found = {feature: layer.classes[number] for feature, number in zip(features, numbers, strict=True)}
    assert found == {0: ("b", 2024), 1: (None, 2024), 2: ("a", None), 3: ("b", 2024)}


def test_batches_leave_no_trace(source, tmp_path, monkeypatch):
    compile_layer(source, tmp_path / "one", class_columns=["land_class"])
    monkeypatch.setattr(layer_items, "_FEATURES_AT_ONCE", 7)
    monkeypatch.setattr(layer_cache, "_ITEMS_AT_ONCE", 11)
    compile_layer(source, tmp_path / "other", class_columns=["land_class"])
    assert (tmp_path / "one").read_bytes() == (tmp_path / "other").read_bytes()


def test_wkb_of_other_byte_order_or_with_heights_reads_the_same():
    ring = Polygon([(0, 0), (10, 0), (10, 10), (0, 10)], [[(2, 2), (4, 2), (4, 4), (2, 4)]])
    shapes = np.array([ring, MultiPolygon([ring, box(20, 0, 30, 5)])], dtype=object)
    plain = outlines_of(shapes)
    assert plain.item_feature.tolist() == [0, 1, 1]
    for other in (shapely.to_wkb(shapes, byte_order=0), shapely.to_wkb(shapely.force_3d(shapes, 7.0))):
        again = layer_items.outlines_of_wkb(pa.array(other.tolist()))
        assert again.coordinates.tolist() == plain.coordinates.tolist()
        assert again.boxes.tolist() == plain.boxes.tolist()


def test_a_piece_of_a_huge_polygon_is_the_ground_it_was_cut_from(tmp_path, write_layer):
    turn = np.linspace(0, 2 * np.pi, 3000, endpoint=False)
    reach = 500 + 40 * np.sin(23 * turn)
    huge = Polygon(np.column_stack([reach * np.cos(turn), reach * np.sin(turn)])).difference(box(-100, -50, 80, 60))
    source = write_layer(tmp_path / "layer.parquet", [huge], ["x"])
    layer = compile_layer(source, tmp_path / "cache", class_columns=["land_class"])
    pieces = [item_shape(layer, item) for item in range(len(layer))]
    assert sum(piece.area for piece in pieces) == pytest.approx(huge.area, rel=1e-9)
    assert shapely.union_all(pieces).symmetric_difference(huge).area < 1e-6
    assert layer.outlines.points_per_item.max() <= 256


@settings(deadline=None)
@given(st.lists(st.tuples(*[st.integers(0, 400)] * 2, *[st.integers(1, 60)] * 2), max_size=400), st.integers(0, 400))
def test_the_tree_finds_exactly_the_boxes_that_share_ground(corners, place):
    boxes = np.array([(x, y, x + w, y + h) for x, y, w, h in corners], dtype=float).reshape(-1, 4)
    boxes = boxes[hilbert_order(boxes)]
    tree, starts = pack(boxes)
    asked = np.array([place, 100.0, place + 70, 180.0])
    shares = (boxes[:, 0] < asked[2]) & (boxes[:, 2] > asked[0]) & (boxes[:, 1] < asked[3]) & (boxes[:, 3] > asked[1])
    assert near(asked, tree, starts).tolist() == np.flatnonzero(shares).tolist()


def test_the_header_says_what_the_layer_is_made_of(source, tmp_path):
    layer = compile_layer(source, tmp_path / "cache", class_columns=["land_class"])
    raw = layer.path.read_bytes()
    header = json.loads(raw[20 : 20 + int.from_bytes(raw[16:20], "little")])
    assert header["source_sha256"] == layer.source_sha256
    assert header["features"] == len(SQUARES)
