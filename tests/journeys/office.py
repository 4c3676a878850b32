"""Offices to visit: prepared once, copied for whoever needs one of their own, and served by the product itself.

An office is a folder and a database (SpatiaLite in the folder, or a database beside the one of TUBAN_DATABASE_URL).
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psutil
from tests.migrated import migrated, migrated_template, on_server

ROOT = Path(__file__).parents[2]
PRACTICE_DISC = ROOT / "build/practice-county"
PATIENCE = 90.0
_NAMES: Iterator[int] = iter(range(1, 1000))


@dataclass
class Office:
    """An office on this machine. Its server is the product's own: pages and a worker below a supervisor."""

    folder: Path
    database: str = ""
    seed: dict[str, Any] = field(default_factory=dict)
    port: int = 0
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def home(self) -> Path:
        return self.folder / "home"

    @property
    def log(self) -> Path:
        return self.folder / "log"

    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("TUBAN_", "DJANGO_"))}
        own = {
            "TUBAN_HOME": str(self.home), "TUBAN_PRACTICE": "1",
            "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
        }  # fmt: skip
        return {**kept, **own, **({"TUBAN_DATABASE_URL": self.database} if self.database else {})}

    def run(self, *words: str) -> str:
        """Run a module of Python in the office; returns the last line of what it says."""
        done = subprocess.run(
            [sys.executable, "-m", *words],
            env=self.environment(),
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]
        return (done.stdout.strip().splitlines() or [""])[-1]

    def serve(self) -> None:
        """Start the server, on the same port as before if it had one."""
        if not self.port:
            with socket.create_server(("127.0.0.1", 0)) as free:
                self.port = free.getsockname()[1]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tuban.site.serving", "--practice", "--port", str(self.port), "--workers", "1"],
                env=self.environment(), cwd=self.folder, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        until = time.monotonic() + PATIENCE
        while not self._answers():
            assert self.process.poll() is None, self.log.read_text()[-4000:]
            assert time.monotonic() < until, "the server did not start"
            time.sleep(0.2)

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/sign-in/", timeout=5) as answer:  # noqa: S310 - our own server
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def family(self) -> list[psutil.Process]:
        """The supervisor's processes, without itself."""
        assert self.process is not None
        with contextlib.suppress(psutil.NoSuchProcess):
            return psutil.Process(self.process.pid).children(recursive=True)
        return []

    def workers(self) -> list[psutil.Process]:
        """The processes of the worker."""
        return [one for one in self.family() if any("serving.worker" in word for word in _words(one))]

    def kill(self) -> None:
        """End everything at once, as a power cut would."""
        if self.process is None:
            return
        for one in (*self.family(), psutil.Process(self.process.pid)):
            with contextlib.suppress(psutil.NoSuchProcess):
                one.send_signal(signal.SIGKILL)
        self.process.wait(PATIENCE)
        self.process = None

    def stop(self) -> None:
        """Ask the server to end."""
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(PATIENCE)
            self.process = None
        except subprocess.TimeoutExpired:
            self.kill()

    def copy(self, folder: Path) -> Office:
        """Return another office with the same content; files of its store and caches are shared: they never change."""
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copytree(self.home, folder / "home", copy_function=_copied)
        made = Office(folder, seed=self.seed)
        if self.database:
            made.database = _database(f"TEMPLATE {_name(self.database)}")
        return made

    def close(self) -> None:
        """End the server and leave nothing."""
        self.stop()
        if self.database:
            on_server(_address(), f"DROP DATABASE IF EXISTS {_name(self.database)} WITH (FORCE)")
        shutil.rmtree(self.folder, ignore_errors=True)


def _words(process: psutil.Process) -> list[str]:
    try:
        return list(process.cmdline())
    except psutil.NoSuchProcess:
        return []


def _copied(source: str, target: str) -> str:
    if "/store/" in source or "/caches/" in source or "/practice/" in source:
        os.link(source, target)
        return target
    return shutil.copy2(source, target)


def prepared(kind: str, folder: Path, run_folder: Path) -> Office:
    """Prepare an office: ``empty`` has the organisations only, ``small`` the disc of the very small county,
    ``practice`` the practice county with a neighbour that is somebody else's."""
    folder.mkdir(parents=True, exist_ok=True)
    kept = Path(os.environ["TUBAN_JOURNEYS_KEPT"]) if "TUBAN_JOURNEYS_KEPT" in os.environ else None
    if kept is not None and not _address() and (kept / kind / "seed.json").is_file():
        return Office(kept / kind, seed=json.loads((kept / kind / "seed.json").read_text()))
    office = Office(kept / kind if kept is not None and not _address() else folder)
    shutil.rmtree(office.home, ignore_errors=True)
    office.home.mkdir(parents=True)
    if _address():
        office.database = _database(f"TEMPLATE {migrated_template(run_folder, _address())}")
    else:
        shutil.copyfile(migrated(), office.home / "tuban.sqlite")
    disc = _practice_disc(folder) if kind == "practice" else folder / "disc"
    office.seed = json.loads(office.run("tests.journeys.seed", kind, str(disc)))
    (office.folder / "seed.json").write_text(json.dumps(office.seed))
    return office


def _practice_disc(folder: Path) -> Path:
    if (PRACTICE_DISC / "manifest.json").is_file():
        return PRACTICE_DISC
    made = folder / "practice-county"
    subprocess.run([sys.executable, "-m", "samples.practice_county", "-o", str(made)], cwd=ROOT, check=True)
    return made


def _address() -> str:
    return os.environ.get("TUBAN_DATABASE_URL", "")


def _name(address: str) -> str:
    return urlsplit(address).path.lstrip("/")


def _database(how: str) -> str:
    """Make a database beside that of the tests; returns its address."""
    name = f"tuban_journeys_{os.getpid()}_{next(_NAMES)}"
    on_server(_address(), f"CREATE DATABASE {name} {how}")
    return urlunsplit(urlsplit(_address())._replace(path=f"/{name}"))
