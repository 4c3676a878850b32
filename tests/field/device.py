"""A device as the pocket app is one: a key, a log that grows, a line to the office."""

from __future__ import annotations

import base64
import hashlib
import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils
from django.conf import settings
from django.test import Client
from tests.web.conftest import signed_in_client

from tuban.jobs.models import Job
from tuban.jobs.work import do
from tuban.workflow.evidence.models import Device

NOON = datetime(2026, 11, 26, 4, 0, tzinfo=UTC)


class Key:
    """A key on P-256."""

    def __init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())

    @property
    def public(self) -> dict[str, str]:
        """The public half as JWK."""
        numbers = self._key.public_key().public_numbers()
        words = [
            base64.urlsafe_b64encode(one.to_bytes(32, "big")).decode().rstrip("=") for one in (numbers.x, numbers.y)
        ]
        return {"kty": "EC", "crv": "P-256", "x": words[0], "y": words[1]}

    def signature(self, text: str) -> str:
        """Sign a text."""
        r, s = utils.decode_dss_signature(self._key.sign(text.encode(), ec.ECDSA(hashes.SHA256())))
        return base64.b64encode(r.to_bytes(32, "big") + s.to_bytes(32, "big")).decode()


class FieldDevice:
    """A registered device."""

    def __init__(self, told: dict[str, Any], key: Key) -> None:
        self.id, self.token, self.person = told["device"], told["token"], told["person"]["id"]
        self.key, self.log = key, []
        self.client = Client(headers={"authorization": f"Bearer {self.token}"})

    @classmethod
    def registered(cls, username: str = "waiye", name: str = "外业手机") -> FieldDevice:
        """Register a device as its person does: signed in, with the CSRF token."""
        key, client = Key(), signed_in_client(username, enforce_csrf_checks=True)
        client.get("/")
        client.cookies[settings.CSRF_COOKIE_NAME] = "c" * 32
        answer = client.post(
            "/field/v1/devices", json.dumps({"name": name, "public_key": key.public}), "application/json",
            headers={"X-CSRFToken": "c" * 32},
        )  # fmt: skip
        assert answer.status_code == 201, answer.content
        return cls(answer.json(), key)

    @property
    def row(self) -> Device:
        """The device as the office has it."""
        return Device.objects.get(pk=self.id)

    def write(self, kind: str, body: Any, *, patch: Any = None, visit: Any = None, **other: Any) -> dict[str, str]:
        """Write the next entry of the log."""
        seq = len(self.log) + 1
        at = NOON + timedelta(minutes=seq)
        told = {
            "v": 1, "id": str(uuid4()), "device": self.id, "seq": seq,
            "previous": hashlib.sha256(self.log[-1]["text"].encode()).hexdigest() if self.log else "",
            "at": at.isoformat(), "clock": {"boot": "b", "ms": 60_000 * seq, "office_offset_ms": 0},
            "person": self.person, "package": None, "patch": str(patch) if patch else None,
            "visit": str(visit) if visit else None, "kind": kind, "body": body, **other,
        }  # fmt: skip
        text = json.dumps(told, ensure_ascii=False)
        self.log.append({"text": text, "signature": self.key.signature(text)})
        return self.log[-1]

    def tells(self, patch: Any, *, source: str = "外业手簿第 3 页", **changes: tuple[str, str]) -> dict[str, str]:
        """Write that facts of a patch changed: from what the device saw to what its person says."""
        rows = [{"fact": fact, "old": old, "new": new} for fact, (old, new) in changes.items()]
        return self.write("facts.told", {"changes": rows, "source": source}, patch=patch)

    def send(self, *entries: dict[str, str]) -> list[dict[str, Any]]:
        """Send entries, all of the log where none are named; returns the receipts."""
        answer = self.client.post(
            "/field/v1/entries", json.dumps({"entries": list(entries) or self.log}), "application/json"
        )
        assert answer.status_code == 200, answer.content
        return answer.json()["receipts"]

    def kept(self, after: int = 0) -> dict[str, Any]:
        """Ask what the office holds."""
        return self.client.get(f"/field/v1/entries?after={after}").json()

    def upload(self, content: bytes, *, piece: int = 1 << 20, media_type: str = "image/jpeg", **headers: str) -> Any:
        """Send a file in pieces; returns the last answer."""
        name, answer = hashlib.sha256(content).hexdigest(), None
        for offset in range(0, len(content), piece):
            answer = self.piece(name, content[offset : offset + piece], offset, len(content), media_type)
        return answer

    def piece(self, name: str, content: bytes, offset: int, size: int, media_type: str = "image/jpeg") -> Any:
        """Send one piece of a file."""
        return self.client.patch(
            f"/field/v1/media/{name}", content, content_type=media_type,
            headers={"Upload-Offset": str(offset), "Upload-Length": str(size)},
        )  # fmt: skip


def work_on() -> None:
    """Let the worker do what waits."""
    for job in Job.objects.filter(kind="survey.apply_field_logs", state=Job.State.WAITING):
        done = do(job.pk)
        assert done.state == Job.State.DONE, done.error
