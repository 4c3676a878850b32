"""Habits that no linter knows: nothing of one machine or one registry in the tree, no bags without a noun."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def tracked_files() -> list[Path]:
    listing = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listing.returncode:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in listing.stdout.splitlines() if (ROOT / name).is_file()]


def test_lock_files_name_no_host():
    for lock in ROOT.glob("requirements*.lock"):
        assert "://" not in lock.read_text(encoding="utf-8"), lock.name


def test_every_locked_package_is_hashed():
    for lock in ROOT.glob("requirements*.lock"):
        blocks = re.split(r"\n(?=[a-z])", lock.read_text(encoding="utf-8"))
        unhashed = [block.split()[0] for block in blocks if block.strip() and "--hash=sha256:" not in block]
        assert not unhashed, (lock.name, unhashed)


def test_no_file_holds_a_path_of_the_machine_it_was_written_on():
    own = (str(ROOT) + "/", str(ROOT.parent / "shared"))
    for path in tracked_files():
        if path.suffix in {".png", ".mo"}:
            continue
        assert not any(place in path.read_text(encoding="utf-8") for place in own), path.relative_to(ROOT)


def test_no_module_is_a_bag_without_a_noun():
    bags = {"utils", "helpers", "common", "core", "misc"}
    named = [path for path in tracked_files() if path.stem in bags or path.parent.name in bags]
    assert not named
