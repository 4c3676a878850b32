"""What a surveyor does with the telephone."""

from __future__ import annotations

import base64
import re
from pathlib import Path
from typing import Any

from tuban.jobs.models import Job
from tuban.jobs.work import do

_OF_THE_LINE = re.compile(r"ERR_INTERNET_DISCONNECTED|ERR_FAILED|Failed to load resource|WebGL|GPU stall|GL Driver")
"""What Chromium says of a line that a test cut, and of drawing without a graphics card."""

_FILM = """async () => {
  const canvas = Object.assign(document.createElement("canvas"), { width: 320, height: 240 });
  const pen = canvas.getContext("2d");
  const recorder = new MediaRecorder(canvas.captureStream(25), { videoBitsPerSecond: 4_000_000 });
  const pieces = [];
  recorder.ondataavailable = ({ data }) => pieces.push(data);
  const ended = new Promise((told) => { recorder.onstop = told; });
  recorder.start();
  for (let frame = 0; frame < 30; frame++) {
    for (let spot = 0; spot < 900; spot++) {
      pen.fillStyle = `hsl(${Math.random() * 360} 80% 50%)`;
      pen.fillRect(Math.random() * 320, Math.random() * 240, 12, 12);
    }
    await new Promise((told) => setTimeout(told, 40));
  }
  recorder.stop();
  await ended;
  const bytes = new Uint8Array(await new Blob(pieces).arrayBuffer());
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}"""


