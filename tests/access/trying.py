"""Trying a door: what is asked, what is answered, which tables were written to; nothing of it stays."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from http.cookies import SimpleCookie
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from tests.access.bodies import body_of
from tests.access.controls import Control
from tests.access.doors import Door
from tuban.api.limits import buckets
from tuban.values.errors import TubanError
from tuban.workflow.organisations.models import Person
from tuban.workflow.organisations.queries import acting_as
from tuban.workflow.organisations.tokens import Scope, give_token

_WRITES = re.compile(
    r'''\s*(?!UPDATE\s"(?:sign_in_session"\sSET\s"seen_at"|organisations_token"\sSET\s"used_at"|
    organisations_person"\sSET\s"last_login"|evidence_device"\sSET\s"used_at")\s=\s%s\s+WHERE)
    (?:INSERT\sINTO|UPDATE|DELETE\sFROM)\s+"(\w+)"''', re.VERBOSE,
)  # fmt: skip
"""A statement that writes, but when somebody or something was seen last: that is written whoever asks."""
_CHANGING = re.compile(rb'(nonce|csrfmiddlewaretoken|data-token)="?[^"\s>]*|"csrf[^,}]*')
BOOKS = frozenset({
    "audit_line", "audit_chainhead", "django_session", "sign_in_failedsignin", "statistics_book",
    "statistics_contribution", "statistics_tally", "statistics_profile",
})  # fmt: skip
"""What is written whoever asks: the audit, failures counted for it, the contents of a cookie's session, sums that are
counted when asked for."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a door answered: its status, where it leads, its body, and the tables that were written to."""

    status: int
    leads: str
    body: bytes
    written: frozenset[str]
    kind: str

    @property
    def is_turned_away(self) -> bool:
        """Whether somebody is sent to sign in, or told that nobody knows them."""
        return self.status == 401 or (self.status == 302 and self.leads.startswith("/sign-in/"))

    def without(self, *told: object) -> bytes:
        """Return the body without keys that stood in its address, and without what is new on each page."""
        body = _CHANGING.sub(b"", self.body)
        for one in told:
            body = body.replace(str(one).encode(), b"")
        return body


class Visitor:
    """Somebody who goes from door to door, by session at the pages and by token at the API; each time as if they had
    just come."""

    def __init__(self, account: str, *scopes: Scope, secret: str = "") -> None:
        """With ``scopes`` the token at the API is for these alone; ``secret`` is a token that was given already."""
        self.account = account
        self._client = Client(raise_request_exception=False)
        self._headers: dict[str, str] = {}
        if secret:
            self._headers = {"authorization": f"Bearer {secret}"}
        elif account != "nobody":
            self._client.force_login(
                Person.objects.get(username=account), backend="django.contrib.auth.backends.ModelBackend"
            )
            self._headers = _token_of(account, scopes)
        self.has_token = bool(self._headers)
        self._cookies = copy.deepcopy(self._client.cookies)

    def tries(
        self, door: Door, keys: Mapping[str, Any], *, absent: str = "", more: Mapping[str, Any] | None = None,
        look: Callable[[], object] | None = None,
    ) -> Answer:  # fmt: skip
        """Ask at a door for these keys; ``absent`` is the label of the key that is exchanged for one that never was,
        ``more`` are fields that stand in the body besides; ``look`` is called before all is undone."""
        by_token = self.has_token and door.house in ("api", "field_door")
        return self._undone(lambda: self._asked(door, door.address(keys, absent=absent), keys, more or {}),
                            has_cookies=not by_token, look=look)  # fmt: skip

    def follows(self, control: Control) -> Answer:
        """Ask where a control of a page leads, with what stands in its form."""
        headers = {"hx-request": "true"} if control.is_part else {}
        send = self._client.post if control.deed == "POST" else self._client.get
        return self._undone(lambda: send(control.address, dict(control.fields), headers=headers))

    def _undone(
        self, ask: Callable[[], Any], *, has_cookies: bool = True, look: Callable[[], object] | None = None
    ) -> Answer:  # fmt: skip
        buckets.empty()
        self._client.cookies = copy.deepcopy(self._cookies) if has_cookies else SimpleCookie()
        written: set[str] = set()

        def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            found = _WRITES.match(sql)
            if found:
                written.add(found.group(1))
            return execute(sql, params, many, context)

        with transaction.atomic(), connection.execute_wrapper(note):
            answer = ask()
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            for close in answer._resource_closers:  # not close() itself, which would end the connection of the test
                close()
            if look is not None:
                look()
            transaction.set_rollback(True)
        return Answer(
            answer.status_code, answer.headers.get("Location", ""), body, frozenset(written - BOOKS),
            answer.headers.get("Content-Type", ""),
        )  # fmt: skip

    def _asked(self, door: Door, address: str, keys: Mapping[str, Any], more: Mapping[str, Any]) -> Any:
        headers = self._headers if door.house in ("api", "field_door") else {}
        if door.house not in ("api", "field_door") or door.deed in ("GET", "HEAD", "OPTIONS"):
            return self._client.generic(
                door.deed, address, b"", "application/x-www-form-urlencoded", headers=headers
            )  # fmt: skip
        kind, body = body_of(door, keys)
        if kind != "multipart/form-data":
            body = {**body, **more} if isinstance(body, dict) else body
            return self._client.generic(door.deed, address, json.dumps(body), "application/json", headers=headers)
        sent = {name: SimpleUploadedFile("a.txt", b"x") if value == "" else value for name, value in body.items()}
        besides = {name: "x" if value is None else value for name, value in more.items()}
        return self._client.post(address, {**sent, **besides}, headers=headers)


def _token_of(account: str, scopes: tuple[Scope, ...]) -> dict[str, str]:
    acting = acting_as(Person.objects.get(username=account), None, on=timezone.localdate())
    if acting is None:
        return {}
    for wanted in (scopes,) if scopes else ((Scope.READ, Scope.WRITE, Scope.EXPORT), (Scope.ORGANISE,)):
        with suppress(TubanError), transaction.atomic():
            given = give_token(
                by=acting, name="试门", scopes=wanted, expires_on=timezone.localdate() + timedelta(days=5)
            )  # fmt: skip
            return {"authorization": f"Bearer {given.secret}"}
    return {}
