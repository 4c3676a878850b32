"""Background work: with the deed or not at all, told, stopped, begun again, revived."""

from __future__ import annotations

import errno
import socket
from datetime import timedelta
from itertools import count

import psycopg
import pytest
from django.db import OperationalError, transaction
from django.utils import timezone

from tuban.jobs.models import Job, Worker
from tuban.jobs.queue import StillRunning, again, ask_for, put_back, revive, run_job, running_for, stop
from tuban.jobs.work import do, work
from tuban.jobs.workers import alive, beat
from tuban.values.errors import TubanError

pytestmark = pytest.mark.django_db
_ENDED = 4_999_999
"""A number that no process has."""


@pytest.fixture(autouse=True)
def _told_at_once(monkeypatch):
    monkeypatch.setattr("tuban.jobs.work._TELL_SECONDS", 0.0)


class TooMuch(TubanError):
    """Only {most} can be counted."""

    code = "test.too_much"
    hint = "Count less."


@work("test.count")
def counting(run, *, to: int, stop_at: int | None = None):
    for number in count(run.checkpoint.get("from", 0)):
        if number == to:
            return {"counted": number}
        if number == stop_at:
            Job.objects.filter(pk=run.job.pk).update(is_cancel_asked=True)
        run.keep(**{"from": number})
        run.progress("counting", number, to)
        if number > 100:
            raise TooMuch(most=100)


@work("test.database_away")
def left_by_its_database(_run):
    raise OperationalError("the connection is lost") from psycopg.errors.AdminShutdown("shut down")


def test_a_job_tells_how_far_it_is_and_what_came_out():
    job = do(ask_for("test.count", "数数", {"to": 5}).pk)
    assert (job.state, job.outcome, job.attempt) == (Job.State.DONE, {"counted": 5}, 1)
    assert job.percent == 100
    assert job.ended_at is not None


def test_a_job_is_queued_with_its_deed_or_not_at_all():
    with pytest.raises(RuntimeError), transaction.atomic():
        ask_for("test.count", "数数", {"to": 5})
        raise RuntimeError
    assert not Job.objects.exists()


def test_a_job_that_fails_says_why_and_what_to_do():
    job = do(ask_for("test.count", "数数", {"to": 500}).pk)
    assert (job.state, job.error_code, job.hint) == (Job.State.FAILED, "test.too_much", "Count less.")
    assert "100" in job.error


def test_a_job_stops_where_somebody_asked_and_goes_on_from_its_checkpoint():
    job = do(ask_for("test.count", "数数", {"to": 9, "stop_at": 4}).pk)
    assert job.state == Job.State.CANCELLED
    assert job.checkpoint == {"from": 4}
    job.arguments = {"to": 9}
    job.save()
    job = do(again(job).pk)
    assert (job.state, job.outcome) == (Job.State.DONE, {"counted": 9})


def test_a_waiting_job_is_stopped_at_once_and_never_done():
    job = stop(ask_for("test.count", "数数", {"to": 5}))
    assert job.state == Job.State.CANCELLED
    assert do(job.pk).outcome == {}


def test_work_that_another_worker_has_taken_is_left_alone():
    job = ask_for("test.count", "数数", {"to": 5})
    Job.objects.filter(pk=job.pk).update(state=Job.State.RUNNING)
    assert do(job.pk).attempt == 0
    with pytest.raises(StillRunning):
        again(job)


def test_what_a_dead_worker_left_is_queued_again_three_times_at_most():
    job = ask_for("test.count", "数数", {"to": 5})
    silent = {"state": Job.State.RUNNING, "alive_at": timezone.now() - timedelta(minutes=5)}
    Job.objects.filter(pk=job.pk).update(**silent, attempt=1)
    assert [one.pk for one in revive()] == [job.pk]
    Job.objects.filter(pk=job.pk).update(**silent, attempt=3)
    assert revive() == []
    job.refresh_from_db()
    assert (job.state, job.error_code) == (Job.State.FAILED, "jobs.worker_died")


def test_work_that_is_alive_is_not_revived():
    beat()
    job = ask_for("test.count", "数数", {"to": 5})
    Job.objects.filter(pk=job.pk).update(state=Job.State.RUNNING, alive_at=timezone.now())
    assert revive() == []


def test_what_the_last_worker_left_goes_on_at_once():
    Worker.objects.create(name=f"{socket.gethostname()}:{_ENDED}", begun_at=timezone.now(), alive_at=timezone.now())
    job = ask_for("test.count", "数数", {"to": 5})
    Job.objects.filter(pk=job.pk).update(state=Job.State.RUNNING, alive_at=timezone.now(), attempt=1)
    assert [one.pk for one in revive()] == [job.pk]
    assert not Worker.objects.exists()


