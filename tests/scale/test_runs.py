"""A run that ends badly loses nothing and says what is missing; the same run again does only that."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from shapely.geometry import Polygon, box
from tests.scale.small_county import EAST, EPSG, NORTH, assert_same, layers_of, write

from tuban.scale import ledger
from tuban.scale.engines import InThisProcess, Outcome
from tuban.scale.inputs import Cut
from tuban.scale.running import Run, TilesMissing
from tuban.scale.tasks import Task

CUT = Cut(patches=9, features=60, retries=1)


class EndsAfter(InThisProcess):
    """Is killed after some tasks."""

    def __init__(self, left: int) -> None:
        self.left = left

    def perform(self, tasks: Sequence[Task], *, retries: int) -> Iterator[tuple[Task, Outcome]]:
        for one in super().perform(tasks, retries=retries):
            yield one
            self.left -= 1
            if self.left == 0:
                raise KeyboardInterrupt


def test_a_run_that_was_killed_goes_on_where_it_was(county, single, tmp_path):
    killed = Run(tmp_path, EndsAfter(9), CUT)
    with pytest.raises(KeyboardInterrupt):
        killed.overlay_files(county["patches"], layers_of(county, killed), epsg=EPSG)
    again = Run(tmp_path, cut=CUT)
    assert_same(again.overlay_files(county["patches"], layers_of(county, again), epsg=EPSG), single)
    assert again.account.found_done == 9 < again.account.total


def test_a_finished_run_does_nothing_and_a_damaged_result_is_made_again(county, single, tmp_path):
    first = Run(tmp_path, cut=CUT)
    first.overlay_files(county["patches"], layers_of(county, first), epsg=EPSG)
    second = Run(tmp_path, cut=CUT)
    assert_same(second.overlay_files(county["patches"], layers_of(county, second), epsg=EPSG), single)
    assert second.account.found_done == second.account.total
    damaged = next(tmp_path.glob("*/tiles/*.npz"))
    damaged.write_bytes(damaged.read_bytes()[:-40])
    third = Run(tmp_path, cut=CUT)
    assert_same(third.overlay_files(county["patches"], layers_of(county, third), epsg=EPSG), single)
    assert third.account.found_done == third.account.total - 1


def test_a_poisoned_tile_is_named_and_all_others_are_done(county, tmp_path):
    crossed = Polygon([(EAST, NORTH), (EAST + 50, NORTH + 50), (EAST + 50, NORTH), (EAST, NORTH + 50)])
    sound: list[object] = [box(EAST + 30 * n, NORTH + 400, EAST + 30 * n + 20, NORTH + 420) for n in range(30)]
    patches = write(tmp_path / "patches.parquet", [crossed, *sound])
    run = Run(tmp_path / "run", cut=CUT)
    with pytest.raises(TilesMissing, match=r"1 of 4 tiles.*patches, 530000–.*not a sound polygon") as said:
        run.overlay_files(patches, layers_of(county, run), epsg=EPSG)
    assert str(tmp_path / "run") in said.value.advice
    assert len(list((tmp_path / "run").glob("*/tiles/*.json"))) == 3


def test_a_full_disk_is_said_leaves_no_half_file_and_is_overcome(county, single, tmp_path, monkeypatch):
    def fsync(handle: int, real=os.fsync) -> None:
        if "000003" in os.readlink(f"/proc/self/fd/{handle}"):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        real(handle)

    run = Run(tmp_path, cut=CUT)
    with monkeypatch.context() as full:
        full.setattr(ledger.os, "fsync", fsync)
        with pytest.raises(TilesMissing, match=r"1 of \d+ tiles.*No space left on device"):
            run.overlay_files(county["patches"], layers_of(county, run), epsg=EPSG)
    assert not [path for path in tmp_path.rglob("*") if path.name.startswith(".")]
    again = Run(tmp_path, cut=CUT)
    assert_same(again.overlay_files(county["patches"], layers_of(county, again), epsg=EPSG), single)


def test_other_inputs_never_meet_results_that_were_kept(county, tmp_path):
    run = Run(tmp_path / "run", cut=CUT)
    patches = write(tmp_path / "patches.parquet", [box(EAST + 10, NORTH + 10, EAST + 20, NORTH + 20)])
    one = run.overlay_files(patches, layers_of(county, run), epsg=EPSG)
    write(patches, [box(EAST + 10, NORTH + 10, EAST + 30, NORTH + 20)])
    other = run.overlay_files(patches, layers_of(county, run), epsg=EPSG)
    assert np.isclose(other.patch_m2[0] / one.patch_m2[0], 2)


def test_no_patches_are_no_rows(county, tmp_path: Path):
    run = Run(tmp_path / "run", cut=CUT)
    patches = write(tmp_path / "patches.parquet", [])
    assert len(run.overlay_files(patches, layers_of(county, run), epsg=EPSG)) == 0
