"""The main job finds the same whoever compares patches with layers."""

from __future__ import annotations

from tests.inspect.small_county import NUMBER, SmallCounty, box, plot

from tuban.scale.inputs import Cut
from tuban.scale.running import Run


def test_an_inspection_whose_overlay_is_cut_into_tiles_finds_the_same(tmp_path):
    county = SmallCounty(tmp_path / "disc")
    for count in range(2):
        county.patch(plot(6 + count), number=f"{NUMBER[:-1]}{count}")
    county.layers = {
        "规划": [{"GHYT": "允许建设区", "geometry": box(0, 0, 250, 1000)}],
        "永久基本农田": [{"JBNTTBBH": "J1", "geometry": box(225, 0, 25, 1000)}],
    }
    run = Run(tmp_path / "run", cut=Cut(patches=1, features=1))
    here, cut = county.inspect(tmp_path / "here"), county.inspect(tmp_path / "cut", run.overlay)
    assert run.account.total > 6
    assert [part.facts for part in cut.parts] == [part.facts for part in here.parts]
    assert cut.forms == here.forms
