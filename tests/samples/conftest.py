"""The practice county, generated once for all tests: its disc without imagery, and what the main job makes of it."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tuban.inspect.disc import Disc, open_disc
from tuban.inspect.run import Inspection, inspect_disc
from tuban.rules.rulebook import Rulebook, load

ROOT = Path(__file__).parents[2]
GROUP = "practice-county"


@pytest.hookimpl(tryfirst=True)  # the workers read the groups in the same hook
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One worker of the test run asks everything of the practice county: it is generated and inspected once."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.xdist_group(GROUP))


@pytest.fixture(scope="session")
def generate() -> Callable[[Path], Path]:
    """Write the disc in a process of its own, as people do."""

    def write(folder: Path) -> Path:
        command = [sys.executable, "-m", "samples.practice_county", "-o", str(folder), "--no-imagery"]
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
        return folder

    return write


@pytest.fixture(scope="session")
def county() -> Any:
    """The county itself, before anything is written: its parcels and the story behind every patch."""
    sys.path.insert(0, str(ROOT))
    from samples.practice_county.county import draw_county

    return draw_county()


@pytest.fixture(scope="session")
def disc_folder(tmp_path_factory: pytest.TempPathFactory, generate: Callable[[Path], Path]) -> Path:
    return generate(tmp_path_factory.mktemp("practice") / "disc")


@pytest.fixture(scope="session")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("work")


@pytest.fixture(scope="session")
def disc(disc_folder: Path, work: Path) -> Disc:
    return open_disc(disc_folder, work, yes=False, strict=False)


@pytest.fixture(scope="session")
def bare_disc(disc_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Disc:
    """The same county where the offices delivered nothing: patches, borders and what the field party saw."""
    folder = tmp_path_factory.mktemp("bare") / "disc"
    manifest = json.loads((disc_folder / "manifest.json").read_text(encoding="utf-8"))
    manifest["files"] = [one for one in manifest["files"] if one["role"] in ("patches", "boundaries", "field_results")]
    for top in sorted({one["path"].partition("/")[0] for one in manifest["files"]}):
        shutil.copytree(disc_folder / top, folder / top)
    (folder / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False), encoding="utf-8")
    return open_disc(folder, tmp_path_factory.mktemp("bare-work"), yes=False, strict=False)


@pytest.fixture(scope="session")
def bare_inspection(bare_disc: Disc, tmp_path_factory: pytest.TempPathFactory, rulebook: Rulebook) -> Inspection:
    return inspect_disc(bare_disc, tmp_path_factory.mktemp("bare-layers"), rulebook)


@pytest.fixture(scope="session")
def rulebook() -> Rulebook:
    return load()


@pytest.fixture(scope="session")
def inspection(disc: Disc, work: Path, rulebook: Rulebook) -> Inspection:
    return inspect_disc(disc, work, rulebook)
