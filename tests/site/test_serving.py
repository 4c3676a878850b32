"""``tuban serve`` as people and machines see it: it starts, serves, heals, ends cleanly, and refuses what is unsafe.

Every test starts real processes on a free port of the loopback, in a process group of its own, and waits for seconds at
most.
"""

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
from pathlib import Path

import psutil
import pytest
from tests.made_once import made_once
from tests.migrated import migrated

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")]
PATIENCE = 120.0


def environment(home: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TUBAN_", "DJANGO_"))}
    source = str(Path(__file__).parents[2] / "src")
    return {**kept, "TUBAN_HOME": str(home), "PYTHONPATH": source, "TUBAN_LANG": "en", **more}


def tuban(home: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    return python(home, "-m", "tuban", *words, **more)


def python(home: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *words], env=environment(home, **more), capture_output=True, text=True, timeout=PATIENCE,
        check=False,
    )  # fmt: skip


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def wait_for(question, seconds: float = PATIENCE):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        answer = question()
        if answer:
            return answer
        time.sleep(0.1)
    raise AssertionError(f"nothing for {seconds} s")


def healthy(port: int) -> dict | None:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/", timeout=2) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as error:
        return json.load(error)
    except OSError:
        return None


class Served:
    """A server under test."""

    def __init__(self, home: Path, *words: str, **more: str) -> None:
        self.port = free_port()
        self.log = home.parent / "log"
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tuban", "serve", "--port", str(self.port), "--workers", "1", *words],
                env=environment(home, **more), stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        self.family: set[int] = set()

    def wait_until_served(self) -> None:
        wait_for(lambda: healthy(self.port) or self.process.poll() is not None)
        assert self.process.poll() is None, self.log.read_text()
        self.remember()

    def remember(self) -> list[psutil.Process]:
        children = psutil.Process(self.process.pid).children(recursive=True)
        self.family |= {child.pid for child in children}
        return children

    def left_over(self) -> set[int]:
        return {pid for pid in self.family if psutil.pid_exists(pid) and psutil.Process(pid).status() != "zombie"}

    def end(self) -> None:
        for pid in {self.process.pid, *self.family}:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait(PATIENCE)


_PREPARE = """
from tuban.site.opening import open_office
from tuban.site.preparing import prepare
prepare(open_office(make=True, practice=True))
"""
FOUND = ("office", "found", "--code", "330101", "--name", "某县自然资源局", "--level", "county")


def migrated_home(folder: Path) -> None:
    """Begin with a database that was migrated already; what starts from nothing is tried by others here."""
    (folder / "home").mkdir()
    shutil.copyfile(migrated(), folder / "home/tuban.sqlite")


@pytest.fixture
def prepared(run_folder, tmp_path) -> Path:
    """The home of an office that was served before: its tables are made, and nobody is in it."""

    def prepare(folder: Path) -> None:
        migrated_home(folder)
        done = python(folder / "home", "-c", _PREPARE)
        assert done.returncode == 0, done.stderr

    return shutil.copytree(made_once(run_folder / "prepared", prepare) / "home", tmp_path / "home")


@pytest.fixture
def founded(run_folder, tmp_path) -> Path:
    """The home of an office that was founded."""

    def found(folder: Path) -> None:
        migrated_home(folder)
        done = tuban(folder / "home", *FOUND)
        assert done.returncode == 0, done.stderr

    return shutil.copytree(made_once(run_folder / "founded", found) / "home", tmp_path / "home")


@pytest.fixture
def served(tmp_path):
    """A function that serves the home of this test; without one, a new one."""
    servers = []

    def start(*words: str, **more: str) -> Served:
        servers.append(Served(tmp_path / "home", *words, **more))
        return servers[-1]

    yield start
    for one in servers:
        one.end()


@pytest.mark.parametrize(
    ("number", "is_new"), [(signal.SIGTERM, True), pytest.param(signal.SIGINT, False, marks=pytest.mark.long)]
)
def test_it_serves_and_ends_cleanly_without_orphans(served, request, number, is_new):
    if not is_new:
        request.getfixturevalue("prepared")
    server = served()
    server.wait_until_served()
    wait_for(lambda: healthy(server.port) == {"ok": True})  # the worker has been seen
    server.remember()
    assert len(server.family) >= 3  # pages, a process of theirs, worker
    os.kill(server.process.pid, number)
    assert server.process.wait(PATIENCE) == 0
    wait_for(lambda: not server.left_over(), 5)
    assert healthy(server.port) is None


@pytest.mark.long
def test_a_killed_supervisor_leaves_no_orphans(served, prepared):
    server = served()
    server.wait_until_served()
    server.process.kill()
    wait_for(lambda: not server.left_over(), 20)


@pytest.mark.long
def test_a_worker_and_pages_that_die_are_started_again(served, prepared):
    server = served()
    server.wait_until_served()
    before = {child.pid for child in psutil.Process(server.process.pid).children()}
    for pid in before:
        os.kill(pid, signal.SIGKILL)
    wait_for(lambda: len({one.pid for one in server.remember()} - before) >= 2 and healthy(server.port))
    wait_for(lambda: not before & server.left_over(), 5)
    assert "ended by itself" in server.log.read_text()


def test_without_a_worker_it_is_not_well(served, prepared):
    server = served("--web-only")
    server.wait_until_served()
    assert healthy(server.port) == {"ok": False}


@pytest.mark.long
def test_files_of_the_bundle_are_kept_by_browsers_for_good(served, prepared):
    from tuban.web.templatetags.bundle import MANIFEST

    if not MANIFEST.is_file():
        pytest.skip("the bundle is not built: run script/frontend")
    file = json.loads(MANIFEST.read_text())["desk/desk.ts"]["file"]
    server = served("--web-only")
    server.wait_until_served()
    asked = urllib.request.Request(
        f"http://127.0.0.1:{server.port}/static/tuban/{file}", headers={"Accept-Encoding": "br, gzip"}
    )
    with urllib.request.urlopen(asked, timeout=5) as answer:  # noqa: S310 - our own server
        assert "immutable" in answer.headers["Cache-Control"]
        assert answer.headers["Content-Encoding"] in ("br", "gzip")


def test_a_port_in_use_is_refused_with_what_to_do(prepared):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        answer = tuban(prepared, "serve", "--port", str(taken.getsockname()[1]))
    assert answer.returncode == 2
    assert "site.port_taken" in answer.stderr
    assert "--port" in answer.stderr


def test_a_damaged_database_is_said_with_how_the_office_is_brought_back(tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    (home / "secret").write_text("a-secret-of-one-own-for-this-folder-alone-0123456789abcdefghijkl\n", encoding="utf-8")
    (home / "tuban.sqlite").write_bytes(bytes(range(256)) * 64)
    served, looked = tuban(home, "serve"), tuban(home, "health")
    assert served.returncode == 2
    assert "site.database_damaged" in served.stderr
    assert looked.returncode == 1
    for answer in (served, looked):
        assert "tuban restore" in answer.stdout + answer.stderr
        assert "Traceback" not in answer.stderr
        assert "TUBAN_DATABASE_URL" not in answer.stdout + answer.stderr


@pytest.mark.long
def test_a_secret_that_others_know_is_refused(tmp_path):
    from tuban.site.home import PRACTICE_SECRET

    for secret in (PRACTICE_SECRET, "short", "a" * 60):
        answer = tuban(tmp_path / "home", "serve", "--port", str(free_port()), TUBAN_SECRET_KEY=secret)
        assert answer.returncode == 2, secret
        assert "site.secret_unfit" in answer.stderr


@pytest.mark.long
def test_accounts_of_the_practice_county_are_refused_unless_for_practice(prepared, served):
    found = python(
        prepared, "-c",
        "from tuban.site.opening import open_office\n"
        "open_office(practice=True)\n"
        "from tuban.workflow.organisations.practice import found_practice\n"
        "found_practice([('990101001', '甲溪镇')])",
    )  # fmt: skip
    assert found.returncode == 0, found.stderr
    answer = tuban(prepared, "serve", "--port", str(free_port()))
    assert answer.returncode == 2
    assert "site.practice_accounts_open" in answer.stderr
    assert "--practice" in answer.stderr
    server = served("--practice")
    server.wait_until_served()


class TestCommands:
    """``tuban office found``, ``tuban audit verify`` and ``tuban health`` on an installation."""

    def test_an_installation_is_founded_once_and_its_passwords_shown_once(self, tmp_path):
        migrated_home(tmp_path)  # how an empty one gets its tables: test_it_serves_and_ends_cleanly_without_orphans
        home = tmp_path / "home"
        first = tuban(home, *FOUND)
        assert first.returncode == 0, first.stderr
        passwords = [line.split()[1] for line in first.stdout.splitlines() if line.startswith("  ")]
        assert len(set(passwords)) == 3
        assert min(map(len, passwords)) >= 12
        again = tuban(home, *FOUND)
        assert again.returncode == 2
        assert "organisations.already_founded" in again.stderr
        assert not [one for one in passwords if one.encode() in (home / "tuban.sqlite").read_bytes()]

    @pytest.mark.long
    def test_a_level_that_does_not_fit_founds_nothing(self, prepared):
        wrong = tuban(prepared, *FOUND, "--above", "33", "某省厅", "ministry")
        assert wrong.returncode == 2
        assert tuban(prepared, *FOUND).returncode == 0

    @pytest.mark.long
    def test_the_chain_is_proven_and_a_break_named(self, founded, tmp_path):
        import sqlite3

        assert tuban(tmp_path / "elsewhere", "audit", "verify").returncode == 2  # there is no office here
        assert tuban(founded, "audit", "verify").returncode == 0
        with contextlib.closing(sqlite3.connect(founded / "tuban.sqlite")) as database:
            database.execute("DROP TRIGGER audit_line_no_update")
            database.execute("UPDATE audit_line SET subject_title = 'x' WHERE number = 2")
            database.commit()
        broken = tuban(founded, "audit", "verify")
        assert broken.returncode == 1
        assert "line 2" in broken.stderr

    def test_health_says_what_is_not_well(self, founded):
        answer = tuban(founded, "health", "--json")
        told = json.loads(answer.stdout)
        assert answer.returncode == 1
        assert [one["key"] for one in told["checks"] if not one["is_well"]] == ["worker", "backup"]
