"""A server that is killed in the middle of a portion: the upload goes on from what is on the disk."""

from __future__ import annotations

import base64
import hashlib
import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from tests.web.conftest import signed_in_client

from tuban.workflow.patches.arrivals import files
from tuban.workflow.patches.models import Arrival

CONTENT = hashlib.shake_256(b"disc").digest(6 << 20)
V = {"Tus-Resumable": "1.0.0"}
GRANIAN = Path(sys.executable).with_name("granian")


class Server:
    """The office in a process of its own, on the database of the test."""

    def __init__(self, folder: Path):
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        (folder / "served.py").write_text(
            "from tests.settings import *\nfrom pathlib import Path\nfrom tuban.site.home import Home\n"
            f"DATABASES['default']['NAME'] = {str(connection.settings_dict['NAME'])!r}\n"
            f"HOME = Home(Path({str(settings.HOME.folder)!r}))\n"
            f"SECRET_KEY = {settings.SECRET_KEY!r}\n"
        )
        self.environment = {
            **os.environ, "DJANGO_SETTINGS_MODULE": "served",
            "PYTHONPATH": os.pathsep.join([str(folder), str(Path.cwd() / "src"), str(Path.cwd())]),
        }  # fmt: skip
        self.start()

    def start(self) -> None:
        self.process = subprocess.Popen(
            [str(GRANIAN), "--interface", "wsgi", "tuban.site.wsgi:application", "--port", str(self.port),
             "--workers", "1", "--blocking-threads", "4"],
            env=self.environment, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        for _each in range(150):
            if self._answers():
                return
            time.sleep(0.2)
        raise AssertionError("the server did not start")

    def _answers(self) -> bool:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            line.request("GET", "/sign-in/")
            return line.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            line.close()

    def kill(self) -> None:
        """End the server and its worker as a power cut would."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(10)


@pytest.fixture
def server(transactional_db, county, tmp_path) -> Iterator[Server]:
    if not GRANIAN.is_file() or shutil.which("sh") is None:
        pytest.skip("the server is not installed here")
    running = Server(tmp_path)
    yield running
    running.kill()


@pytest.mark.slow
@pytest.mark.long
def test_a_server_killed_in_the_middle_of_a_portion_loses_none_of_what_came(server):
    client = signed_in_client("zuzhi")
    said = {"name": "大光盘", "files": [{"path": "大光盘.zip", "size": len(CONTENT)}]}
    state = client.post("/imports/begin/", json.dumps(said), "application/json").json()
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    cookies = f"{settings.SESSION_COOKIE_NAME}={session}; csrftoken={'a' * 32}"
    headers = {**V, "Cookie": cookies, "X-CSRFToken": "a" * 32}

    def ask(method: str, address: str, body: bytes | None = None, **more: str) -> http.client.HTTPResponse:
        line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
        line.request(method, address, body, {**headers, **{name.replace("_", "-"): one for name, one in more.items()}})
        answer = line.getresponse()
        answer.read()
        line.close()
        return answer

    metadata = f"path {base64.b64encode('大光盘.zip'.encode()).decode()}"
    made = ask("POST", state["endpoint"], Upload_Length=str(len(CONTENT)), Upload_Metadata=metadata, Content_Length="0")
    assert made.status == 201
    address = "/" + made.headers["Location"].split("/", 3)[3]
    upload = files.uploads_of(Arrival.objects.get(pk=state["id"]))[0]

    half = len(CONTENT) // 2
    with socket.create_connection(("127.0.0.1", server.port)) as line:
        head = (f"PATCH {address} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {len(CONTENT)}\r\nUpload-Offset: 0\r\n"
                "Content-Type: application/offset+octet-stream\r\n")  # fmt: skip
        head += "".join(f"{name}: {value}\r\n" for name, value in headers.items()) + "\r\n"
        line.sendall(head.encode() + CONTENT[:half])
        for _each in range(100):
            if upload.offset >= half - (1 << 20):
                break
            time.sleep(0.1)
        server.kill()
    here = upload.offset
    assert half - (1 << 20) <= here <= half

    server.start()
    assert ask("HEAD", address).headers["Upload-Offset"] == str(here)
    sent = ask(
        "PATCH", address, CONTENT[here:], Upload_Offset=str(here), Content_Type="application/offset+octet-stream"
    )
    assert (sent.status, sent.headers["Upload-Offset"]) == (204, str(len(CONTENT)))
    assert hashlib.sha256(upload.target.read_bytes()).digest() == hashlib.sha256(CONTENT).digest()
