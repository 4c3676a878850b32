"""Stops and starts the database again under work, and counts what came of it:
``python -m drills.restarted --times 40``.

Two parts, both on the private PostGIS of ``script/postgres``, stopped as ``fast`` (who is connected is sent away) or
``immediate`` (everything ends at once, as with a power cut) at moments drawn by lot, and away for some seconds:

- a worker at import, seal and package;
- a served office in which devices hand in entries, departments write opinions, somebody reads pages and a worker loads
  the next disc and writes results.

What the office acknowledged must be there, once; nothing may be half there; what is answered in between must be a
sentence with the time to ask again (503), never a fault (500); and nobody starts anything by hand.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import requests

from drills.children import ChildFailed, cut, run
from drills.kinds import Import, Kind, Package, Seal
from drills.office import ADDRESS, Office, acting, closed, drilled, faults, machine, start_again
from drills.page import Table, command_line

ROOT = Path(__file__).parents[1]
DEPARTMENTS = ("guihua", "diji", "gengbao", "zhifa")
_DEVICES, _ENTRIES, _BATCH = 3, 6000, 4
_LONGEST_AWAY = 4.0
_PATIENCE = 300.0


def postgres(*words: str) -> str:
    """Ask the private PostGIS for something."""
    done = subprocess.run([ROOT / "script/postgres", *words], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def restart(how: str, away: float) -> None:
    """Stop the database, and start it again after some seconds."""
    postgres("stop", how)
    time.sleep(away)
    postgres("start")


# A worker -------------------------------------------------------------------------------------------------------------


def as_worker(_tell: Any) -> None:
    """Do what waits as a worker does, which lets a job wait again that the database left."""
    from tuban.jobs.models import Job
    from tuban.jobs.queue import run_job

    while (job := Job.objects.filter(state=Job.State.WAITING).order_by("asked_at").first()) is not None:
        run_job.func(str(job.pk))


def under_a_worker(kind: Kind, office: Office, times: int, lot: random.Random) -> tuple[int, int, list[str]]:
    """Stop the database under a kind of work; returns how often the work was cut in two, how often the worker ended
    with it, and what was wrong."""
    office.lay_out(kind.name)
    whole = cut(as_worker, 600)
    wanted = run(kind.seen)
    halves, ended, wrong = 0, 0, []
    for number in range(times):
        office.lay_out(kind.name)
        how, moment = lot.choice(("fast", "immediate")), lot.uniform(0, whole.seconds)
        breaker = threading.Timer(moment, restart, (how, lot.uniform(0, _LONGEST_AWAY)))
        breaker.start()
        try:
            cut(as_worker, 600)
        except ChildFailed:  # a worker that ends is started again by its supervisor
            ended += 1
        breaker.join()
        run(start_again)
        halves += run(most_attempts) > 1
        found = run(lambda: (kind.seen(), faults(office.home / "store") + kind.half(())))
        if found[0] != wanted:
            wrong.append(f"{kind.name} {number}, {how} after {moment:.2f} s: {found[0]} instead of {wanted}")
        wrong += [f"{kind.name} {number}, {how} after {moment:.2f} s: {one}" for one in found[1]]
    return halves, ended, wrong


def with_worker(office: Office, asked: argparse.Namespace, lot: random.Random) -> list[str]:
    """Stop the database under a worker at each kind of work; prints the counts, returns what was wrong."""
    wrong, times = [], asked.times // 2
    columns = ("under a worker", "stops", "cut in two", "the worker ended", "lost or half")
    table = Table("restarted_worker", columns, seed=asked.seed, on_page=asked.page)
    for kind in (Import(), Seal(), Package()):
        kind.prepare(office)
        halves, ended, found = under_a_worker(kind, office, times, lot)
        table.add(kind.name, times, halves, ended, len(found))
        wrong += found
    return wrong


def most_attempts() -> int:
    """Return how often the job was begun that was begun most often."""
    from tuban.jobs.models import Job

    return max(Job.objects.values_list("attempt", flat=True), default=0)


# A served office ------------------------------------------------------------------------------------------------------


@dataclass
class Book:
    """What the office answered, what it acknowledged, and what is wrong."""

    answers: Counter[str] = field(default_factory=Counter)
    opinions: list[str] = field(default_factory=list)
    entries: dict[str, int] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    silent_since: float = 0.0
    longest_silence: float = 0.0

    def note(self, what: str, answer: requests.Response | None) -> None:
        """Note an answer; None is none at all."""
        if answer is None:
            self.answers[f"{what}: no line"] += 1
            return
        self.answers[f"{what}: {answer.status_code}"] += 1
        if answer.status_code == 503 and not (answer.headers.get("Retry-After") and "数据库" in answer.text):
            self.wrong.append(f"{what}: 503 without a sentence: {answer.text[:200]!r}")
        if answer.status_code >= 500 and answer.status_code != 503:
            self.wrong.append(f"{what}: {answer.status_code}: {answer.text[:300]!r}")


class Load:
    """Everybody who works in the served office, each in a thread, until told to stop."""

    def __init__(self, address: str, told: dict[str, Any], book: Book) -> None:
        self.address, self.told, self.book = address, told, book
        self.stop = threading.Event()
        works = [
            *(lambda one=one: self._hand_in(one) for one in told["devices"]),
            *(lambda one=one: self._speak(*one) for one in told["clerks"].items()), self._read,
        ]  # fmt: skip
        self.threads = [threading.Thread(target=one, daemon=True) for one in works]

    def begin(self) -> None:
        """Let everybody work."""
        for one in self.threads:
            one.start()

    def end(self) -> None:
        """Let everybody end what they are at."""
        self.stop.set()
        for one in self.threads:
            one.join(_PATIENCE)
            if one.is_alive():
                self.book.wrong.append("somebody waits for an answer still")

    def _asked(self, what: str, ask: Any) -> requests.Response | None:
        """Ask until the office took it or refused it, as an app and a careful machine do."""
        until = time.monotonic() + _PATIENCE
        while time.monotonic() < until:
            try:
                answer = ask()
            except (requests.RequestException, OSError):
                answer = None
            self.book.note(what, answer)
            if answer is not None and answer.status_code < 500:
                return answer
            time.sleep(0.5)
        self.book.wrong.append(f"{what}: not taken for {_PATIENCE:.0f} s")
        return None

    def _hand_in(self, device: dict[str, Any]) -> None:
        line, sent = requests.Session(), 0
        line.headers["Authorization"] = f"Bearer {device['token']}"
        while not self.stop.is_set() and sent < len(device["log"]):
            body = {"entries": device["log"][sent : sent + _BATCH]}
            answer = self._asked("entries", lambda body=body: line.post(
                f"{self.address}/field/v1/entries", json=body, timeout=30))  # fmt: skip
            if answer is None or answer.status_code != 200:
                self.book.wrong.append(f"entries were refused: {answer.text[:300] if answer is not None else None}")
                return
            states = {one["state"] for one in answer.json()["receipts"]}
            if states != {"safe"}:
                self.book.wrong.append(f"entries got the receipt {states}")
            sent += len(body["entries"])
            self.book.entries[device["id"]] = sent
            time.sleep(0.2)

    def _speak(self, username: str, token: str) -> None:
        line, last = requests.Session(), dict[str, str]()
        line.headers["Authorization"] = f"Bearer {token}"
        number = 0
        while not self.stop.is_set():
            number += 1
            patch, comparison = self.told["patches"][number % len(self.told["patches"])]
            said = {"verdict": "agrees", "finding": "unchanged", "reasons": ["facts_agree"], "comparison": comparison,
                    "text": f"{username} {number}", "replaces": last.get(patch)}  # fmt: skip
            key = str(uuid4())
            answer = self._asked("opinions", lambda patch=patch, said=said, key=key: line.post(
                f"{self.address}/api/v1/patches/{patch}/opinions", json=said, headers={"Idempotency-Key": key},
                timeout=30))  # fmt: skip
            if answer is None or answer.status_code != 201:
                self.book.wrong.append(f"an opinion was refused: {answer.text[:300] if answer is not None else None}")
                return
            last[patch] = answer.json()["id"]
            self.book.opinions.append(last[patch])
            time.sleep(0.3)

    def _read(self) -> None:
        line = requests.Session()
        line.headers.update({"Accept": "text/html", "Cookie": self.told["cookie"]})
        while not self.stop.is_set():
            try:
                answer = line.get(f"{self.address}/", timeout=30)
            except (requests.RequestException, OSError):
                answer = None
            self.book.note("pages", answer)
            is_well, now = answer is not None and answer.status_code == 200, time.monotonic()
            if is_well and self.book.silent_since:
                self.book.longest_silence = max(self.book.longest_silence, now - self.book.silent_since)
                self.book.silent_since = 0.0
            elif not is_well and not self.book.silent_since:
                self.book.silent_since = now
            time.sleep(0.2)


def prepared(disc: Path) -> dict[str, Any]:
    """Put every patch to the departments, register devices, give tokens, and let the next disc wait to be loaded."""
    from datetime import timedelta

    from benchmarks.office.doors import Visitor
    from benchmarks.sync import Device
    from django.conf import settings
    from django.utils import timezone
    from tests.workflow.review.found import UNCHANGED
    from tests.workflow.review.speaking import ask

    from tuban.workflow.campaigns.models import Campaign
    from tuban.workflow.comparison.models import Comparison
    from tuban.workflow.organisations.tokens import Scope, give_token
    from tuban.workflow.patches.models import Patch
    from tuban.workflow.results.actions import write
    from tuban.workflow.survey.actions import tell
    from tuban.workflow.survey.queries import Origin
    from tuban.workflow.survey.telling import Telling

    start_again()
    patches = list(Patch.objects.select_related("campaign").filter(fate="active"))
    for patch in patches:
        tell(patch, by=acting("waiye"), expected_version=patch.version,
             telling=Telling(UNCHANGED, (), Origin.FIELD, "外业手簿第 1 页"))  # fmt: skip
        ask(patch, acting("zuzhi"))
    ends = timezone.localdate() + timedelta(days=1)
    clerks = {
        name: give_token(by=acting(name), name="演练", scopes=(Scope.READ, Scope.WRITE), expires_on=ends).secret
        for name in DEPARTMENTS
    }

    class Writer(Device):
        """A device that writes notes only: what tells facts would have patches compared anew under the departments."""

        def _deed(self, seq: int) -> tuple[str, dict[str, Any]]:
            return "note.written", {"text": f"现场无人，第 {seq} 次。"}

    devices = []
    for number in range(_DEVICES):
        made = Writer(number, acting("waiye"), [one.uuid for one in patches])
        made.write(_ENTRIES // _DEVICES)
        devices.append({"id": str(made.row.pk), "token": made.token, "log": made.log})
    Import()._confirmed(disc)
    write(Campaign.objects.get(), by=acting("zuzhi"), groups=["forms"])
    cookie = Visitor.signed_in("", "zuzhi").session.cookies[settings.SESSION_COOKIE_NAME]
    current = Comparison.objects.filter(is_current=True, patch__in=patches)
    return {
        "clerks": clerks, "devices": devices, "cookie": f"{settings.SESSION_COOKIE_NAME}={cookie}",
        "patches": [(str(one.patch.uuid), str(one.pk)) for one in current.select_related("patch")],
    }  # fmt: skip


def looked(told: dict[str, Any], book: Book, store: Path) -> dict[str, Any]:
    """Hold what is there against what was acknowledged; returns counts and what is wrong."""
    from django.db.models import Count

    from tuban.jobs.models import Job
    from tuban.workflow.audit.models import Line
    from tuban.workflow.evidence.models import LogEntry
    from tuban.workflow.review.models import Opinion

    wrong = []
    here = {str(one) for one in Opinion.objects.values_list("pk", flat=True)}
    lost = [one for one in book.opinions if one not in here]
    wrong += [f"opinion {one} was acknowledged and is not there" for one in lost]
    if len(here) != len(book.opinions):
        wrong.append(f"{len(here)} opinions are there, {len(book.opinions)} were acknowledged")
    twice = Opinion.objects.filter(is_current=True).values("patch", "duty").annotate(n=Count("pk")).filter(n__gt=1)
    wrong += [f"two opinions are current: {one}" for one in twice]
    lines = Line.objects.filter(action="review.give_opinion", is_refused=False).count()
    if lines != len(here):
        wrong.append(f"{lines} lines in the audit tell of {len(here)} opinions")
    kept = {str(one["device"]): one["n"] for one in LogEntry.objects.values("device").annotate(n=Count("pk"))}
    wrong += [
        f"device {one['id']}: {kept.get(one['id'], 0)} entries are there, {book.entries.get(one['id'], 0)} acknowledged"
        for one in told["devices"] if kept.get(one["id"], 0) != book.entries.get(one["id"], 0)
    ]  # fmt: skip
    jobs = Job.objects.all()
    return {
        "wrong": wrong + faults(store), "jobs": jobs.count(), "again": jobs.filter(attempt__gt=1).count(),
        "left": [f"{one.title} {one.state}" for one in jobs.exclude(state__in=(Job.State.DONE, Job.State.CANCELLED))],
    }  # fmt: skip


def is_quiet() -> bool:
    """Whether nothing waits or runs any more."""
    from tuban.jobs.models import Job

    return not Job.objects.filter(state__in=(Job.State.WAITING, Job.State.RUNNING)).exists()


def under_load(office: Office, asked: argparse.Namespace, lot: random.Random) -> list[str]:
    """Stop the database under a served office; prints the counts, returns what was wrong."""
    from benchmarks.office.doors import server_of
    from tests.workflow.small_disc import small_disc

    newer = small_disc(office.scratch / "newer", planned=True, built_in_survey=True)
    told = office.begun("review", "import", lambda: prepared(newer))
    book, took = Book(), list[float]()
    os.environ["TUBAN_LOG_LEVEL"] = "ERROR"
    with server_of(office.scratch / "log") as (address, server):
        load = Load(address, told, book)
        load.begin()
        for number in range(asked.times):
            time.sleep(lot.uniform(0.5, 6))
            begun = time.monotonic()
            restart(("fast", "immediate")[number % 2], lot.uniform(0, _LONGEST_AWAY))
            took.append(time.monotonic() - begun)
        time.sleep(10)
        load.end()
        until = time.monotonic() + _PATIENCE
        while not run(is_quiet) and time.monotonic() < until:
            time.sleep(2)
        if server.poll() is not None:
            book.wrong.append("the supervisor ended")
        tail = (office.scratch / "log").read_text(errors="replace")
    found = run(lambda: looked(told, book, office.home / "store"))
    wrong = [*book.wrong, *found["wrong"], *(f"left: {one}" for one in found["left"])]
    table = Table("restarted_served", ("under a served office", "how many"), seed=asked.seed, on_page=asked.page)
    for name, count in {
        "stops, half of them immediate": asked.times, "seconds away, on average": sum(took) / len(took),
        "longest away, seconds": max(took), "longest without a page, seconds": book.longest_silence,
        "entries of devices acknowledged": sum(book.entries.values()), "opinions acknowledged": len(book.opinions),
        "jobs": found["jobs"], "jobs begun again after a stop": found["again"],
        **{f"answers, {name}": count for name, count in sorted(book.answers.items())},
        "lost, twice, half, left, faults": len(wrong),
    }.items():  # fmt: skip
        table.add(name, count)
    if wrong:
        place = tail.find("ERROR tuban.api")  # a fault of ours; what is away is told by others
        print(tail[place : place + 9000] if place >= 0 else tail[-6000:], file=sys.stderr)
    return wrong


def main() -> int:
    """Drill, and print the counts."""
    parser = command_line(__doc__, times=40, counts="stops of the served office; half as many of each work")
    parser.add_argument("--part", choices=("worker", "served"), help="only this part")
    asked = parser.parse_args()
    os.environ[ADDRESS] = postgres("start")
    begun, wrong, lot = time.monotonic(), list[str](), random.Random(asked.seed)
    try:
        with drilled() as office:
            print(f"The database restarted, seed {asked.seed}, on {machine()}\n")
            Import().prepare(office)
            if asked.part != "served":
                wrong += with_worker(office, asked, lot)
            if asked.part != "worker":
                wrong += under_load(office, asked, lot)
    finally:
        postgres("stop")
    return closed(begun, wrong)


if __name__ == "__main__":
    sys.exit(main())
