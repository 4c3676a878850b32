"""The built package, installed without its checkout, carries everything the main job needs."""

import os
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def installed(tmp_path_factory) -> Path:
    """A fresh virtual environment with the wheel; its dependencies are those of the development environment."""
    place = tmp_path_factory.mktemp("installed")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", place / "dist", ROOT],
        check=True,
        capture_output=True,
    )
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", place / "venv"], check=True)
    purelib = next((place / "venv/lib").glob("python3*/site-packages"))
    wheel = next((place / "dist").glob("tuban-*.whl"))
    uv = ROOT / ".tools/uv/bin/uv"
    if not uv.exists():
        pytest.skip("script/setup has not made the installer")
    subprocess.run(
        [uv, "pip", "install", "--quiet", "--offline", "--no-deps", "--python", place / "venv/bin/python", wheel],
        check=True,
    )
    # The dependencies, without the checkout's own path file.
    for entry in Path(sysconfig.get_paths()["purelib"]).iterdir():
        if entry.suffix != ".pth" and not (purelib / entry.name).exists():
            (purelib / entry.name).symlink_to(entry)
    return place / "venv/bin/tuban"


def run(command: Path, *arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(folder), "LANG": "zh_CN.UTF-8"}
    if "NUMBA_CACHE_DIR" in os.environ:
        environment["NUMBA_CACHE_DIR"] = os.environ["NUMBA_CACHE_DIR"]
    return subprocess.run(
        [command, *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


def test_the_installed_command_carries_the_whole_lawbook(installed, tmp_path):
    checked = run(installed, "lawbook", "check", folder=tmp_path)
    assert checked.returncode == 0, checked.stderr


def test_the_installed_command_speaks_chinese_where_the_locale_does(installed, tmp_path):
    helped = run(installed, "--help", folder=tmp_path)
    assert helped.returncode == 0, helped.stderr
    assert "土地卫片执法检查" in helped.stdout
