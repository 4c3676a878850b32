"""What a surveyor does with the telephone."""

from __future__ import annotations

import re
from typing import Any

from tuban.jobs.models import Job
from tuban.jobs.work import do

_OF_THE_LINE = re.compile(r"ERR_INTERNET_DISCONNECTED|ERR_FAILED|Failed to load resource|WebGL|GPU stall|GL Driver")
"""What Chromium says of a line that a test cut, and of drawing without a graphics card."""


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
        self.page.click("[data-group]")
        self.page.wait_for_function("() => document.querySelector('.progress-words')?.textContent")
        office_works()
        self.page.wait_for_url("**#/today")
        self.page.wait_for_function("() => navigator.serviceWorker.controller")
        self.page.wait_for_function("() => caches.keys().then((all) => all.length === 1)")

    def line(self, there: bool) -> None:
        """Have a line, or none."""
        self.context.set_offline(not there)

    def killed(self) -> None:
        """The app is killed, and opened again."""
        address = self.page.url
        self.page.close(run_before_unload=False)
        self.page = self._opened()
        self.page.goto(address)

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

    def corners(self, places: list[tuple[float, float]]) -> None:
        """Walk to places and take the mean of five fixes at each."""
        for number, (lon, lat) in enumerate(places, start=1):
            self.page.click("#corner")
            for fix in range(5):
                self.stands_at(lon + fix * 1e-8, lat)
                self.page.wait_for_timeout(120)
            self.page.wait_for_function(
                "(n) => document.querySelector('.sizes')?.textContent.includes(`${n} 个界址点`)", arg=number
            )

    def strip(self) -> str:
        """What the strip says: how much is safe."""
        return str(self.page.locator("#strip b").inner_text())

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
