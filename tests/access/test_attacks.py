"""What somebody tries who means harm, at the doors that take files, names, paths, texts and addresses."""

from __future__ import annotations

import io
import json
import logging
import struct
import zipfile
import zlib

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from tests.api.conftest import secret_of
from tests.web.conftest import signed_in_client
from tuban.api.limits import buckets
from tuban.workflow.audit.models import Line
from tuban.workflow.evidence.models import Exhibit
from tuban.workflow.messages.calling import AddressUnfit, HostNotAllowed, check_address
from tuban.workflow.organisations.models import Person
from tuban.workflow.organisations.tokens import Scope

pytestmark = [
    pytest.mark.django_db, pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.xdist_group("access"),
]  # fmt: skip
SCRIPT = "<script>alert(1)</script>"
SVG = f'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)">{SCRIPT}</svg>'
PASSWORD = "shifan-lianxi"


def machine(username: str, *scopes: Scope) -> Client:
    buckets.empty()
    secret = secret_of(username, *(scopes or (Scope.READ, Scope.WRITE, Scope.EXPORT)))
    return Client(raise_request_exception=False, headers={"authorization": f"Bearer {secret}"})


def evidence_of(office) -> str:
    return f"/api/v1/patches/{office.keys['patches.patch']}/evidence"


def jpeg(size: tuple[int, int] = (32, 24)) -> bytes:
    content = io.BytesIO()
    Image.new("RGB", size, "green").save(content, "JPEG")
    return content.getvalue()


