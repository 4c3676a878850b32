"""The backup of every night, as its job makes it."""

import shutil
from datetime import date
from types import SimpleNamespace

import pytest
from django.db import connection

from tuban.workflow.audit.models import Line
from tuban.workflow.audit.recording import PRODUCT, record_alone
from tuban.workflow.backup.folder import Folder
from tuban.workflow.backup.proving import prove
from tuban.workflow.backup.tasks import backup_job
from tuban.workflow.store import keep_bytes


@pytest.mark.slow
@pytest.mark.skipif(
    connection.vendor == "postgresql" and shutil.which("pg_dump") is None, reason="no client of PostgreSQL here"
)
def test_the_job_of_every_day_keeps_the_newest_and_tells_the_audit(db, settings, tmp_path):
    settings.BACKUP, settings.BACKUP_KEEP = str(tmp_path / "kept"), 2
    record_alone("organisations.sign_in", by=PRODUCT)
    keep_bytes(b"kept by night", suffix=".jpg")
    told: list[str] = []
    run = SimpleNamespace(progress=lambda words, _done, _total: told.append(words))
    made = [backup_job(run, day=date(2026, 11, 27)) for _each in range(3)]
    assert [one.name for one in Folder(tmp_path / "kept").whole()] == [one["folder"] for one in made[1:]]
    assert made[1]["copied"] == 0
    assert prove(tmp_path / "kept").holds
    lines = Line.objects.filter(action="backup.make").order_by("-number")
    assert lines[0].details["digest"] == made[-1]["digest"]
    assert told
