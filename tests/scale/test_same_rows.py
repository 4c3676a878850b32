"""However patches and layers are cut into tiles, the rows are those of one process, to the last digit."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.scale.small_county import EPSG, assert_same, layers_of

from tuban.kernel.overlay import overlay
from tuban.scale.inputs import Cut
from tuban.scale.running import Run
from tuban.scale.tiles import cut


def check_cut(patches: int, features: int, county, single, folders: pytest.TempPathFactory) -> None:
    run = Run(folders.mktemp("run"), cut=Cut(patches, features, retries=0))
    assert_same(run.overlay_files(county["patches"], layers_of(county, run), epsg=EPSG), single)


@pytest.mark.parametrize(("patches", "features"), [(63, 1000), (7, 40), (20, 1)])
def test_however_it_is_cut_the_rows_are_those_of_one_process(patches, features, county, single, tmp_path_factory):
    check_cut(patches, features, county, single, tmp_path_factory)


@pytest.mark.long
@given(patches=st.integers(1, 80), features=st.integers(1, 200))
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_cut_gives_the_rows_of_one_process(patches, features, county, single, tmp_path_factory):
    check_cut(patches, features, county, single, tmp_path_factory)


def test_the_county_holds_what_is_hard(single):
    assert (single.overlapped_m2 > 0).any()
    assert (None,) in single.classes["survey"]


@pytest.mark.parametrize("with_whole", [False, True])
def test_layers_that_are_compiled_already_give_the_same(with_whole, shapes, compiled, single, tmp_path):
    whole = np.round(single.patch_m2, 2) if with_whole else None
    table = Run(tmp_path, cut=Cut(17, 50)).overlay(shapes, compiled, epsg=EPSG, whole=whole)
    assert_same(table, overlay(shapes, compiled, epsg=EPSG, whole=whole))


@given(
    places=st.lists(st.tuples(st.floats(0, 1e6), st.floats(0, 1e6), st.sampled_from("甲乙丙")), max_size=60),
    most=st.integers(1, 20),
)
def test_every_patch_has_one_tile_that_is_not_too_large_and_of_one_county(places, most):
    boxes = np.array([[x, y, x + 1, y + 1] for x, y, _county in places]).reshape(-1, 4)
    counties = [county for _x, _y, county in places]
    tiles = cut(boxes, most, counties)
    assert sorted(set(tiles.tolist())) == list(range(int(tiles.max()) + 1 if len(tiles) else 0))
    assert all(np.bincount(tiles) <= most)
    assert len({(tile, county) for tile, county in zip(tiles.tolist(), counties, strict=True)}) == len(
        set(tiles.tolist())
    )
