"""Fifty people at work at once: what each role does in a day, with the pauses of somebody who reads.

Every one of them is signed in, keeps a connection and a session, and asks through the real door: lists, filters,
dossiers, tiles, searches, assignments, splits. Their choices come from a seed, so that two runs do the same as far as
the answers allow. A refusal with a reason (somebody was quicker) is counted and is no error.
"""

from __future__ import annotations

import math
import os
import random
import statistics
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path

import requests
from django.db import connection
from django.utils import timezone

from benchmarks.office.doors import Visitor, served
from benchmarks.office.province import PROVINCE
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.patches.models import Patch

PEOPLE = 50
_PAUSE = 6.0
"""The mean pause between two things that somebody does, in seconds."""
_AIM = 0.5
_STATES = ("compared", "to_visit", "visited", "reviewed", "settled")
_FINDINGS = ("unlawful", "lawful", "manual", "other", "unchanged")
_FILTERS = ("overdue=1", "missing=1", "problems=1", "assigned=nobody", "assigned=my_unit", "order=due", "order=area",
            "survey_comparison=inconsistent", "list=approved", "area_from=10")  # fmt: skip


@dataclass
class Book:
    """What was measured, by what was asked for."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    moments: list[tuple[float, float]] = field(default_factory=list)
    answers: Counter[int] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def note(self, what: str, seconds: float, answer: requests.Response) -> None:
        """Write down an answer."""
        with self.lock:
            self.seconds[what].append(seconds)
            self.moments.append((time.perf_counter(), seconds))
            self.answers[answer.status_code] += 1
            if answer.status_code >= 400 and answer.status_code not in (409, 422):
                self.faults.append(f"{what}: {answer.status_code} {answer.url}")

    def fault(self, what: str, error: Exception) -> None:
        """Write down that no answer came."""
        with self.lock:
            self.faults.append(f"{what}: {error!r}")


@dataclass(frozen=True, slots=True)
class Place:
    """A patch that somebody works on, as a person would know it."""

    uuid: str
    number: str
    unit: str
    west: float
    south: float
    east: float
    north: float


@dataclass
class Worker:
    """Somebody at work in a county."""

    visitor: Visitor
    campaign: str
    places: list[Place]
    book: Book
    draw: random.Random

    def get(self, what: str, path: str, *, fragment: bool = False) -> requests.Response:
        """Ask for something and write down how long it took."""
        began = time.perf_counter()
        answer = self.visitor.get(path, **({"HX-Request": "true"} if fragment else {}))
        self.book.note(what, time.perf_counter() - began, answer)
        return answer

    def post(self, what: str, path: str, page: str, **values: object) -> None:
        """Send a form; the page that follows counts with it, as a person waits for both."""
        began = time.perf_counter()
        answer = self.visitor.post(path, page, **values)
        self.book.note(what, time.perf_counter() - began, answer)

    # What people do ---------------------------------------------------------------------------------------------------

    def day(self) -> None:
        self.get("my day", "/")

    def first_page(self) -> None:
        self.get("list", "/patches/")

    def filtered(self) -> None:
        asked = [self.draw.choice(_FILTERS)]
        if self.draw.random() < 0.5:
            asked.append(f"state={self.draw.choice(_STATES)}")
        if self.draw.random() < 0.4:
            asked.append(f"finding={self.draw.choice(_FINDINGS)}")
        self.get("list, filtered", f"/patches/?{'&'.join(asked)}")

    def found(self) -> None:
        number = self.draw.choice(self.places).number
        text = self.draw.choice((number, number[8:], "甲溪", "村"))
        self.get("list, text", f"/patches/?q={text}")

    def searched(self) -> None:
        number = self.draw.choice(self.places).number
        self.get("search", f"/search/?q={self.draw.choice((number, number[8:], '乙岭', '新村'))}", fragment=True)

    def glanced(self) -> None:
        self.get("drawer", f"/patches/{self.draw.choice(self.places).uuid}/aside/?home=/", fragment=True)

    def read(self) -> None:
        uuid = self.draw.choice(self.places).uuid
        self.get("dossier", f"/patches/{uuid}/")
        tab = self.draw.choice(("overlaps", "reasons", "card", "evidence", "history"))
        time.sleep(self.draw.uniform(0.5, 2))
        self.get(f"dossier, {tab}", f"/patches/{uuid}/{tab}/")

    def looked_at_map(self) -> None:
        place = self.draw.choice(self.places)
        self.get("map", "/map/")
        x = (place.west + place.east) / 2
        y = (place.south + place.north) / 2
        box = f"{x - 0.06:.4f},{y - 0.04:.4f},{x + 0.06:.4f},{y + 0.04:.4f}"
        self.get("map, list", f"/map/list/?campaign={self.campaign}&box={box}", fragment=True)
        z = self.draw.choice((12, 13, 14))
        column = int((x + 180) / 360 * (1 << z))
        row = int((1 - math.asinh(math.tan(math.radians(y))) / math.pi) / 2 * (1 << z))
        for dx, dy in ((0, 0), (1, 0), (0, 1), (1, 1)):
            self.get("tile", f"/map/patches/{z}/{column + dx}/{row + dy}/?campaign={self.campaign}")

    def assigned(self) -> None:
        place = self.draw.choice(self.places)
        path = f"/patches/{place.uuid}/assign/"
        page = self.get("assign, form", path).text
        version = _value(page, "version")
        due = timezone.localdate() + timedelta(days=self.draw.randint(5, 40))
        time.sleep(self.draw.uniform(0.5, 2))
        self.post("assign", path, page, version=version, seen="{}", unit=place.unit, person="", due_on=due.isoformat(),
                  reason="")  # fmt: skip

    def split(self) -> None:
        place = self.draw.choice(self.places)
        path = f"/patches/{place.uuid}/split/"
        page = self.get("split, form", path).text
        version = _value(page, "version")
        middle = (place.west + place.east) / 2
        points = f"{middle:.7f},{place.south - 0.001:.7f}\n{middle:.7f},{place.north + 0.001:.7f}"
        time.sleep(self.draw.uniform(0.5, 2))
        self.post("split", path, page, version=version, seen="{}", points=points, reason="权属不同", **{"as": "line"})

    def audited(self) -> None:
        self.get("audit", self.draw.choice(("/settings/audit/", "/settings/audit/?action=patches.assign")))


_READS: tuple[tuple[float, Callable[[Worker], None]], ...] = (
    (10, Worker.day), (16, Worker.first_page), (22, Worker.filtered), (8, Worker.found), (6, Worker.searched),
    (12, Worker.glanced), (18, Worker.read), (6, Worker.looked_at_map),
)  # fmt: skip
_DOES: dict[str, tuple[tuple[float, Callable[[Worker], None]], ...]] = {
    "xiang": _READS,
    "zuzhi": (*_READS, (14, Worker.assigned), (1, Worker.split)),
    "guzhang": (*_READS, (8, Worker.assigned)),
    "guihua": (*_READS, (1, Worker.split)),
    "zhifa": _READS,
    "waiye": _READS,
    "juzhang": _READS,
    "shi": _READS,
    "sheng": _READS,
    "shenji": ((30, Worker.audited), (4, Worker.day)),
}
"""What each role does, with how often it does it. Only the county splits: the layers of the practice county do not
reach to where its patches are laid out, so that a part made there lies in no township."""


def work(log: Path, *, minutes: float, people: int = PEOPLE) -> int:
    """Let them work, and print what they waited; returns how many faults there were."""
    book = Book()
    with served(log) as address:
        cast = cast_of(people)
        print(f"{connection.vendor}, {Patch.objects.count()} patches, {people} people for {minutes:g} min at "
              f"`tuban serve`; load before: {load_now()}", flush=True)  # fmt: skip
        workers = [
            Worker(Visitor.signed_in(address, username), campaign, places, book, random.Random(place))
            for place, (username, campaign, places) in enumerate(cast)
        ]
        warm(workers)
        before, began = processor_seconds(), time.perf_counter()
        until = began + 60 * minutes
        threads = [
            threading.Thread(target=day_of, args=(worker, cast[place][0], until), daemon=True)
            for place, worker in enumerate(workers)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        spent = time.perf_counter() - began
        used = {name: after - before.get(name, 0.0) for name, after in processor_seconds().items()}
    print_book(book, spent, used)
    return len(book.faults)


def warm(workers: list[Worker]) -> None:
    """Let every process of the server read the lawbook and its templates before anybody waits for them."""
    paths = ("/", "/patches/", "/map/", "/search/?q=0001", f"/patches/{workers[0].places[0].uuid}/")
    with ThreadPoolExecutor(8) as first:
        for path in paths:
            list(first.map(partial(_open, path), workers[:8]))


def _open(path: str, worker: Worker) -> None:
    worker.visitor.get(path)


def day_of(worker: Worker, username: str, until: float, pause: float = _PAUSE) -> None:
    """Let somebody work until then, with such pauses in the mean, in seconds."""
    does = _DOES[username.rstrip("0123456789")]
    weights, deeds = [weight for weight, _deed in does], [deed for _weight, deed in does]
    time.sleep(worker.draw.uniform(0, pause))
    while time.perf_counter() < until:
        deed = worker.draw.choices(deeds, weights)[0]
        try:
            deed(worker)
        except (requests.RequestException, OSError) as error:
            worker.book.fault(deed.__name__, error)
        time.sleep(min(3 * pause, worker.draw.expovariate(1 / pause)))


def cast_of(people: int) -> list[tuple[str, str, list[Place]]]:
    """Return who works: name, campaign and patches; six of ten are clerks of townships, the others by their number."""
    campaigns = list(Campaign.objects.filter(is_practice=False, year=2024).order_by("-made_at"))
    staff = ("zuzhi", "guihua", "zuzhi", "zhifa", "guzhang", "waiye", "juzhang", "shenji")
    found: list[tuple[str, str, list[Place]]] = []
    for place in range(people):
        campaign = campaigns[place % min(8, len(campaigns))]
        if place % 10 < 6:
            township = f"{campaign.area_code}{place % 9 + 1:03}"
            found.append((f"xiang{township}", str(campaign.pk), _places(campaign, township)))
        elif place in (8, 28):
            name = f"sheng{PROVINCE}" if place == 8 else f"shi{campaign.area_code[:4]}"
            found.append((name, str(campaign.pk), _places(campaign, campaign.area_code)))
        else:
            name = staff[place // 2 % len(staff)]
            found.append((f"{name}{campaign.area_code}", str(campaign.pk), _places(campaign, campaign.area_code)))
    return found


def _places(campaign: Campaign, code: str) -> list[Place]:
    rows = Patch.objects.filter(campaign=campaign, fate="active", township_code__startswith=code)
    chosen = rows.exclude(state__in=("settled", "rectifying", "accepted")).order_by("uuid")[:40]
    return [Place(str(one.uuid), one.number, str(one.assigned_unit_id or ""), *one.geometry.extent) for one in chosen]


def _value(page: str, name: str) -> str:
    return page.partition(f'name="{name}" value="')[2].partition('"')[0]


def load_now() -> str:
    """Return how busy the machine is, and how fast: shared machines are three times slower at one time than another."""
    used = time.process_time()
    sum(one * one for one in range(1_000_000))
    fixed = 1000 * (time.process_time() - used)
    return f"{' '.join(f'{one:.1f}' for one in os.getloadavg())}, a million squares in {fixed:.0f} ms"


def processor_seconds() -> dict[str, float]:
    """Return the processor time so far: of this process, of the server's below it, of the database's."""
    ticks = os.sysconf("SC_CLK_TCK")
    parents: dict[int, int] = {}
    told: dict[int, tuple[str, float]] = {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdecimal():
            continue
        try:
            text = (entry / "stat").read_text()
            database = f" {connection.settings_dict['NAME']} ".encode() in (entry / "cmdline").read_bytes()
        except OSError:
            continue
        name, rest = text[text.index("(") + 1 : text.rindex(")")], text[text.rindex(")") + 2 :].split()
        parents[int(entry.name)] = int(rest[1])
        told[int(entry.name)] = ("database" if name == "postgres" and database else name,
                                 (int(rest[11]) + int(rest[12])) / ticks)  # fmt: skip
    sums = {"people": 0.0, "server": 0.0, "database": 0.0}
    for key, (name, seconds) in told.items():
        if name == "database":
            sums["database"] += seconds
        elif key == os.getpid():
            sums["people"] += seconds
        elif _is_below(key, os.getpid(), parents):
            sums["server"] += seconds
    return sums


def _is_below(key: int, above: int, parents: dict[int, int]) -> bool:
    while key in parents and key > 1:
        key = parents[key]
        if key == above:
            return True
    return False


def print_book(book: Book, spent: float, used: dict[str, float]) -> None:
    every = sorted(one for seconds in book.seconds.values() for one in seconds)
    print("  what was asked for              number   median     p95   worst, milliseconds")
    for what, seconds in sorted(book.seconds.items()):
        print(f"  {what:<30} {len(seconds):>7} {_line(sorted(seconds))}")
    print(f"  {'all':<30} {len(every):>7} {_line(every)}   aim of the p95 {1000 * _AIM:.0f}")
    print(f"  {len(every) / spent:.1f} a second; answers {dict(book.answers)}; faults {len(book.faults)}")
    print(f"  median and p95, tenth by tenth of the time: {_by_tenths(book.moments)}")
    own = 1000 * (used["server"] + used["database"]) / max(1, len(every))
    print(f"  processor time of a request, server and database together: {own:.0f} ms")
    print("  processor seconds a second of the run: "
          + ", ".join(f"{name} {seconds / spent:.2f}" for name, seconds in used.items())
          + f"; load after: {load_now()}", flush=True)  # fmt: skip
    for fault in book.faults[:10]:
        print(f"  fault: {fault}")


def _by_tenths(moments: list[tuple[float, float]]) -> str:
    first, last = min(moments)[0], max(moments)[0]
    tenths: list[list[float]] = [[] for _ in range(10)]
    for moment, seconds in moments:
        tenths[min(9, int(10 * (moment - first) / (last - first)))].append(seconds)
    return " · ".join(
        f"{1000 * statistics.median(one):.0f} {1000 * sorted(one)[int(0.95 * len(one))]:.0f}" for one in tenths if one
    )


def _line(seconds: list[float]) -> str:
    p95 = seconds[min(len(seconds) - 1, int(0.95 * len(seconds)))]
    return f"{1000 * statistics.median(seconds):>8.0f}{1000 * p95:>8.0f}{1000 * seconds[-1]:>8.0f}"
