"""Whatever a reader of a foreign file does, the process that asked for it goes on."""

import os
import subprocess
import sys
import time

import pytest

from tuban.kernel.formats import spawning
from tuban.kernel.formats.children import FORKS, MIB, Limits, Nursery, Task

pytestmark = pytest.mark.seed("D1")


WAYS = [pytest.param(True, marks=pytest.mark.skipif(not FORKS, reason="readers are not forked here")), False]


@pytest.fixture(scope="module", params=WAYS, ids=["forked", "started"])
def nursery(request):
    with Nursery(forks=request.param) as running:
        yield running


def test_an_answer_comes_back(nursery):
    outcome = nursery.run(Task("os.path:basename", {"p": "图斑/图斑.shp"}))
    assert (outcome.ending, outcome.answer) == ("done", "图斑.shp")


def test_every_task_gets_its_own_answer(nursery):
    tasks = [Task("os.path:basename", {"p": f"folder/{number}"}) for number in range(20)]
    answers = {number: outcome.answer for number, outcome in nursery.run_all(tasks)}
    assert answers == {number: str(number) for number in range(20)}


@pytest.mark.parametrize(
    ("function", "arguments", "ending", "detail"),
    [
        ("os:abort", {}, "crashed", "SIGABRT"), ("os:_exit", {"status": 3}, "crashed", "exit 3"),
        ("os:listdir", {"path": "/nowhere"}, "crashed", "FileNotFoundError"),
        ("nothing:at_all", {}, "crashed", "nothing"),
        ("signal:pause", {}, "too_slow", ""), ("numpy:zeros", {"shape": [10**10]}, "too_much_memory", ""),
    ],
)  # fmt: skip
def test_a_bad_end_is_told(nursery, function, arguments, ending, detail):
    outcome = nursery.run(Task(function, arguments, Limits(memory=400 * MIB, seconds=0.5)))
    assert outcome.ending == ending
    assert detail in outcome.detail
    assert nursery.run(Task("os:getppid", {})).ending == "done"


def test_two_hanging_readers_are_stopped_at_once(nursery):
    began = time.monotonic()
    tasks = [Task("signal:pause", {}, Limits(seconds=0.5)) for _number in range(2)]
    assert [outcome.ending for _number, outcome in nursery.run_all(tasks)] == ["too_slow", "too_slow"]
    assert time.monotonic() - began < 30


def test_no_child_outlives_the_nursery():
    with Nursery() as running:
        ended = running.run(Task("os:getpid", {}))
        parent = running.run(Task("os:getppid", {})).answer
    assert ended.ending == "done"
    with pytest.raises(ProcessLookupError):
        os.kill(parent, 0)


def test_the_memory_of_another_process_is_seen():
    def used(mib: int) -> int:
        code = f"import sys; x = b'x' * ({mib} << 20); print(len(x), flush=True); sys.stdin.read()"
        with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
            process.stdout.readline()
            seen = spawning.private_memory(process.pid)
            process.stdin.close()
        return seen

    assert 90 * MIB < used(100) - used(0) < 110 * MIB


def test_a_started_reader_is_ended_where_it_takes_too_much_memory(monkeypatch):
    monkeypatch.setattr(spawning, "private_memory", lambda _pid: 10**12)
    with Nursery(forks=False) as running:
        assert running.run(Task("signal:pause", {}, Limits(seconds=20))).ending == "too_much_memory"


def test_started_readers_end_with_their_parent():
    with Nursery(forks=False) as running:
        child = running.run(Task("os:getpid", {})).answer
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)


def test_a_nursery_that_is_killed_is_a_crash_and_the_next_task_starts_another():
    import signal

    with Nursery() as running:
        parent = running.run(Task("os:getppid", {})).answer
        os.kill(parent, signal.SIGKILL)
        assert running.run(Task("os:getpid", {})).ending == "crashed"
        assert running.run(Task("os:getpid", {})).ending == "done"


def test_a_bigger_file_gets_more_time():
    assert Limits(seconds=10).for_size(100 * MIB).seconds == 310


def test_modules_in_the_current_folder_are_never_loaded(tmp_path, monkeypatch):
    (tmp_path / "numpy.py").write_text("raise SystemExit(7)")
    (tmp_path / "evil.py").write_text("def run(): return 'evil'")
    monkeypatch.chdir(tmp_path)
    with Nursery() as running:
        assert running.run(Task("numpy:ndim", {"a": [1, 2]})).answer == 1
        assert running.run(Task("evil:run", {})).ending == "crashed"
