"""The trial of a bundle refuses in a sentence what it cannot try, before it needs anything of the machine."""

import subprocess
from pathlib import Path

import pytest

TRIAL = Path(__file__).parents[2] / "deploy/try.sh"


def tried(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([TRIAL, *words], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("words", [(), ("a.tar", "b.pub", "c")])
def test_it_says_how_it_is_called(words):
    done = tried(*words)
    assert done.returncode == 2
    assert done.stderr.startswith("Usage (as root): deploy/try.sh")


def test_an_archive_that_is_not_there_is_named():
    done = tried("no-such-bundle.tar")
    assert (done.returncode, done.stderr) == (2, "There is no file no-such-bundle.tar.\n")


@pytest.mark.parametrize("script", ["try.sh", "install.sh"])
def test_the_scripts_of_a_bundle_can_be_read_by_the_shell(script):
    subprocess.run(["bash", "-n", TRIAL.with_name(script)], check=True)
