"""The same run on a real Dask cluster, through what goes wrong with machines."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner
from shapely.geometry import Polygon, box
from tests.scale.killing import KillsItsWorker, Sound
from tests.scale.small_county import EAST, EPSG, NORTH, assert_same, layers_of, shapes_of, write

import tuban.scale.cluster as cluster_module
from tuban.cli import commands
from tuban.scale.cluster import Cluster, ClusterNotInstalled, SchedulerLost, WorkersLost, cluster
from tuban.scale.inputs import Cut
from tuban.scale.ledger import Receipt
from tuban.scale.running import Run, TilesMissing
from tuban.values.errors import TubanError

SMALL = Cut(patches=1, features=60, retries=2)


def refused(*words: object) -> str:
    ended = CliRunner().invoke(commands, ["overlay", *map(str, words)])
    assert isinstance(ended.exception, TubanError)
    return f"{ended.exception.code} {ended.exception}"


def test_what_cannot_be_a_cluster_is_refused_in_a_sentence(tmp_path, monkeypatch):
    output = tmp_path / "rows.csv"
    assert "cluster.needs_output" in refused("a.shp", "b.shp", "--cluster", "local:1")
    for address in ("local:", "local:0", "local:many", "somewhere", "http://host:1"):
        assert "scale.address" in refused("a.shp", "b.shp", "-o", output, "--cluster", address)
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert "pip install 'tuban[scale]'" in refused("a.shp", "b.shp", "-o", output, "--cluster", "local:1")
    assert not list(tmp_path.iterdir())


# --- a real cluster ------------------------------------------------------------------------------------------------


@pytest.fixture
def warnings_of_others() -> Iterator[None]:
    pytest.importorskip("distributed", reason=ClusterNotInstalled.hint)
    return


long = [pytest.mark.long, pytest.mark.filterwarnings("ignore"), pytest.mark.usefixtures("warnings_of_others")]


class Machines:
    """A scheduler and workers as they are started by hand, each a process of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.count = folder, 0
        self.scheduler: subprocess.Popen[bytes]
        self.workers: list[subprocess.Popen[bytes]] = []
        self.address = ""

    def start(self, workers: int = 2) -> None:
        self.count += 1
        told = self.folder / f"scheduler-{self.count}.json"
        self.scheduler = self._run(
            "distributed.cli.dask_scheduler", "--port", "0", "--no-dashboard", "--scheduler-file", told
        )
        while not told.exists():
            time.sleep(0.1)
        import json

        time.sleep(0.3)
        self.address = json.loads(told.read_text())["address"]
        self.workers = [
            self._run("distributed.cli.dask_worker", self.address, "--nthreads", "1", "--no-dashboard", "--no-nanny",
                      "--death-timeout", "20", "--local-directory", self.folder)
            for _ in range(workers)
        ]  # fmt: skip

    def stop(self) -> None:
        for process in [*self.workers, self.scheduler]:
            process.kill()
            process.wait()

    def _run(self, module: str, *words: object) -> subprocess.Popen[bytes]:
        line = [sys.executable, "-m", module, *map(str, words)]
        return subprocess.Popen(line, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


@contextmanager
def machines(folder: Path) -> Iterator[Machines]:
    made = Machines(folder)
    made.start()
    try:
        yield made
    finally:
        made.stop()


class At:
    """Does something once, when a stage of a run has come so far."""

    def __init__(self, done: int, what) -> None:
        self.done, self.what, self.happened = done, what, False

    def __call__(self, stage: str, done: int, _total: int, /) -> None:
        if stage == "Comparing tiles" and done >= self.done and not self.happened:
            self.happened = True
            self.what()


class Asked:
    status = "finished"

    def __init__(self, result) -> None:
        self.result = result


class Gone:
    """A scheduler that goes while the receipt of a task is fetched; what is with it is cancelled then."""

    def __init__(self, fails_with: type[BaseException] | None, comes_back: bool) -> None:
        self.status, self._fails_with, self._comes_back = "running", fails_with, comes_back

    def submit(self, *_: object, **__: object) -> Asked:
        return Asked(self._result)

    def _result(self, timeout: float) -> object:
        if self._fails_with is not None:
            error, self._fails_with = self._fails_with, None
            self.status = "running" if self._comes_back else "connecting"
            raise error
        return Receipt.__new__(Receipt)

    def scheduler_info(self) -> dict[str, object]:
        return {"workers": {"one": 1}}


@pytest.mark.parametrize("error", [OSError, CancelledError])
def test_a_receipt_that_is_lost_on_its_way_is_fetched_anew_or_the_scheduler_is_said_lost(error):
    task = SimpleNamespace(result="000001.parquet")
    ((told, outcome),) = Cluster(Gone(error, comes_back=True), "tcp://one:1").perform([task], retries=0)
    assert (told, type(outcome)) == (task, Receipt)
    with pytest.raises(SchedulerLost) as said:
        list(Cluster(Gone(error, comes_back=False), "tcp://one:1").perform([task], retries=0))
    assert said.value.about["done"] == 0


class TestWithMachines:
    pytestmark = long

    def test_a_killed_worker_and_then_a_killed_scheduler_change_no_row(self, county, single, tmp_path, monkeypatch):
        folder = tmp_path / "run"
        with machines(tmp_path) as made:
            kill_worker = At(10, lambda: os.kill(made.workers[0].pid, signal.SIGKILL))
            with cluster(made.address, folder) as engine:
                run = Run(folder, engine, SMALL, kill_worker)
                assert_same(run.overlay_files(county["patches"], layers_of(county, run), epsg=EPSG), single)
            assert kill_worker.happened

            monkeypatch.setattr(cluster_module, "_SECONDS_WITHOUT_WORKER", 3.0)
            folder = tmp_path / "run-without-workers"
            kill_all = At(5, lambda: [os.kill(one.pid, signal.SIGKILL) for one in made.workers[1:]])
            with pytest.raises(WorkersLost), cluster(made.address, folder) as engine:
                run = Run(folder, engine, SMALL, kill_all)
                run.overlay_files(county["patches"], layers_of(county, run), epsg=EPSG)
            made.stop()
            made.start()

            folder = tmp_path / "other-run"
            kill_scheduler = At(10, lambda: os.kill(made.scheduler.pid, signal.SIGKILL))
            begun = time.monotonic()
            with pytest.raises(SchedulerLost) as said, cluster(made.address, folder) as engine:
                run = Run(folder, engine, SMALL, kill_scheduler)
                run.overlay_files(county["patches"], layers_of(county, run), epsg=EPSG)
            assert time.monotonic() - begun < 60
            assert int(str(said.value.about["done"])) >= 10
            made.stop()

            made.start()
            with cluster(made.address, folder) as engine:
                run = Run(folder, engine, SMALL)
                assert_same(run.overlay_files(county["patches"], layers_of(county, run), epsg=EPSG), single)
            assert run.account.found_done >= 10

    def test_the_commands_write_the_same_with_and_without_a_cluster(self, county, tmp_path):
        import geopandas
        import pyarrow.parquet as pq

        for role in ("patches", "survey"):
            table = pq.read_table(county[role])
            columns = {"DLBM": table["land_class"].to_pandas()} if role == "survey" else {}
            frame = geopandas.GeoDataFrame(columns, geometry=shapes_of(county[role]), crs=EPSG)
            frame.to_file(tmp_path / f"{role}.gpkg")
        words = ["overlay", str(tmp_path / "patches.gpkg"), str(tmp_path / "survey.gpkg"), "--by", "DLBM", "-o"]
        here, there = tmp_path / "here.csv", tmp_path / "there.csv"
        for more in ([str(here)], [str(there), "--cluster", "local:1"]):
            ended = CliRunner().invoke(commands, [*words, *more], catch_exceptions=False)
            assert ended.exit_code == 0, ended.output
        assert here.read_bytes() == there.read_bytes()
        assert not (tmp_path / "there.csv.run").exists()

    def test_a_poisoned_tile_is_named_after_its_retries(self, county, tmp_path):
        crossed = Polygon([(EAST, NORTH), (EAST + 50, NORTH + 50), (EAST + 50, NORTH), (EAST, NORTH + 50)])
        sound: list[object] = [box(EAST + 30 * n, NORTH + 400, EAST + 30 * n + 20, NORTH + 420) for n in range(30)]
        patches = write(tmp_path / "patches.parquet", [crossed, *sound])
        folder = tmp_path / "run"
        with cluster("local:2", folder) as engine:
            run = Run(folder, engine, Cut(patches=9, features=60, retries=2))
            with pytest.raises(TilesMissing, match=r"1 of 4 tiles.*not a sound polygon"):
                run.overlay_files(patches, layers_of(county, run), epsg=EPSG)
        assert len(list(folder.glob("*/tiles/*.json"))) == 3

    def test_a_tile_that_kills_its_workers_is_named_and_the_others_are_done(self, tmp_path):
        tasks = [KillsItsWorker(str(tmp_path / "k.npz"), "tile 1")]
        tasks += [Sound(str(tmp_path / f"{n}.npz"), f"tile {n}") for n in range(2, 8)]
        with cluster("local:2", tmp_path) as engine:
            told = {task.shown: outcome for task, outcome in engine.perform(tasks, retries=1)}
        assert "killed" in str(told.pop("tile 1"))
        assert [type(outcome) for outcome in told.values()] == [Receipt] * 6

    def test_a_full_disk_is_said_and_the_run_goes_on_once_there_is_room(self, county, single, tmp_path):
        disk = tmp_path / "disk"
        disk.mkdir()
        mounted = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=600k", "tmpfs", disk], capture_output=True, check=False
        )
        if mounted.returncode:
            pytest.skip("no small disk can be made here")
        try:
            folder = disk / "run"
            with cluster("local:2", folder) as engine:
                run = Run(folder, engine, SMALL)
                with pytest.raises(TubanError, match="No space left on device"):
                    run.overlay_files(county["patches"], layers_of(county, run), epsg=EPSG)
                subprocess.run(["mount", "-o", "remount,size=50m", disk], check=True)
                again = Run(folder, engine, SMALL)
                assert_same(again.overlay_files(county["patches"], layers_of(county, again), epsg=EPSG), single)
            assert again.account.found_done > 0
        finally:
            subprocess.run(["umount", "-l", disk], check=False)
