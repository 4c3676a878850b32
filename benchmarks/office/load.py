"""A full office: hundreds of people and dozens of devices for a quarter of an hour, and what memory that takes.

People do what they do in :mod:`benchmarks.office.people`, with longer pauses; devices of the field hand in signed
entries, a batch every half minute, as an app does that has a line. Memory is what the processes of the server hold by
themselves, read every ten seconds: it is compared at the end with what it was after the first quarter.
"""

from __future__ import annotations

import json
import os
import random
import statistics
import subprocess
import threading
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import psutil
import requests
from django.db import connection
from django.utils import timezone

from benchmarks.office.doors import Visitor, server_of
from benchmarks.office.people import Book, Worker, cast_of, day_of, load_now, print_book, processor_seconds, warm
from benchmarks.page import machine, put
from benchmarks.sync import Device
from tuban.workflow.organisations.models import Person
from tuban.workflow.organisations.queries import acting_as
from tuban.workflow.patches.models import Patch

_BATCH, _EVERY = 5, 30.0
_SETTLES = 40.0
"""Seconds until a server that was just started has loaded what it loads by itself, beside its first pages."""
_MOST_GROWTH, _AIM = 0.05, 0.5
_KEPT = Path(__file__).parents[2] / "build" / "bench" / "load.json"


def bear(log: Path, *, minutes: float, people: int, devices: int, pause: float, page: Path | None = None) -> int:
    """Let them all work, print what they waited and what it took; returns 1 where an aim was missed. ``page`` is where
    it is written beside what was measured with other pauses."""
    book = Book()
    cast = cast_of(people)
    hands = _devices(devices, int(60 * minutes / _EVERY) + 1)
    with server_of(log) as (address, server):
        print(f"{connection.vendor}, {Patch.objects.count()} patches, {people} people and {devices} devices for "
              f"{minutes:g} min, {pause:g} s between two deeds; {os.cpu_count()} processors; load before: {load_now()}",
              flush=True)  # fmt: skip
        workers = [
            Worker(Visitor.signed_in(address, name), campaign, places, book, random.Random(place))
            for place, (name, campaign, places) in enumerate(cast)
        ]
        warm(workers)
        time.sleep(_SETTLES)
        before, began = processor_seconds(), time.perf_counter()
        until = began + 60 * minutes
        held: list[tuple[float, float]] = []
        sent_by: dict[object, int] = {}
        threads = [
            *(threading.Thread(target=day_of, args=(worker, cast[place][0], until, pause), daemon=True)
              for place, worker in enumerate(workers)),
            *(threading.Thread(target=_hand_in, args=(one, address, place, until, book, sent_by), daemon=True)
              for place, one in enumerate(hands)),
            threading.Thread(target=_watch, args=(server, began, until, held), daemon=True),
        ]  # fmt: skip
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        spent = time.perf_counter() - began
        used = {name: after - before.get(name, 0.0) for name, after in processor_seconds().items()}
    print_book(book, spent, used)
    growth = _growth(held, spent)
    lost = _not_kept(sent_by)
    every = sorted(one for seconds in book.seconds.values() for one in seconds)
    p95 = every[int(0.95 * len(every))]
    print(f"  memory of the server: {held[-1][1]:.0f} MB, {100 * growth:+.1f} % since the first quarter; "
          f"entries of devices not kept: {lost}")  # fmt: skip
    if page is not None:
        _keep(page, pause, {
            "what": f"{connection.vendor}, {Patch.objects.count():,} patches, {people} people, {devices} devices",
            "minutes": minutes, "a second": len(every) / spent, "median": statistics.median(every), "p95": p95,
            "second half": p95_of(moment for moment in book.moments if moment[0] > began + spent / 2),
            "worst": every[-1], "faults": len(book.faults), "growth": growth, "lost": lost,
            "server": used["server"] / spent, "database": used["database"] / spent, "load": load_now(),
        })  # fmt: skip
    return int(bool(book.faults) or growth > _MOST_GROWTH or p95 > _AIM or lost > 0)


def p95_of(moments: Iterable[tuple[float, float]]) -> float:
    """Return the 95th of a hundred of what was waited, of moments with their seconds."""
    found = sorted(seconds for _moment, seconds in moments)
    return found[int(0.95 * len(found))] if found else 0.0


