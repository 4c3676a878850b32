"""The state of the system: words for people, yes or no for machines."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tuban.jobs.models import Job, Worker
from tuban.workflow.audit.recording import PRODUCT, record_alone
from tuban.workflow.health import checks

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
