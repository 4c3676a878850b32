"""Work of every day: once on a calendar day, again after a failure, by hand for any day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from tuban.jobs import daily as module
from tuban.jobs.daily import DailyKindUnknown, daily, do_now, states, tick
from tuban.jobs.models import DailyRun, Job
from tuban.jobs.work import do
from tuban.values.errors import TubanError
from tuban.workflow.health import checks

pytestmark = pytest.mark.django_db


class NoPaper(TubanError):
    """There is no paper."""

    code = "test.no_paper"


@pytest.fixture(autouse=True)
def done(monkeypatch):
    """The days that were done; nothing else is known as work of every day."""
    monkeypatch.setattr(module, "_KINDS", {})
    days: list[date] = []

    @daily("test.remind", "提醒")
    def remind(run, *, day):
        days.append(day)
        if len(days) == 1 and day.day == 13:
            raise NoPaper
        return {"told": len(days)}

    return days


def test_a_day_is_done_once_whoever_ticks(done):
    today = timezone.localdate()
    (job,) = tick()
    assert tick() == []
    assert do(job.pk).outcome == {"told": 1}
    assert tick() == []
    assert done == [today]


def test_after_a_stop_the_day_it_is_then_is_done_once(done):
    do_now("test.remind", timezone.localdate() - timedelta(days=5))
    assert [one.arguments["day"] for one in tick()] == [timezone.localdate().isoformat()]


def test_another_worker_was_quicker(monkeypatch):
    real = DailyRun.objects.create

    def quicker(**told):
        DailyRun.objects.update_or_create(
            kind=told["kind"], day=told["day"], defaults={"job": Job.objects.create(kind="x", title="x")}
        )
        return real(**told)

    monkeypatch.setattr(DailyRun.objects, "create", quicker)
    assert tick() == []


def test_what_failed_is_tried_again_after_an_hour_and_told_meanwhile():
    job = do_now("test.remind", date(2026, 11, 13))
    assert (job.state, job.error) == (Job.State.FAILED, "There is no paper.")
    assert states()[0].is_late
    DailyRun.objects.update(day=timezone.localdate())
    assert tick() == []
    answer = next(one for one in checks(is_quick=True) if one.key == "daily")
    assert not answer.is_well
    assert "提醒" in answer.words
    Job.objects.update(ended_at=timezone.now() - timedelta(hours=2))
    (again,) = tick()
    assert do(again.pk).state == Job.State.DONE
    assert not states()[0].is_late


def test_no_such_work_is_said():
    with pytest.raises(DailyKindUnknown, match=r"test\.nothing"):
        do_now("test.nothing", date(2026, 11, 13))
