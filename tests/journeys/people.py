"""A person at a browser: signs in as people do, and every fault of a page is noted."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from tests.journeys.office import Office

PASSWORD = "shifan-lianxi"
DESK, PHONE = {"width": 1366, "height": 768}, {"width": 390, "height": 844}
PATIENCE = 120_000
_OF_THE_BROWSER = re.compile(r"GL Driver Message|GPU stall|Automatic fallback to software WebGL|WebGL-0x")
"""What Chromium says of drawing without a graphics card."""


class People:
    """The people of an office. ``faults`` is what pages did that no page may do."""

    def __init__(self, browser: Any, office: Office) -> None:
        self._browser = browser
        self._contexts: list[Any] = []
        self._cookies: dict[str, Any] = {}
        self.office = office
        self.faults: list[str] = []

    def at(self, username: str, size: dict[str, int] = DESK) -> Any:
        """Return the page at which a person begins: they have signed in."""
        page = self.nobody(size)
        if username in self._cookies:
            page.context.add_cookies(self._cookies[username])
            page.goto("/")
            return page
        page.goto("/sign-in/")
        page.get_by_label("账号").fill(username)
        page.get_by_label("密码").fill(PASSWORD)
        page.get_by_role("button", name="登录", exact=True).click()
        page.wait_for_url(f"{self.office.url}/")
        self._cookies[username] = page.context.cookies()
        return page

    def nobody(self, size: dict[str, int] = DESK) -> Any:
        """Return a page of somebody who has not signed in."""
        context = self._browser.new_context(base_url=self.office.url, viewport=size, locale="zh-CN")
        context.set_default_timeout(PATIENCE)
        self._contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: self.faults.append(f"{page.url}: {error}"))
        page.on("console", lambda said: self._hear(page, said))
        page.on("request", lambda asked: self._ask(page, asked))
        page.on("requestfailed", lambda asked: self._miss(page, asked))
        return page

    def leave(self) -> None:
        """Close every browser window."""
        for context in self._contexts:
            context.close()

    def _hear(self, page: Any, said: Any) -> None:
        if said.type in ("error", "warning") and not _OF_THE_BROWSER.search(said.text):
            self.faults.append(f"{page.url}: {said.type}: {said.text}")

    def _ask(self, page: Any, asked: Any) -> None:
        if not asked.url.startswith((self.office.url, "blob:", "data:")):
            self.faults.append(f"{page.url}: asks another host for {asked.url}")

    def _miss(self, page: Any, asked: Any) -> None:
        # What a page still waits for when its reader goes on ends like this too.
        if asked.failure != "net::ERR_ABORTED":
            self.faults.append(f"{page.url}: {asked.failure}: {urlsplit(asked.url).path}")
