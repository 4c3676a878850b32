"""``python -m benchmarks.sync``: devices hand in their logs at a steady rate; none may be lost or kept twice.

Starts the office of TUBAN_HOME on a loopback port (``TUBAN_DATABASE_URL`` names PostGIS), loads the practice county
where it is missing, registers devices, writes and signs their logs beforehand, and sends them on time: a request that
comes late waits in the latency of the next. Every tenth batch is sent twice. Afterwards it waits until the worker has
applied everything, counts, and reads the chain of every device again.
"""

from __future__ import annotations

import argparse
import hashlib
import http.client
import json
import os
import statistics
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

DISC = Path(__file__).parents[1] / "build" / "practice-county"
_AGAIN_EVERY = 10
_PHOTO = {"bytes": 3_400_000, "type": "image/jpeg", "name": "近景.jpg"}


class Device:
    """A registered device with a log that is signed before the clock starts."""

    def __init__(self, number: int, acting: Any, patches: list[Any]) -> None:
        from tuban.workflow.evidence.devices import register_device

        self.key, public = _key()
        made = register_device(by=acting, name=f"压测 {number}", public_key=public)
        self.row, self.token = made.device, made.secret
        self._patches, self._last = patches, ""
        self.log: list[dict[str, str]] = []

    def write(self, count: int) -> None:
        """Write entries: mostly photos, notes and ways, every tenth tells facts."""
        for _each in range(count):
            seq = len(self.log) + 1
            patch = self._patches[seq // 10 % len(self._patches)]
            kind, body = self._deed(seq)
            at = datetime.now(UTC) - timedelta(hours=8) + timedelta(seconds=seq)
            text = json.dumps({
                "v": 1, "id": str(uuid4()), "device": str(self.row.pk), "seq": seq, "previous": self._last,
                "at": at.isoformat(), "clock": {"boot": "b", "ms": seq * 1000, "office_offset_ms": 0},
                "person": str(self.row.person_id), "package": None, "patch": str(patch), "visit": None, "kind": kind,
                "body": body,
            }, ensure_ascii=False)  # fmt: skip
            self._last = hashlib.sha256(text.encode()).hexdigest()
            self.log.append({"text": text, "signature": _signature(self.key, text)})

    def _deed(self, seq: int) -> tuple[str, dict[str, Any]]:
        place = {"lon": 120.1, "lat": 30.2, "accuracy_m": 4.0, "altitude_m": None, "at": None, "source": "gps"}
        if seq % 10 == 1:
            return "facts.told", {
                "changes": [{"fact": "user", "old": "", "new": f"用地人 {self.row.name}"}], "source": "外业手簿",
            }  # fmt: skip
        if seq % 10 == 5:
            return "track.recorded", {"points": [[120.1, 30.2, 4.0, None]] * 60}
        if seq % 10 == 7:
            return "note.written", {"text": "现场有新建钢棚一处，门锁闭。"}
        media = {**_PHOTO, "sha256": hashlib.sha256(f"{self.row.pk} {seq}".encode()).hexdigest()}
        return "photo.taken", {"media": media, "position": place, "bearing": 47.5, "view": "near", "note": ""}


def _key() -> tuple[Any, dict[str, str]]:
    from tests.field.device import Key

    key = Key()
    return key, key.public


def _signature(key: Any, text: str) -> str:
    return str(key.signature(text))


def _send(device: Device, port: int, batch: int, every: float, begin: float, seconds: float, told: list[float]) -> None:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    headers = {"Authorization": f"Bearer {device.token}", "Content-Type": "application/json"}
    for turn in range(int(seconds / every)):
        due = begin + turn * every
        time.sleep(max(0.0, due - time.monotonic()))
        body = json.dumps({"entries": device.log[turn * batch : (turn + 1) * batch]})
        for _time in range(2 if turn % _AGAIN_EVERY == 3 else 1):
            line.request("POST", "/field/v1/entries", body, headers)
            answer = line.getresponse()
            content = answer.read()
            if answer.status != 200 or b'"refused"' in content:
                raise SystemExit(f"{answer.status} {content[:300]!r}")
        told.append(time.monotonic() - due)


def _ask_who(device: Device, port: int) -> None:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    headers = {"Authorization": f"Bearer {device.token}", "Content-Type": "application/json"}
    for method, address, body in (("GET", "/field/v1/me", None), ("POST", "/field/v1/entries", '{"entries": []}')):
        line.request(method, address, body, headers)
        line.getresponse().read()
    line.close()


def _load() -> None:
    from tuban.workflow.patches.models import Patch

    if not Patch.objects.exists():
        subprocess.run([sys.executable, "-m", "tuban.site.practice", str(DISC)], check=True)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.sync", description=__doc__)
    parser.add_argument("--seconds", type=float, default=300.0)
    parser.add_argument("--rate", type=float, default=100.0, help="entries a second, of all devices")
    parser.add_argument("--devices", type=int, default=20)
    parser.add_argument("--batch", type=int, default=5, help="entries a request")
    parser.add_argument("--receipts-only", action="store_true", help="without the worker: what receipts alone cost")
    parser.add_argument("--port", type=int, default=8532)
    asked = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tuban.site.settings")
    os.environ["TUBAN_PRACTICE"] = "1"
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    settings.HOME.make()
    call_command("migrate", verbosity=0)
    _load()
    raise SystemExit(0 if _drill(asked) else 1)


def _drill(asked: argparse.Namespace) -> bool:
    from django.utils import timezone

    from tuban.workflow.organisations.models import Person
    from tuban.workflow.organisations.queries import acting_as
    from tuban.workflow.patches.models import Patch

    acting = acting_as(Person.objects.get(username="waiye"), None, on=timezone.localdate())
    uuids = [str(one) for one in Patch.objects.filter(fate="active").values_list("uuid", flat=True)]
    every = asked.devices * asked.batch / asked.rate
    devices = [Device(number, acting, uuids[number :: asked.devices]) for number in range(asked.devices)]
    for device in devices:
        device.write(int(asked.seconds / every) * asked.batch)
    log = (Path(os.environ["TUBAN_HOME"]) / "sync.log").open("wb")
    office = subprocess.Popen(
        [sys.executable, "-m", "tuban", "serve", "--practice", "--port", str(asked.port),
         *(["--web-only"] if asked.receipts_only else [])],
        stdout=log, stderr=log,
    )  # fmt: skip
    try:
        _wait_for(asked.port)
        for one in devices * 2:  # each process of the server has served before the clock starts, as on any morning
            _ask_who(one, asked.port)
        begin, told = time.monotonic() + 0.5, []
        lines = [
            threading.Thread(
                target=_send,
                args=(one, asked.port, asked.batch, every, begin + every * number / asked.devices, asked.seconds, told),
            )
            for number, one in enumerate(devices)
        ]
        for one in lines:
            one.start()
        for one in lines:
            one.join()
        took = time.monotonic() - begin
        return _said(devices, told, took, 0.0 if asked.receipts_only else _applied(devices))
    finally:
        office.terminate()
        office.wait(30)
        log.close()


def _wait_for(port: int) -> None:
    for _time in range(120):
        try:
            line = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            line.request("GET", "/field/v1/me")
            if line.getresponse().status == 401:
                return
        except OSError:
            time.sleep(0.5)
    raise SystemExit("the office did not start")


def _applied(devices: list[Device]) -> float:
    """Wait until nothing waits any more; returns how many seconds that took after the last receipt."""
    from tuban.workflow.evidence.models import LogEntry

    begun = time.monotonic()
    keys = [one.row.pk for one in devices]
    while LogEntry.objects.filter(device__in=keys, applied="waiting").exists() and time.monotonic() - begun < 600:
        time.sleep(1)
    return time.monotonic() - begun


def _said(devices: list[Device], told: list[float], took: float, applied: float) -> bool:
    from django.db.models import Count

    from tuban.workflow.evidence.log import chain_of
    from tuban.workflow.evidence.models import LogEntry

    keys = [one.row.pk for one in devices]
    sent, kept = sum(len(one.log) for one in devices), LogEntry.objects.filter(device__in=keys).count()
    whole = all(chain_of(one.row).is_whole for one in devices)
    by_state = dict(LogEntry.objects.filter(device__in=keys).values_list("applied").annotate(n=Count("pk")))
    marks = statistics.quantiles(told, n=100)
    print(f"entries sent {sent}, kept {kept}, chains whole: {whole}; {kept / took:.1f} a second for {took:.0f} s")
    print(f"a request: median {marks[49] * 1000:.0f} ms, p95 {marks[94] * 1000:.0f} ms, p99 {marks[98] * 1000:.0f} ms, "
          f"longest {max(told) * 1000:.0f} ms ({len(told)} turns)")  # fmt: skip
    print(f"applied {applied:.0f} s after the last receipt: {by_state}")
    return sent == kept and whole and marks[94] < 0.3


if __name__ == "__main__":
    main()
