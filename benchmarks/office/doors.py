"""People who come in by the door: they sign in at a running server and ask for its pages, as a browser does."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests

_PATIENCE_SECONDS = 600.0
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class Visitor:
    """Somebody with a browser: a session, its cookies, and one connection that is kept."""

    def __init__(self, address: str, username: str, password: str) -> None:
        self.address, self.username = address, username
        self.session = requests.Session()
        page = self.get("/sign-in/")
        answer = self.post("/sign-in/", page.text, username=username, password=password)
        if answer.url.rstrip("/").endswith("sign-in"):
            raise SystemExit(f"{username} is not let in at {address}")

    @classmethod
    def signed_in(cls, address: str, username: str) -> Visitor:
        """Return somebody who signed in before: the session is made, so that fifty passwords need not be stretched."""
        from django.conf import settings
        from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
        from django.contrib.sessions.backends.db import SessionStore
        from django.test import RequestFactory

        from tuban.workflow.organisations.models import Person
        from tuban.workflow.sign_in.sessions import begin

        person = Person.objects.get(username=username)
        kept = SessionStore()
        kept[SESSION_KEY], kept[BACKEND_SESSION_KEY] = str(person.pk), settings.AUTHENTICATION_BACKENDS[-1]
        kept[HASH_SESSION_KEY] = person.get_session_auth_hash()
        asked = RequestFactory().get("/")
        asked.session = kept
        begin(asked, person)
        kept.save()
        visitor = cls.__new__(cls)
        visitor.address, visitor.username, visitor.session = address, username, requests.Session()
        visitor.session.cookies.set(settings.SESSION_COOKIE_NAME, str(kept.session_key))
        return visitor

    def get(self, path: str, **headers: str) -> requests.Response:
        """Ask for a page."""
        return self.session.get(self.address + path, headers=headers, timeout=120)

    def post(self, path: str, page: str, /, **values: Any) -> requests.Response:
        """Send a form of a page."""
        token = _TOKEN.search(page)
        given = {"csrfmiddlewaretoken": token.group(1) if token else "", **values}
        return self.session.post(self.address + path, data=given, headers={"Referer": self.address + path}, timeout=120)


def free_port() -> int:
    """Return a port of this machine that nobody listens at."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


@contextmanager
def served(log: Path) -> Iterator[str]:
    """Serve the office of the environment as ``tuban serve`` does, and end it; gives its address."""
    with server_of(log) as (address, _server):
        yield address


@contextmanager
def server_of(log: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Serve, and give the process of the supervisor with the address."""
    port = free_port()
    with log.open("wb") as file:
        server = subprocess.Popen(
            [sys.executable, "-m", "tuban", "serve", "--port", str(port)], stdout=file, stderr=file
        )
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_for(address, server)
            yield address, server
        finally:
            server.terminate()
            server.wait(60)


def _wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < until:
        if server.poll() is not None:
            raise SystemExit("the server ended by itself: see its log")
        try:
            if requests.get(f"{address}/sign-in/", timeout=20).ok:
                return
        except requests.RequestException:
            pass
        time.sleep(0.5)
    raise SystemExit("the server did not answer")