def flood_of_pixels(side: int) -> bytes:
    """Return a PNG of some hundred bytes that says it is ``side`` pixels wide and high."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 64)) + chunk(b"IEND", b"")


def packed(**files: bytes) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, told in files.items():
            archive.writestr(name, told)
    return content.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("现场.svg", SVG.encode()), ("现场.png", SVG.encode()), ("现场.jpg", f"<html>{SCRIPT}</html>".encode()),
        ("笔录.pdf", b"MZ\x90\0" + b"\0" * 200), ("笔录.docx", packed(run=b"#!/bin/sh")),
        ("现场.png", flood_of_pixels(60_000)),
        ("现场.jpg", jpeg()[:40]), ("现场.jpg.php", b"<?php system($_GET[0]); ?>"),
    ],
    ids=["svg", "svg as png", "html as jpg", "program as pdf", "archive as docx", "flood of pixels", "half", "php"],
)  # fmt: skip
def test_evidence_is_taken_for_its_content_whatever_its_name(office, name, content):
    before = Exhibit.objects.count()
    sent = SimpleUploadedFile(name, content, "image/jpeg")
    answer = machine("xiang01").post(evidence_of(office), {"file": sent})
    assert answer.status_code == 422, answer.content
    assert answer.json()["code"].startswith("evidence.")
    assert Exhibit.objects.count() == before


def test_a_picture_that_is_a_page_too_is_served_as_a_picture_only(office):
    both = jpeg() + f"<html>{SCRIPT}</html>".encode()
    sent = SimpleUploadedFile('../../x"\r\nSet-Cookie: a=b\r\n.jpg', both, "text/html")
    client = machine("xiang01")
    made = client.post(evidence_of(office), {"file": sent})
    assert made.status_code == 201, made.content
    assert "/" not in made.json()["name"]
    for answer in (
        client.get(f"{evidence_of(office)}/{made.json()['id']}/file"),
        signed_in_client("xiang01").get(
            reverse("web:patch_exhibit", args=[office.keys["patches.patch"], made.json()["id"]])
        ),
    ):
        assert answer.status_code == 200
        assert answer["Content-Type"] in ("image/jpeg", "application/octet-stream")
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "Set-Cookie" not in answer
        assert "\n" not in answer.headers.get("Content-Disposition", "")
        assert b"".join(answer.streaming_content) == both


@pytest.mark.parametrize(
    "path",
    [
        "help/manual/../../../../etc/passwd/", "help/manual/%2e%2e/%2e%2e/%2e%2e/README/", "static/../settings.py",
        "static/%2e%2e/site/settings.py", "static/", "result/{result}/files/../../../tuban.sqlite",
        "result/{result}/files/%2e%2e%2ftuban.sqlite", "submission/{submission}/files/../../secret",
        "submission/{submission}/files//etc/passwd", "api/v1/results/{result}/files/../../../tuban.sqlite",
        "imports/{arrival}/certificate...%2f..%2fsecret", "patches/export.../", "accountability/units/..%2f/",
    ],
)  # fmt: skip
def test_no_path_leads_out_of_what_is_served(office, path):
    keys = {"result": "results.result", "submission": "submission.submission", "arrival": "patches.arrival"}
    address = "/" + path.format(**{name: office.keys[label] for name, label in keys.items()})
    client = signed_in_client("zuzhi", raise_request_exception=False)
    answer = client.get(address)
    assert answer.status_code in (400, 404), address


@pytest.mark.parametrize("body", ["[" * 100_000, '{"a":' * 50_000, '{"text": 1e999999}', '{"text": "\\ud800"}', "\0"])
def test_a_body_made_to_break_its_reader_is_refused(office, body):
    client = machine("zuzhi")
    answer = client.generic(
        "POST", f"/api/v1/campaigns/{office.keys['campaigns.campaign']}/questions", body, "application/json"
    )
    assert answer.status_code in (400, 413, 422), answer.content[:200]
    assert b"Traceback" not in answer.content


@pytest.mark.parametrize("kind", ["entity", "laughs"])
def test_a_workbook_brings_no_entities(office, kind):
    """A cell that asks for a file of the server, and one that would swell, are not read."""
    entities = {
        "entity": '<!DOCTYPE x [<!ENTITY leak SYSTEM "file:///etc/hostname">]>',
        "laughs": '<!DOCTYPE x [<!ENTITY a "哈哈哈哈哈哈哈哈">' + "".join(
            f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 12}">' for n in range(9)
        ) + '<!ENTITY leak "&j;">]>',
    }[kind]  # fmt: skip
    book = openpyxl.Workbook()
    book.active.append(["编号", "发现日期", "位置"])
    book.active.append(["X-1", "2024-03-02", "LEAK"])
    plain = io.BytesIO()
    book.save(plain)
    hostile = io.BytesIO()
    with zipfile.ZipFile(plain) as read, zipfile.ZipFile(hostile, "w", zipfile.ZIP_DEFLATED) as written:
        for name in read.namelist():
            text = read.read(name)
            if name.endswith(("sharedStrings.xml", "sheet1.xml")):
                text = text.replace(b"LEAK", b"&leak;")
                text = text.replace(b"<sst", entities.encode() + b"<sst", 1).replace(
                    b"<worksheet", entities.encode() + b"<worksheet", 1
                )
            written.writestr(name, text)
    answer = machine("zhifa").post(
        "/api/v1/patrols/ledger", {"file": SimpleUploadedFile("台账.xlsx", hostile.getvalue())}
    )  # fmt: skip
    assert answer.status_code < 500, answer.content[:300]
    with open("/etc/hostname") as host:
        name = host.read().strip()
    shown = machine("zhifa").get("/api/v1/patrols?limit=500").content.decode()
    assert "哈哈哈哈哈哈哈哈哈" not in shown
    assert not name or f'"{name}"' not in shown


@pytest.mark.parametrize(
    "text",
    ["' OR 1=1 --", '"; DROP TABLE patches_patch; --', "%' OR '%'='", "\\", "𝔘" * 50, "1) UNION SELECT password"],
)
def test_words_that_are_searched_for_are_words_only(office, text):
    client = signed_in_client("zuzhi", raise_request_exception=False)
    for name in ("patches", "search", "cases", "patrols", "gate", "messages"):
        answer = client.get(reverse(f"web:{name}"), {"q": text})
        assert answer.status_code == 200, name
        assert office.marks[0] not in answer.content.decode(), name


@pytest.mark.parametrize(
    "place", ["//evil.example/", "https://evil.example/", "\\\\evil.example", "javascript:alert(1)"]
)
def test_signing_in_leads_to_the_product_alone(office, place):
    sent = {"username": "zuzhi", "password": PASSWORD, "next": place}
    answer = Client().post(f"{reverse('web:sign_in')}?next={place}", sent)
    assert answer.status_code == 302
    assert answer["Location"] == reverse("web:my_day")
    assert Client().post(reverse("web:language"), {"language": "en", "next": place})["Location"] == "/"


def test_a_session_begins_anew_is_out_of_reach_and_ends_with_the_password(office):
    client, elsewhere = Client(), Client()
    before = client.session.session_key
    for one in (client, elsewhere):
        assert one.post(reverse("web:sign_in"), {"username": "zuzhi", "password": PASSWORD}).status_code == 302
    cookie = client.cookies["sessionid"]
    assert cookie.value != before
    assert (cookie["httponly"], cookie["samesite"], cookie["domain"]) == (True, "Lax", "")
    person = Person.objects.get(username="zuzhi")
    person.set_password("另一句 long enough phrase")
    person.save()
    assert elsewhere.get(reverse("web:my_day")).status_code == 302


def test_a_password_counts_to_its_last_character(office):
    long = "长" * 40 + " and " + "x" * 60
    person = Person.objects.get(username="zuzhi")
    person.set_password(long)
    person.save()
    for typed, status in ((long[:-1], 200), (long.upper(), 200), (f" {long}", 200), (long, 302)):
        sent = {"username": "zuzhi", "password": typed}
        assert Client().post(reverse("web:sign_in"), sent).status_code == status, typed


def test_a_sign_in_name_forges_no_line_of_the_log_or_the_audit(office, caplog):
    name = "zuzhi\n2026-01-01 00:00:00 ERROR forged"
    with caplog.at_level(logging.DEBUG):
        Client().post(reverse("web:sign_in"), {"username": name, "password": "x"})
        signed_in_client("zuzhi", raise_request_exception=False).get("/%0aforged%0d%0aline/")
    assert not [one for one in caplog.records if one.name.startswith("django.request") and "\n" in one.getMessage()]
    assert not Line.objects.filter(action__contains="\n").exists()


def test_pages_answers_and_files_bear_what_keeps_browsers_careful(office):
    client = signed_in_client("zuzhi")
    for address in ("/", "/api/v1/me", reverse("web:help"), f"/patches/{office.keys['patches.patch']}/"):
        answer = client.get(address)
        assert answer["X-Content-Type-Options"] == "nosniff", address
        assert answer["Referrer-Policy"] == "same-origin", address
        assert answer["X-Frame-Options"] == "DENY", address
        policy = answer["Content-Security-Policy"]
        assert "default-src 'none'" in policy, address
        assert "unsafe-inline" not in policy, address
        assert "Access-Control-Allow-Origin" not in answer, address


def test_a_foreign_page_cannot_write(office):
    client = Client(enforce_csrf_checks=True)
    client.force_login(Person.objects.get(username="zuzhi"), backend="django.contrib.auth.backends.ModelBackend")
    campaign = office.keys["campaigns.campaign"]
    assert client.post(reverse("web:campaign_ask", args=[campaign]), {"text": "x"}).status_code == 403
    sent = client.post(f"/api/v1/campaigns/{campaign}/questions", {"subject": "x", "text": "y"}, "application/json")
    assert sent.status_code in (401, 403)


def test_a_host_that_is_not_ours_and_a_method_that_nobody_needs_are_refused(office):
    client = signed_in_client("zuzhi", raise_request_exception=False)
    assert client.get("/", headers={"host": "evil.example"}).status_code == 400
    assert client.generic("TRACE", "/patches/").status_code in (403, 405)


def test_a_fault_tells_nothing_of_the_inside(office, monkeypatch):
    def fails(*_given: object, **_more: object) -> None:
        raise RuntimeError("the password of the database is hunter2")

    monkeypatch.setattr("tuban.web.acting.acting_as", fails)
    client = signed_in_client("zuzhi", raise_request_exception=False)
    for address in ("/", "/api/v1/me"):
        answer = client.get(address)
        assert answer.status_code == 500, address
        for word in (b"hunter2", b"Traceback", b"/tuban/", b"sqlite"):
            assert word not in answer.content, address


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1/x", "http://2130706433/", "http://0x7f.1/", "http://[::ffff:127.0.0.1]/", "http://localhost/",
        "http://hook.example.evil.example/", "http://evil.example/?hook.example", "http://evil.example#hook.example",
        "http://hook.example@evil.example/", "http://evil.example\\@hook.example/", "file:///etc/passwd",
        "gopher://hook.example/", "http://hook.example\r\nX: y/", "http://169.254.169.254/latest/", "//hook.example/",
    ],
)  # fmt: skip
def test_the_server_calls_no_host_but_those_of_the_list(settings, address):
    settings.WEBHOOK_HOSTS = ["hook.example"]
    with pytest.raises((AddressUnfit, HostNotAllowed)):
        check_address(address)


def test_a_database_query_of_the_gis_door_takes_no_code(office):
    client = machine("zuzhi")
    items = f"/api/v1/features/collections/{office.keys['campaigns.campaign']}/items"
    for query in ({"bbox": "1,2,3,4);DROP"}, {"bbox": "nan,nan,nan,nan"}, {"bbox": "1e400,0,1,1"}, {"limit": "-1"}):
        answer = client.get(items, query)
        assert answer.status_code in (200, 400, 422), query
        json.loads(answer.content)
