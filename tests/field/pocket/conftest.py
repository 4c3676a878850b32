"""Surveyors with the pocket app in real Chromium, at an office whose door is the real one."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from tests.browser import CHROMIUM
from tests.field.pocket.surveyor import Surveyor
from tests.web.conftest import page_of, signed_in_client  # noqa: F401
from tests.workflow.conftest import acting, campaign, county, disc  # noqa: F401
from tests.workflow.packages.conftest import group, plan  # noqa: F401

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright's own loop runs in the thread of the tests
PHONE = {"width": 390, "height": 844}
_DEVICES = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]


@pytest.fixture
def surveyor(browser, live_server, plan) -> Iterator[Callable[..., Surveyor]]:  # noqa: F811
    """A function that gives somebody a telephone; it stands at the first patch of the day. One that is ``kept_in`` a
    folder can be switched off and on again: then it has a browser of its own, with a camera and a microphone."""
    contexts, faults = [], []

    def stand(username: str = "waiye", *, kept_in: Path | None = None) -> Surveyor:
        first = plan.teams.get().visits.order_by("order").first()
        options: dict[str, Any] = {
            "base_url": live_server.url, "viewport": PHONE, "locale": "zh-CN", "has_touch": True,
            "permissions": ["geolocation", "camera", "microphone"], "accept_downloads": True,
            "geolocation": {"longitude": first.lon, "latitude": first.lat, "accuracy": 4},
        }  # fmt: skip
        if kept_in is None:
            context = browser.new_context(**options)
        else:
            context = browser.browser_type.launch_persistent_context(
                kept_in, executable_path=CHROMIUM, args=["--no-sandbox", *_DEVICES], **options
            )
        context.set_default_timeout(60_000)
        contexts.append(context)
        cookie = signed_in_client(username).cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
        return Surveyor(context, faults)

    yield stand
    for context in contexts:
        context.close()
    time.sleep(0.2)  # what the browser had under way ends before the database is emptied
    assert not faults


@pytest.fixture(scope="session")
def picture(tmp_path_factory) -> Callable[[int], Any]:
    """A function that returns the file of a photo, another one for each number."""
    from PIL import Image

    folder = tmp_path_factory.mktemp("photos")

    def made(number: int) -> Any:
        path = folder / f"{number}.jpg"
        if not path.is_file():
            Image.effect_noise((320 + number, 240), 80).convert("RGB").save(path)
        return path

    return made


@pytest.fixture
def client_of_waiye(county) -> Any:  # noqa: F811
    """A signed-in client of the surveyor."""
    return signed_in_client("waiye")
