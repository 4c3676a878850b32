"""The state of the system: words for people, yes or no for machines."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from tuban.jobs.models import Job, Worker
from tuban.workflow.audit.recording import PRODUCT, record, record_alone
from tuban.workflow.evidence.models import Exhibit
from tuban.workflow.health import checks
from tuban.workflow.organisations.models import Person, Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def working(db):
    now = timezone.now()
    return Worker.objects.create(name="here:1", begun_at=now, alive_at=now)


def unwell() -> set[str]:
    return {one.key for one in checks() if not one.is_well}


def test_a_machine_is_told_ok_and_nothing_else(client, working):
    answer = client.get(reverse("web:health"))
    assert (answer.status_code, answer.json()) == (200, {"ok": True})


def test_a_machine_is_told_not_ok_without_a_worker(client):
    answer = client.get(reverse("web:health"), headers={"Accept": "text/html"})
    assert (answer.status_code, answer.json()) == (503, {"ok": False})


def test_a_person_reads_words_and_what_to_do(client_of, county):
    html = client_of("xitong").get(reverse("web:health"), headers={"Accept": "text/html"}).content.decode()
    assert "后台进程" in html
    assert "tuban serve" in html
    assert "不正常" in html


def test_all_is_well_with_a_worker_and_an_empty_queue(working):
    assert not unwell()


def test_a_worker_that_was_silent_is_dead(working):
    Worker.objects.update(alive_at=timezone.now() - timedelta(minutes=2))
    assert unwell() == {"worker"}


def test_a_job_that_waits_for_long_is_told(working):
    job = Job.objects.create(kind="x", title="导入")
    Job.objects.filter(pk=job.pk).update(asked_at=timezone.now() - timedelta(minutes=30))
    assert unwell() == {"queue"}


def test_a_clock_behind_the_last_line_is_told(working, monkeypatch):
    record_alone("organisations.sign_in", by=PRODUCT)
    yesterday = timezone.now() - timedelta(days=1)
    monkeypatch.setattr("tuban.workflow.health.timezone.now", lambda: yesterday)
    assert "clock" in unwell()


def test_a_full_disk_is_told(working, monkeypatch):
    monkeypatch.setattr("tuban.workflow.health._LEAST_FREE", 10**18)
    assert unwell() == {"disk"}


def test_a_changed_line_is_told(working):
    from tests.workflow.triggers import without_triggers

    record_alone("organisations.sign_in", by=PRODUCT)
    without_triggers("UPDATE audit_line SET person_name = '别人'")
    assert unwell() == {"audit"}


def certificate(folder: Path, *, days: int, name: str = "tuban.example.lan") -> str:
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    title = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    made = (
        x509.CertificateBuilder().subject_name(title).issuer_name(title).public_key(key.public_key()).serial_number(1)
        .not_valid_before(now - timedelta(days=90)).not_valid_after(now + timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False).sign(key, hashes.SHA256())
    )  # fmt: skip
    (folder / "proxy.pem").write_bytes(made.public_bytes(Encoding.PEM))
    return str(folder / "proxy.pem")


@pytest.mark.parametrize(("days", "name", "is_well"), [
    (60, "tuban.example.lan", True), (60, "*.example.lan", True), (10, "tuban.example.lan", False),
    (-1, "tuban.example.lan", False), (60, "other.example.lan", False),
])  # fmt: skip
def test_a_certificate_that_soon_ends_or_is_for_others_is_told(working, settings, tmp_path, days, name, is_well):
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1", "tuban.example.lan"]
    settings.CERTIFICATE = certificate(tmp_path, days=days, name=name)
    assert unwell() == (set() if is_well else {"certificate"})


@pytest.mark.parametrize("place", ["/nowhere.pem", "127.0.0.1:1", __file__])
def test_a_certificate_that_cannot_be_read_is_told_in_a_sentence(working, settings, place):
    settings.CERTIFICATE = place
    found = next(one for one in checks() if one.key == "certificate")
    assert not found.is_well
    assert place in found.words


def test_what_nobody_named_is_neither_well_nor_not_well(working):
    assert {one.key for one in checks() if not one.is_looked_at} == {"backup", "certificate", "retention"}


def test_a_file_that_rows_name_and_the_store_lacks_is_told(working, county):
    person = Person.objects.order_by("pk").first()
    Exhibit.objects.create(
        checksum="ab" * 32, name="x.jpg", kind="photo", media_type="image/jpeg", size=1, added_by=person,
        unit=Unit.objects.order_by("pk").first(),
    )  # fmt: skip
    assert unwell() == {"store"}
    assert "abababababab" in next(one for one in checks(for_keeper=True) if one.key == "store").words


def test_where_the_backup_lies_is_told_to_who_keeps_the_machine_alone(client_of, county):
    with transaction.atomic():
        record("backup.make", by=PRODUCT, details={"folder": "/mnt/kept/1", "digest": "ab" * 32, "lost": 0})
    for username, is_told in (("xitong", True), ("juzhang", False), ("anquan", False), ("xiang01", False)):
        html = client_of(username).get(reverse("web:health"), headers={"Accept": "text/html"}).content.decode()
        assert "小时前" in html
        assert ("/mnt/kept/1" in html) is is_told
