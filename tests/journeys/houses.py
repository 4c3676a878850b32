"""An office of its own with its people at their browsers, and what they do there again and again."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from tests.journeys.acts import wait_for
from tests.journeys.looking import english_left, faults_of_page
from tests.journeys.office import Office
from tests.journeys.people import DESK, PASSWORD, PHONE, People
from tests.workflow.submission.going_up import SIGNERS


class House:
    """An installation with its people; ``desk`` is who exchanges packages there."""

    def __init__(self, folder: Path, browser: Any, desk: str, database: str = "") -> None:
        folder.mkdir(parents=True)
        self.office = Office(folder, database=database)
        self.office.home.mkdir()
        self.office.run("tests.journeys.seed", "empty", "-")
        self.office.serve()
        self.people = People(browser, self.office)
        self.folder, self.desk = folder, self.people.at(desk)

    def deed(self, address: str, **given: Any) -> None:
        """Open a deed, fill it in, and do it."""
        page = self.desk
        page.goto(address)
        for folded in page.locator("main form.deed details:not([open]) > summary").all():
            folded.click()
        for name, value in given.items():
            field = page.locator(f"main form.deed [name={name}]").first
            if isinstance(value, Path):
                field.set_input_files(value)
            elif isinstance(value, list):
                for one in value:
                    page.locator(f"main form.deed [name={name}][value={one}]").check()
            elif field.evaluate("one => one.tagName") == "SELECT":
                field.select_option(index=0)
            else:
                field.fill(value)
        page.locator("main form.deed button[type=submit]").click()
        page.wait_for_url(lambda url: url.partition("?")[0] != self.office.url + address.partition("?")[0])

    def saved(self, selector: str, name: str) -> Path:
        """Save what a link hands over."""
        with self.desk.expect_download() as coming:
            self.desk.locator(selector).first.click()
        target = self.folder / name
        coming.value.save_as(target)
        return target

    def packed(self, address: str, name: str, **given: Any) -> Path:
        """Make a package, wait until it is ready, and save it."""
        self.deed(address, **given)
        self.desk.goto("/exchange/outbox/")
        wait_for(self.desk, lambda: self._told("待交出"), "the package is ready")
        return self.saved("tbody tr:first-child a[href$='/file/']", name)

    def _told(self, words: str) -> bool:
        if words in self.desk.locator("tbody tr").first.inner_text():
            return True
        self.desk.wait_for_timeout(500)
        self.desk.reload()
        return False

    def _was_looked_at(self) -> bool:
        if "正在查验" not in self.desk.locator("tbody tr").first.inner_text():
            return True
        self.desk.wait_for_timeout(500)
        self.desk.reload()
        return False

    def taken(self, package: Path) -> str:
        """Receive a package, read what it would change, and take it in; returns what the page said before."""
        self.received(package)
        told = str(self.desk.locator("main").inner_text())
        self.deed(self.desk.url.removeprefix(self.office.url) + "take/")
        return told

    def received(self, package: Path) -> None:
        """Receive a package, and open it once it was looked at."""
        self.deed("/exchange/receive/", file=package)
        wait_for(self.desk, self._was_looked_at, "it was looked at")
        self.desk.goto(str(self.desk.locator("tbody tr a[data-row-link]").first.get_attribute("href")))

    def look(self, name: str, username: str, address: str) -> None:
        """Look at a page at a desk and on a phone; TUBAN_JOURNEYS_SEEN names a folder for pictures of it."""
        for size, where in ((DESK, "desk"), (PHONE, "phone")):
            page = self.people.at(username, size)
            page.goto(address)
            page.wait_for_load_state("networkidle")
            if "TUBAN_JOURNEYS_SEEN" in os.environ:
                folder = Path(os.environ["TUBAN_JOURNEYS_SEEN"])
                page.screenshot(path=folder / f"{name}-{where}.png", full_page=True)
            assert faults_of_page(page) + english_left(page) == []
            page.context.close()

    def has(self, address: str, selector: str) -> bool:
        """Open a page; whether it shows something."""
        self.desk.goto(address)
        return bool(self.desk.locator(selector).count())

    def _appeared(self, selector: str) -> bool:
        """Whether the page shows something by now; it loads itself anew when its work has ended."""
        if self.desk.locator(selector).count():
            return True
        self.desk.wait_for_timeout(1000)
        return False

    def sealed_and_signed(self, **given: str) -> None:
        """Explain what can be explained, seal, and let four people sign; ``given`` is what the seal asks for."""
        page = self.desk
        for kind in ("warning", "contradiction"):
            page.goto(f"/submission/?kind={kind}")
            boxes = page.locator("input[name=key]")
            fresh = [one for one in boxes.all() if "已与台账核对" not in one.locator("xpath=ancestor::tr").inner_text()]
            for one in fresh:
                one.check()
            if fresh:
                page.get_by_role("button", name="说明所选条目").click()
                page.wait_for_load_state()
                page.locator("main [name=text]").fill("已与台账核对，属实。")
                page.locator("main form.deed button[type=submit]").click()
                page.wait_for_url("**/submission/")
        self.deed("/submission/seal/", **given)
        page.goto("/submission/")
        wait_for(page, lambda: self._appeared(".signing-panel"), "the seal is made")
        for username in SIGNERS:
            self.sign(username, "/submission/")

    def sign(self, username: str, address: str) -> None:
        """Let somebody sign the document that a page shows."""
        signer = self.people.at(username)
        signer.goto(address)
        signer.locator(".signing-panel a.btn-primary").first.click()
        if signer.locator("#signing-password").count():
            signer.fill("#signing-password", PASSWORD)
        signer.locator("form.signing-act button[type=submit]").click()
        signer.wait_for_load_state()
        signer.context.close()

    def waiting(self, username: str = "") -> str:
        """Return the address of the submission that waits, as the reviewers of a level find it."""
        page = self.people.at(username) if username else self.desk
        page.goto("/submission/units/")
        row = page.locator("tbody tr", has_text="待审核").first
        return str(row.locator("a").first.get_attribute("href"))

    def leave(self) -> None:
        self.people.leave()
        self.office.close()