def _keep(page: Path, pause: float, told: dict[str, Any]) -> None:
    """Keep what was measured with a pause, and write all of it into the page."""
    _KEPT.parent.mkdir(parents=True, exist_ok=True)
    known = json.loads(_KEPT.read_text(encoding="utf-8")) if _KEPT.exists() else {}
    known[f"{pause:g}"] = told | {"machine": machine(), "day": timezone.localdate().isoformat()}
    _KEPT.write_text(json.dumps(known, indent=1), encoding="utf-8")
    lines = [
        "| pause | day, machine | for | answered a second | median | p95 | p95 of the second half | worst | faults "
        "| memory | not kept | processor a second: server, database |",
        "|" + "---|" * 12,
        *(
            f"| {pause} s | {one['day']}, {one['machine']}; {one['what']} | {one['minutes']:g} min "
            f"| {one['a second']:.1f} | {_ms(one['median'])} | **{_ms(one['p95'])}** | {_ms(one['second half'])} "
            f"| {_ms(one['worst'])} | {one['faults']} | {100 * one['growth']:+.1f} % | {one['lost']} "
            f"| {one['server']:.2f}, {one['database']:.2f} |"
            for pause, one in sorted(known.items(), key=lambda told: float(told[0]))
        ),
    ]
    put(page, "load", "\n".join(lines))


def _ms(seconds: float | None) -> str:
    return "–" if seconds is None else f"{1000 * seconds:.0f} ms"


def _devices(count: int, batches: int) -> list[Device]:
    """Register devices of people of the field and write their logs."""
    surveyors = list(Person.objects.filter(username__startswith="waiye9").order_by("username"))
    if not surveyors:
        raise SystemExit("nobody of the field is in this office: fill it first")
    made = []
    for number in range(count):
        acting = acting_as(surveyors[number % len(surveyors)], None, on=timezone.localdate())
        area = acting.post.unit.area_code
        patches = Patch.objects.filter(area_code__startswith=area, fate="active").values_list("uuid", flat=True)
        one = Device(number, acting, list(patches[number * 20 : number * 20 + 20]) or list(patches[:20]))
        one.write(batches * _BATCH)
        made.append(one)
    return made


def _hand_in(device: Device, address: str, place: int, until: float, book: Book, sent_by: dict[object, int]) -> None:
    line = requests.Session()
    line.headers.update({"Authorization": f"Bearer {device.token}"})
    time.sleep(_EVERY * (place % 50) / 50)
    sent = 0
    while time.perf_counter() < until and sent < len(device.log):
        began = time.perf_counter()
        try:
            body = {"entries": device.log[sent : sent + _BATCH]}
            answer = line.post(f"{address}/field/v1/entries", json=body, timeout=60)
            book.note("device, entries", time.perf_counter() - began, answer)
            sent += _BATCH
        except (requests.RequestException, OSError) as error:
            book.fault("device, entries", error)
        sent_by[device.row.pk] = sent
        time.sleep(max(0.0, _EVERY - (time.perf_counter() - began)))


def _not_kept(sent_by: dict[object, int]) -> int:
    from tuban.workflow.evidence.models import LogEntry

    kept = LogEntry.objects.filter(device__in=list(sent_by)).count()
    return sum(sent_by.values()) - kept


def _watch(server: subprocess.Popen[bytes], began: float, until: float, held: list[tuple[float, float]]) -> None:
    while time.perf_counter() < until:
        held.append((time.perf_counter() - began, _megabytes(server.pid)))
        time.sleep(10)


def _megabytes(pid: int) -> float:
    total = 0
    above = psutil.Process(pid)
    for one in (above, *above.children(recursive=True)):
        try:
            total += one.memory_full_info().uss
        except psutil.Error:
            continue
    return total / 1e6


def _growth(held: list[tuple[float, float]], spent: float) -> float:
    """Return by which share more memory is held in the last tenth of the time than at the end of the first quarter."""
    first = [size for moment, size in held if 0.2 * spent <= moment <= 0.3 * spent]
    last = [size for moment, size in held if moment >= 0.9 * spent]
    return statistics.median(last) / statistics.median(first) - 1 if first and last else 0.0