def test_a_worker_of_another_machine_keeps_its_work():
    Worker.objects.create(name="elsewhere:7", begun_at=timezone.now(), alive_at=timezone.now())
    job = ask_for("test.count", "数数", {"to": 5})
    Job.objects.filter(pk=job.pk).update(state=Job.State.RUNNING, alive_at=timezone.now(), attempt=1)
    assert revive() == []


def test_a_fault_of_ours_is_kept_and_raised_for_the_log():
    @work("test.broken")
    def broken(_run):
        raise ZeroDivisionError("oops")

    job = ask_for("test.broken", "坏", {})
    with pytest.raises(ZeroDivisionError):
        do(job.pk)
    job.refresh_from_db()
    assert (job.state, job.error_code) == (Job.State.FAILED, "jobs.unexpected")


def test_whoever_asked_sees_what_runs():
    import uuid

    mine = uuid.uuid4()
    ask_for("test.count", "数数", {"to": 5}, person_id=mine)
    do(ask_for("test.count", "数数", {"to": 5}, person_id=mine).pk)
    assert running_for(mine).count() == 1


@pytest.mark.parametrize("fault", [
    OSError(errno.ENOSPC, "No space left on device"), OperationalError("database or disk is full"),
])  # fmt: skip
def test_a_full_disk_ends_work_in_a_sentence_and_it_can_be_begun_again(fault):
    faults = [fault]

    @work("test.full")
    def fill(_run):
        if faults:
            raise faults.pop()

    job = do(ask_for("test.full", "满", {}).pk)
    assert (job.state, job.error_code) == (Job.State.FAILED, "jobs.disk_full")
    assert "磁盘" in job.error
    assert do(again(job).pk).state == Job.State.DONE


def test_a_sign_of_life_by_a_clock_that_was_set_back_is_none():
    now = timezone.now()
    Worker.objects.create(name="elsewhere:1", begun_at=now, alive_at=now + timedelta(days=1))
    assert not alive()
    Worker.objects.create(name="elsewhere:2", begun_at=now, alive_at=now)
    assert [one.name for one in alive()] == ["elsewhere:2"]
    job = ask_for("test.clock", "钟", {})
    Job.objects.filter(pk=job.pk).update(state=Job.State.RUNNING, attempt=1, alive_at=now + timedelta(days=1))
    assert [one.pk for one in revive()] == [job.pk]


def test_a_job_that_its_database_left_waits_again_and_after_many_times_failed_for_good(monkeypatch):
    monkeypatch.setattr("tuban.jobs.queue.wait_until_back", lambda _seconds: True)
    job = ask_for("test.database_away", "数数", {})
    run_job.func(str(job.pk))
    job.refresh_from_db()
    assert (job.state, job.attempt, job.error) == (Job.State.WAITING, 1, "")
    for _each in range(9):
        run_job.func(str(job.pk))
    job.refresh_from_db()
    assert (job.state, job.error_code) == (Job.State.FAILED, "jobs.database_away")
    assert "数据库" in job.error


def test_a_worker_whose_database_stays_away_leaves_its_job_to_whoever_starts_again(monkeypatch):
    monkeypatch.setattr("tuban.jobs.queue.wait_until_back", lambda _seconds: False)
    job = ask_for("test.database_away", "数数", {})
    with pytest.raises(OperationalError):
        run_job.func(str(job.pk))
    job.refresh_from_db()
    assert job.state == Job.State.RUNNING
    assert [one.pk for one in revive()] == [job.pk]


def test_what_waits_and_is_in_no_queue_is_queued_by_whoever_starts_again(monkeypatch):
    queued = []
    job = ask_for("test.count", "数数", {"to": 5})
    monkeypatch.setattr("tuban.jobs.queue._enqueue", lambda one: queued.append(one.pk))
    revive()
    assert not queued  # it was asked for just now
    Job.objects.filter(pk=job.pk).update(asked_at=timezone.now() - timedelta(minutes=3))
    revive()
    assert queued == [job.pk]


def test_a_job_that_its_database_left_before_it_began_is_queued_again(monkeypatch):
    queued = []
    monkeypatch.setattr("tuban.jobs.queue._enqueue", lambda one: queued.append(one.pk))
    job = Job.objects.create(kind="test.count", title="数数")
    assert put_back(job.pk).state == Job.State.WAITING
    assert queued == [job.pk]
