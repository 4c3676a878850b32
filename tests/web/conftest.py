"""Pages of the office: Django's client for requests, real Chromium for what people do.

A page of the browser must end without an error on its console and without a request to another host.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from tests.web.axe import faults_of_access  # noqa: F401
from tests.workflow.conftest import acting, county  # noqa: F401

from tuban.web.templatetags import bundle
from tuban.workflow.organisations.models import Person

# Playwright's own loop runs in the thread of the tests; their queries are no asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
DESCRIBED = {
    "desk/desk.ts": {"file": "assets/desk-1.js", "css": ["assets/desk-1.css"], "imports": ["_htmx.js"]},
    "_htmx.js": {"file": "assets/htmx-1.js"},
    "desk/before_paint.ts": {"file": "assets/before-1.js"},
    "sprite.svg": {"file": "assets/sprite-1.svg"},
}
DESK, PHONE = {"width": 1366, "height": 768}, {"width": 390, "height": 844}


def signed_in_client(username: str, **options: Any) -> Client:
    """Return a client of a person of the practice county."""
    client = Client(**options)
    client.force_login(Person.objects.get(username=username), backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def client_of(county) -> Callable[..., Client]:  # noqa: F811
    """A function that returns a signed-in client."""
    return signed_in_client


@pytest.fixture
def page_of(browser, live_server, county) -> Iterator[Callable[..., Any]]:  # noqa: F811
    """A function that opens a page for a person, in a size; relative addresses lead to the office."""
    contexts, faults = [], []

    def open_page(username: str, size: dict[str, int] = DESK) -> Any:
        context = browser.new_context(base_url=live_server.url, viewport=size, locale="zh-CN")
        contexts.append(context)
        cookie = signed_in_client(username).cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda said: _is_fault(said) and faults.append(said.text))
        page.on("request", lambda asked: _is_ours(asked.url, live_server.url) or faults.append(asked.url))
        return page

    open_page.faults = faults  # a test that breaks the line on purpose clears what the browser said of it
    yield open_page
    for context in contexts:
        context.close()
    assert not faults


def _is_fault(said: Any) -> bool:
    return bool(said.type == "error")


def _is_ours(url: str, own: str) -> bool:
    return url.startswith((own, "blob:", "data:"))


@pytest.fixture
def manifest(tmp_path, monkeypatch):
    """A bundle as Vite describes it, without building one."""
    path = tmp_path / "manifest.json"
    path.write_text(json.dumps(DESCRIBED), encoding="utf-8")
    monkeypatch.setattr(bundle, "MANIFEST", path)
    return path
