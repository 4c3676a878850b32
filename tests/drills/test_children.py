"""Processes that a drill ends: what they told before counts, and nothing of them lives on."""

import os
import sys
import time

import psutil
import pytest
from drills.children import ChildFailed, cut, run

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="forks")


def test_a_function_is_done_elsewhere_and_its_answer_comes_back():
    here = os.getpid()
    assert run(lambda: (os.getpid() != here, "a" * 200_000)) == (True, "a" * 200_000)


def test_a_fault_is_told_with_its_place():
    with pytest.raises(ChildFailed, match="ZeroDivisionError"):
        run(lambda: 1 / 0)


def test_a_cut_leaves_what_was_told_and_no_process(tmp_path):
    def work(tell):
        if (below := os.fork()) == 0:
            time.sleep(60)
        (tmp_path / "below").write_text(str(below))
        tell("accepted")
        time.sleep(60)

    ended = cut(work, 0.5)
    assert (ended.is_done, ended.told) == (False, ("accepted",))
    below = int((tmp_path / "below").read_text())
    until = time.monotonic() + 10
    while psutil.pid_exists(below) and psutil.Process(below).status() != "zombie" and time.monotonic() < until:
        time.sleep(0.02)
    assert not psutil.pid_exists(below) or psutil.Process(below).status() == "zombie"


def test_what_ends_before_the_cut_is_done():
    assert cut(lambda tell: tell(1), 30).is_done