class Surveyor:
    """A telephone in somebody's hand. ``faults`` is what the app's page did that no page may do."""

    def __init__(self, context: Any, faults: list[str]) -> None:
        self.context, self._faults = context, faults
        self.page = self._opened()

    def _opened(self) -> Any:
        page = self.context.new_page()
        page.on("pageerror", lambda error: self._faults.append(str(error)))
        page.on(
            "console",
            lambda said: said.type == "error" and not _OF_THE_LINE.search(said.text) and self._faults.append(said.text),
        )
        return page

    def begin(self) -> None:
        """Register the telephone and take the package of the group."""
        self.page.goto("/pocket/")
        self.page.click("#register")
        self.takes_the_package()
        self.page.wait_for_function("() => navigator.serviceWorker.controller")
        self.page.wait_for_function("() => caches.keys().then((all) => all.length === 1)")

    def takes_the_package(self) -> None:
        """Take the package of the group, which the office makes meanwhile."""
        self.page.click("[data-group]")
        self.page.wait_for_function("() => document.querySelector('.progress-words')?.textContent")
        office_works()
        self.page.wait_for_url("**#/today")

    def line(self, there: bool) -> None:
        """Have a line, or none."""
        self.context.set_offline(not there)

    def killed(self) -> None:
        """The app is killed, and opened again."""
        address = self.page.url
        self.page.close(run_before_unload=False)
        self.page = self._opened()
        self.page.goto(address)

    def loses_its_database(self) -> None:
        """The browser throws the database of the app away while the app runs."""
        origin = self.page.evaluate("location.origin")
        session = self.context.new_cdp_session(self.page)
        session.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "indexeddb"})

    def switched_off(self) -> None:
        """The browser itself is closed."""
        self.context.close()

    def workers(self) -> Any:
        """Speak with the browser about its service workers."""
        session = self.context.new_cdp_session(self.page)
        session.send("ServiceWorker.enable")
        return session

    def stands_at(self, lon: float, lat: float, accuracy: float = 4) -> None:
        """Go somewhere."""
        self.context.set_geolocation({"longitude": lon, "latitude": lat, "accuracy": accuracy})

    def opens(self, screen: str) -> None:
        """Open a screen of the app."""
        self.page.evaluate("(address) => { location.hash = address }", f"#/{screen}")
        self.page.wait_for_function("(address) => location.hash === address", arg=f"#/{screen}")

    def arrives(self, patch: str) -> None:
        """Open a patch and say that one is there."""
        self.opens(f"patch/{patch}")
        self.page.click(".deeds #arrive")
        self.page.wait_for_selector("#finish")

    def photographs(self, patch: str, path: Any, view: str = "far") -> None:
        """Take a photo."""
        self.opens(f"patch/{patch}/capture")
        before = self.page.locator(".photos figure").count()
        self.page.set_input_files(f"#photo-{view}", path)
        self.page.wait_for_function("(n) => document.querySelectorAll('.photos figure').length > n", arg=before)

    def types(self, patch: str, **facts: str) -> None:
        """Fill in the sheet, without recording it."""
        self.opens(f"patch/{patch}/form")
        for fact, value in facts.items():
            field = self.page.locator(f'[data-fact="{fact}"]')
            word = field.locator(f'[data-value="{value}"]')
            field.wait_for()
            if word.count():
                word.click()
            else:
                field.locator("input").first.fill(value)

    def records(self) -> None:
        """Record what was typed."""
        self.page.click("#record")
        self.page.wait_for_selector(".patch-head")

    def leaves(self, outcome: str = "done") -> None:
        """Say how the visit ended."""
        self.page.click("#finish")
        self.page.click(f'[data-outcome="{outcome}"]')
        self.page.wait_for_url("**#/today")

    def measures(self, patch: str, method: str) -> None:
        """Begin to measure a boundary of a patch."""
        self.opens(f"patch/{patch}/boundary")
        self.page.click(f"#by-{method}")

    def has_corners(self, count: int) -> None:
        """Wait until the boundary under way has so many corners."""
        self.page.wait_for_function(
            "(n) => document.querySelector('#perimeter')?.textContent.includes(` ${n} 个界址点`)", arg=count
        )

    def area(self) -> float:
        """The area of the boundary under way, in square metres."""
        return float(self.page.locator("#area-m2").inner_text())

    def walks(self, places: list[tuple[float, float]], begin: int = 0) -> None:
        """Walk along places, a corner at each."""
        for count, (lon, lat) in enumerate(places, start=begin + 1):
            self.stands_at(lon, lat, 3)
            self.has_corners(count)

    def chooses(self, path: Any) -> None:
        """Choose the file of a receiver."""
        self.page.set_input_files("#receiver-file", path)

    def keeps_boundary(self) -> None:
        """Keep the boundary under way."""
        self.page.click("#keep-boundary")
        self.page.wait_for_selector(".patch-head")

    def turns(self, heading: float) -> None:
        """Look somewhere: what the compass of the telephone says."""
        self.page.evaluate(
            """(heading) => dispatchEvent(new DeviceOrientationEvent("deviceorientationabsolute",
                 { alpha: (360 - heading) % 360, beta: 80, gamma: 0, absolute: true }))""",
            heading,
        )

    def films(self, path: Path) -> Path:
        """Take a film with the camera of the system: a second of coloured noise."""
        content = self.page.evaluate(_FILM)
        path.write_bytes(base64.b64decode(content))
        return path

    def corners(self, places: list[tuple[float, float]], begin: int = 0) -> None:
        """Walk to places and take the mean of five fixes at each."""
        for number, (lon, lat) in enumerate(places, start=begin + 1):
            self.page.click("#corner")
            for fix in range(5):
                self.stands_at(lon + fix * 1e-8, lat)
                self.page.wait_for_timeout(120)
            self.has_corners(number)

    def strip(self) -> str:
        """What the strip says: how much is safe."""
        return str(self.page.locator("#strip b").inner_text())

    def counts(self, total: int) -> None:
        """Wait until the strip speaks of so many entries and files."""
        self.page.wait_for_selector(f"#strip b:has-text(' / {total} 已安全')")

    def keeps_trying(self, times: int) -> None:
        """Hear that the line is back again and again, until everything is safe."""
        for _ in range(times):
            self.page.evaluate("dispatchEvent(new Event('online'))")
            self.page.wait_for_timeout(1_700)
            if self.page.locator("#strip.is-safe").count():
                return

    def waits_until_safe(self) -> None:
        """Wait until everything has its receipt."""
        self.page.wait_for_selector("#strip.is-safe", timeout=60_000)


def office_works() -> None:
    """Let the office's worker do what waits."""
    for _ in range(40):
        jobs = list(Job.objects.filter(state=Job.State.WAITING))
        for job in jobs:
            done = do(job.pk)
            assert done.state == Job.State.DONE, done.error
        if jobs:
            return
