"""Whether anything is lost on a bad day in the field: ``python -m benchmarks.drill --photos 10000``.

Founds an office of the practice county of its own, gives a group its plan, and lets telephones (Chromium, each with a
profile of its own and the promise that an installed app is given) take photos in the pocket app while everything goes
wrong by lot: the app is killed, the whole browser is killed with SIGKILL in the middle of keeping, the line drops,
delays, answers with faults, or loses the answer after the office has heard; the disk is full to the last byte; the
clock is days off. At last the line is good again. Then every photo that the app said it had kept must lie in the
office, whole and once, and every chain must be unbroken.

The lot is drawn by ``--seed``. Photos are small, so that ten thousand fit a test machine.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import psutil
from PIL import Image
from playwright.sync_api import Error, sync_playwright

PASSWORD = "shifan-lianxi"
_CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
_FLAGS = ["--no-sandbox", "--disable-background-networking", "--disable-gpu"]
_PHONE = {"width": 390, "height": 844}
_DISK_MIB = 700
_KEPT = """sum => Promise.race([
  new Promise((told) => setTimeout(() => told(false), 10_000)),
  new Promise((told) => {
    const asked = indexedDB.open('tuban-pocket');
    asked.onerror = () => told(false);
    asked.onsuccess = () => {
      try {
        const get = asked.result.transaction('media').objectStore('media').getKey(sum);
        get.onsuccess = () => { asked.result.close(); told(get.result !== undefined); };
        get.onerror = () => { asked.result.close(); told(false); };
      } catch { told(false); }
    };
  }),
])"""
_CLOCK = """(() => {
  const away = %d, Real = Date;
  const Skewed = class extends Real {
    constructor(...told) { told.length ? super(...told) : super(Real.now() + away); }
    static now() { return Real.now() + away; }
  };
  globalThis.Date = Skewed;
})()"""


@dataclass(slots=True)
class Counts:
    """What went wrong, and what became of the photos."""

    taken: int = 0
    kept: set[str] = field(default_factory=set)
    mishaps: Counter[str] = field(default_factory=Counter)


class Phone:
    """A telephone with the app: a browser with a profile of its own that outlives its kills."""

    def __init__(self, playwright: Any, url: str, folder: Path, lot: random.Random, counts: Counts) -> None:
        self._playwright, self._url, self._folder, self._lot, self.counts = playwright, url, folder, lot, counts
        self.name = folder.name
        self.context: Any = None
        self.page: Any = None
        self._is_line_bad = False
        self.patches: list[str] = []
        self.has_own_disk = _mounted(folder)

    def install(self) -> None:
        """Let the browser promise to keep what the app stores, as it does for one that was installed."""
        asked = {"durable_storage": {f"{self._url},*": {"last_modified": "13300000000000000", "setting": 1}}}
        told = {"profile": {"content_settings": {"exceptions": asked}}}
        (self._folder / "Default").mkdir()
        (self._folder / "Default/Preferences").write_text(json.dumps(told))

    def start(self, *, skew_ms: int = 0) -> None:
        """Start the browser and open the app."""
        self.context = self._playwright.chromium.launch_persistent_context(
            str(self._folder), executable_path=_CHROMIUM, args=_FLAGS, viewport=_PHONE, locale="zh-CN",
            base_url=self._url, permissions=["geolocation"], accept_downloads=True,
            geolocation={"longitude": 113.9, "latitude": 31.7, "accuracy": 5},
        )  # fmt: skip
        self.context.set_default_timeout(30_000)
        if skew_ms:
            self.context.add_init_script(_CLOCK % skew_ms)
        self.context.route("**/field/v1/**", self._on_the_line)
        # A page that the browser restored after a kill is not loaded, and answers nothing.
        restored, self.page = self.context.pages, self.context.new_page()
        for page in restored:
            page.close(run_before_unload=False)

    def register(self) -> None:
        """Sign in, register the telephone, take the package of the group."""
        self._sign_in()
        self.page.goto("/pocket/")
        self._enrol()
        self.patches = self.page.evaluate(
            """() => new Promise((told) => {
              const asked = indexedDB.open('tuban-pocket');
              asked.onsuccess = () => {
                const all = asked.result.transaction(['packages', 'parts']);
                all.objectStore('packages').getAll().onsuccess = (one) => {
                  const part = one.target.result[0].manifest.parts.find((part) => part.kind === 'patches');
                  all.objectStore('parts').get(part.sha256).onsuccess = async (found) => {
                    told(JSON.parse(await found.target.result.blob.text()).map((patch) => patch.id));
                  };
                };
              };
            })"""
        )

    def _sign_in(self) -> None:
        self.page.goto("/sign-in/")
        if self.page.url == f"{self._url}/":
            return
        self.page.get_by_label("账号").fill("waiye")
        self.page.get_by_label("密码").fill(PASSWORD)
        self.page.get_by_role("button", name="登录", exact=True).click()
        self.page.wait_for_url(f"{self._url}/")

    def _enrol(self) -> None:
        self.page.click("#register")
        self.page.click("[data-group]")
        self.page.wait_for_url("**#/today", timeout=900_000)
        self.page.wait_for_function("() => navigator.serviceWorker.controller")

    def begin_anew(self) -> None:
        """Do what somebody does whose browser threw the database of the app away: bring the second copy to the office,
        register again."""
        self.counts.mishaps["database thrown away by the browser"] += 1
        self.bad_line(False)
        self.context.set_offline(False)
        self._sign_in()
        self.page.goto("/pocket/#/device")
        self.page.wait_for_selector("#register")
        said = self.page.locator("#lost").inner_text() if self.page.locator("#lost").is_visible() else "nothing"
        print(f"{self.name} came up empty after {self.counts.taken} photos and says: {said}", flush=True)
        if self.page.locator("#bring").is_visible():
            self.page.click("#bring")
            self.page.wait_for_selector("#found", state="hidden", timeout=600_000)
        self._enrol()

    def kill_app(self) -> None:
        """Kill the app and open it again, with the clock set otherwise."""
        self.counts.mishaps["app killed"] += 1
        with contextlib.suppress(Error):
            self.page.close(run_before_unload=False)
        self.page = self.context.new_page()

    def kill_browser(self) -> None:
        """End every process of the browser at once, as a telephone without power does; start it again, its clock set
        otherwise."""
        self.counts.mishaps["browser killed (SIGKILL)"] += 1
        for process in psutil.process_iter(["cmdline"]):
            if f"--user-data-dir={self._folder}" in (process.info["cmdline"] or []):
                with contextlib.suppress(psutil.Error):
                    os.kill(process.pid, signal.SIGKILL)
        with contextlib.suppress(Error):
            self.context.close()
        time.sleep(0.5)
        for left in ("SingletonLock", "SingletonSocket", "SingletonCookie"):
            (self._folder / left).unlink(missing_ok=True)
        skew = self._lot.randint(-2 * 86_400_000, 2 * 86_400_000)
        self.counts.mishaps["clock set otherwise"] += 1
        self.start(skew_ms=skew)

    def bad_line(self, is_bad: bool) -> None:
        """Let the line be bad, or good."""
        self._is_line_bad = is_bad

    def _on_the_line(self, route: Any) -> None:
        """Let a request through, or not, by lot."""
        with contextlib.suppress(Error):
            if not self._is_line_bad:
                route.continue_()
                return
            drawn = self._lot.random()
            if drawn < 0.25:
                self.counts.mishaps["request dropped"] += 1
                route.abort("connectionreset")
            elif drawn < 0.35:
                self.counts.mishaps["answer lost after the office heard"] += 1
                route.fetch()
                route.abort("connectionreset")
            elif drawn < 0.42:
                self.counts.mishaps["answered with 503"] += 1
                route.fulfill(status=503, body="busy")
            elif drawn < 0.52:
                self.counts.mishaps["delayed"] += 1
                self.page.wait_for_timeout(self._lot.randint(50, 600))
                route.continue_()
            else:
                route.continue_()

    @property
    def _is_empty(self) -> bool:
        return bool(self.page.url.endswith("#/device"))

    def holds(self, sha256: str) -> bool:
        """Whether the app keeps a photo."""
        return bool(self.page.evaluate(_KEPT, sha256))

    def opened_at(self, patch: str) -> None:
        """Open the photos of a patch, starting the app where it does not run."""
        if self._is_empty:
            self.begin_anew()
        if not self.page.url.startswith(f"{self._url}/pocket/"):
            self.page.goto(f"/pocket/#/patch/{patch}/capture")
        else:
            self.page.evaluate("address => { location.hash = address }", f"#/patch/{patch}/capture")
        self.page.wait_for_selector("#photo-far", state="attached")

    def take(self, path: Path, sha256: str, patch: str) -> None:
        """Take a photo until the app keeps it; what goes wrong meanwhile is drawn by lot."""
        self.counts.taken += 1
        while True:
            try:
                self.opened_at(patch)
                if self.holds(sha256):
                    break
                drawn = self._lot.random()
                if drawn < 0.006 and self.has_own_disk:
                    self._take_on_full_disk(path, sha256)
                    continue
                self.page.set_input_files("#photo-far", str(path))
                if drawn > 0.995:
                    self.page.wait_for_timeout(self._lot.randint(0, 30))
                    self.kill_browser()
                    continue
                if drawn > 0.985:
                    self.page.wait_for_timeout(self._lot.randint(0, 20))
                    self.kill_app()
                    continue
                if self._is_kept_soon(sha256):
                    break
                self.counts.mishaps["not kept at once, taken again"] += 1
            except Error as error:
                self.counts.mishaps[f"tool: {str(error).splitlines()[0][:60]}"] += 1
                if not self._is_empty:
                    self.kill_app()
        self.counts.kept.add(sha256)

    def _is_kept_soon(self, sha256: str) -> bool:
        until = time.monotonic() + 15
        while time.monotonic() < until:
            if self.holds(sha256):
                return True
            self.page.wait_for_timeout(5)
        return False

    def _take_on_full_disk(self, path: Path, sha256: str) -> None:
        """Take a photo while no byte fits on the disk any more: what the app says it keeps then counts as kept."""
        filler = self._folder / "filler"
        try:
            with contextlib.suppress(OSError), filler.open("wb", buffering=0) as file:
                while True:
                    file.write(bytes(1 << 16))
            self.page.set_input_files("#photo-far", str(path))
            self.page.wait_for_timeout(250)
            kept = self.holds(sha256)
            self.counts.mishaps["disk full, kept all the same" if kept else "disk full, refused"] += 1
        finally:
            filler.unlink(missing_ok=True)

    def bring_home(self, minutes: float) -> bool:
        """Wait with a good line until the app says that everything is safe."""
        self.bad_line(False)
        until = time.monotonic() + minutes * 60
        while time.monotonic() < until:
            try:
                if self._is_empty:
                    self.begin_anew()
                self.page.goto("/pocket/#/ledger")
                self.page.evaluate("dispatchEvent(new Event('online'))")
                self.page.wait_for_selector("#strip.is-safe", timeout=60_000)
                return True
            except Error:
                continue
        return False


def _mounted(folder: Path) -> bool:
    """Give a telephone a small disk of its own, that can be filled; whether this machine lets us (root, Linux)."""
    folder.mkdir()
    mount = shutil.which("mount")
    if mount is None or os.geteuid() != 0:
        return False
    told = subprocess.run(
        [mount, "-t", "tmpfs", "-o", f"size={_DISK_MIB}m", "tuban-drill", str(folder)], check=False,
        capture_output=True,
    )  # fmt: skip
    return told.returncode == 0


def _photo(folder: Path, number: int, noise: np.random.Generator) -> tuple[Path, str]:
    path = folder / f"{number}.jpg"
    Image.fromarray(noise.integers(0, 255, (96, 128, 3), dtype=np.uint8)).save(path, quality=70)
    return path, hashlib.sha256(path.read_bytes()).hexdigest()


@contextlib.contextmanager
def _office(home: Path, disc: Path) -> Iterator[str]:
    """Found the office, give the group its plan, and serve."""
    environment = {
        **os.environ, "TUBAN_HOME": str(home), "TUBAN_PRACTICE": "1", "TUBAN_API_PER_MINUTE": "1000000",
        "TUBAN_FIELD_PER_MINUTE": "1000000",
    }  # fmt: skip
    for command in (["tuban.site.manage", "migrate", "-v0"], ["tuban.site.practice", str(disc)],
                    ["benchmarks.drill", "--found"]):  # fmt: skip
        subprocess.run([sys.executable, "-m", *command], env=environment, check=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "tuban", "serve", "--practice", "--port", str(port)], env=environment,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    url = f"http://localhost:{port}"
    try:
        until = time.monotonic() + 120
        while time.monotonic() < until:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                break
            time.sleep(0.3)
        time.sleep(3)
        yield url
    finally:
        server.terminate()
        server.wait(60)


def _found() -> None:
    """Give the first field group of the practice county all patches, on one day after the other."""
    from tuban.site.opening import open_office

    open_office(practice=True)
    from datetime import date

    from django.utils import timezone

    from tuban.workflow.campaigns.models import Campaign
    from tuban.workflow.organisations.models import Group, Membership, Person
    from tuban.workflow.organisations.roles import GroupKind
    from tuban.workflow.patches.models import Patch
    from tuban.workflow.routes.models import Day, Plan, Team, Visit

    campaign, person = Campaign.objects.get(), Person.objects.get(username="waiye")
    group = Group.objects.filter(kind=GroupKind.FIELD, members__person=person, until__isnull=True).first()
    if group is None:
        unit = person.holdings.get().post.unit
        group = Group.objects.create(unit=unit, kind=GroupKind.FIELD, name="外业一组", since=date(2024, 1, 1))
        Membership.objects.create(group=group, person=person, name=person.name, duty="调查员")
    plan = Plan.objects.create(
        campaign=campaign, unit=group.unit, title="演练", state=Plan.State.PLANNED, made_by=person,
        given_out_at=timezone.now(),
    )  # fmt: skip
    team = Team.objects.create(plan=plan, group=group, place=1, name=group.name, start_lon=113.9, start_lat=31.7)
    patches = list(Patch.objects.filter(campaign=campaign, fate="active"))
    for day in range(1, len(patches) // 16 + 2):
        Day.objects.create(team=team, day=day, leaves=30600, returns=61200)
    Visit.objects.bulk_create(
        Visit(
            plan=plan, patch=patch, team=team, day=1 + at // 16, order=1 + at % 16, arrives=32400, begins=32400,
            leaves=33600, way=[[113.9, 31.7], list(patch.geometry.centroid.coords)], lon=113.9, lat=31.7,
        )
        for at, patch in enumerate(patches)
    )  # fmt: skip


def _proved(kept: set[str]) -> dict[str, Any]:
    """Hold what the office has against what the telephones said they kept."""
    from tuban.site.opening import open_office

    open_office(practice=True)
    from tuban.workflow import store
    from tuban.workflow.evidence.log import chain_of
    from tuban.workflow.evidence.models import Device, LogEntry, LogFile, Media

    safe = {one.sha256: one for one in Media.objects.filter(state=Media.State.SAFE)}
    lost = [sha256 for sha256 in kept if sha256 not in safe]
    damaged = [
        sha256 for sha256, one in safe.items()
        if store.checksum_of(store.found(one.sha256, one.suffix)) != sha256
    ]  # fmt: skip
    named = Counter(LogFile.objects.filter(log_entry__kind="photo.taken").values_list("sha256", flat=True))
    chains = [chain_of(one) for one in Device.objects.all()]
    return {
        "kept by the telephones": len(kept),
        "safe in the office": len(set(safe) & kept),
        "lost": len(lost),
        "damaged": len(damaged),
        "without an entry": sum(1 for sha256 in kept if not named[sha256]),
        "doubled": sum(1 for sha256 in kept if named[sha256] > 1),
        "entries": LogEntry.objects.count(),
        "chains whole": f"{sum(one.is_whole for one in chains)} of {len(chains)}",
        "applied": dict(Counter(LogEntry.objects.values_list("applied", flat=True))),
    }


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--photos", type=int, default=10_000)
    parser.add_argument("--phones", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=60, help="when to stop taking photos")
    parser.add_argument("--disc", type=Path, default=Path("build/practice-county"))
    parser.add_argument("--found", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.found:
        _found()
        return
    lot, noise, counts = random.Random(asked.seed), np.random.default_rng(asked.seed), Counts()
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="tuban-drill-") as scratch:
        folder = Path(scratch)
        home, photos = folder / "home", folder / "photos"
        home.mkdir()
        photos.mkdir()
        with contextlib.ExitStack() as end, _office(home, asked.disc) as url, sync_playwright() as playwright:
            phones = [Phone(playwright, url, folder / f"phone-{at}", lot, counts) for at in range(asked.phones)]
            for phone in phones:
                if phone.has_own_disk:
                    end.callback(subprocess.run, ["umount", "-l", str(folder / phone.name)], check=False)
                phone.install()
                phone.start()
                phone.register()
            begun_taking = time.monotonic()
            until = begun_taking + asked.minutes * 60
            for number in range(asked.photos):
                if time.monotonic() > until:
                    break
                phone = phones[number % len(phones)]
                if number % 20 == 0:
                    phone.bad_line(lot.random() < 0.7)
                if number % 50 == 0:
                    is_off = lot.random() < 0.3
                    counts.mishaps["offline" if is_off else "online"] += 1
                    with contextlib.suppress(Error):
                        phone.context.set_offline(is_off)
                path, sha256 = _photo(photos, number, noise)
                phone.take(path, sha256, phone.patches[number // len(phones) % len(phone.patches)])
                path.unlink()
                if number % 500 == 499:
                    print(f"{number + 1} photos, {time.monotonic() - begun_taking:.0f} s", flush=True)
            taking = time.monotonic() - begun_taking
            for phone in phones:
                phone.context.set_offline(False)
            home_safe = [phone.bring_home(30) for phone in phones]
            for phone in phones:
                phone.context.close()
            time.sleep(20)  # the worker applies what came last
        os.environ.update(TUBAN_HOME=str(home), TUBAN_PRACTICE="1")
        told = {
            "photos taken": counts.taken, "seconds of taking": round(taking),
            "telephones that say all is safe": f"{sum(home_safe)} of {len(home_safe)}",
            **_proved(counts.kept), "went wrong": dict(counts.mishaps.most_common()),
            "seconds in all": round(time.monotonic() - begun),
        }  # fmt: skip
    print(json.dumps(told, ensure_ascii=False, indent=1))
    if told["lost"] or told["damaged"] or told["doubled"] or told["without an entry"]:
        sys.exit(1)


if __name__ == "__main__":
    main()
