"""A disc becomes records: whole or not at all, once, and again where something changed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import timedelta
from decimal import Decimal

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone
from tests.workflow.small_disc import LEFT, OTHER, SPLIT

from tuban.inspect.disc import opening
from tuban.jobs.models import Job
from tuban.jobs.queue import ask_for, revive
from tuban.jobs.work import do
from tuban.rules.facts_wire import facts_from_wire
from tuban.values.area import AreaUnit
from tuban.workflow.audit.models import Line
from tuban.workflow.audit.recording import verify
from tuban.workflow.campaigns.models import Campaign, Material
from tuban.workflow.comparison.loading import DiscIsUnfit, load_disc
from tuban.workflow.comparison.models import Basis, Comparison, WouldDiffer
from tuban.workflow.comparison.queries import judgement_of
from tuban.workflow.comparison.tasks import LOAD_DISC
from tuban.workflow.layers.models import Edition
from tuban.workflow.organisations.models import Person, Unit
from tuban.workflow.patches.models import Arrival, Patch
from tuban.workflow.patches.states import Fate, State


def counts() -> dict[str, int]:
    kinds = (Campaign, Edition, Patch, Comparison, Basis, Material)
    return {kind.__name__: kind.objects.count() for kind in kinds}


def test_a_disc_becomes_patches_comparisons_editions_and_a_preparation_register(campaign):
    assert (campaign.area_code, campaign.is_practice, campaign.state) == ("990101", True, Campaign.State.RUNNING)
    parts = Patch.objects.filter(number=SPLIT)
    assert [(one.part_number, one.proposed_finding) for one in parts] == [("1", "lawful"), ("2", "unlawful")]
    assert [one.area_mu for one in parts] == [Decimal("3.60"), Decimal("2.40")]
    assert {one.state for one in Patch.objects.all()} == {State.COMPARED}
    other = Patch.objects.get(number=OTHER)
    assert (other.township_code, other.township_name, other.managed_code) == ("990101002", "乙岭镇", "990101002")
    assert other.issued["number"] == OTHER
    assert Edition.objects.filter(role="patches").count() == 1
    assert campaign.materials.filter(state=Material.State.MISSING).exists()
    assert Line.objects.get(action="comparison.load_disc").details["new"] == 5


def test_a_comparison_holds_what_the_engine_of_law_said_exactly(campaign):
    for comparison in Comparison.objects.select_related("patch"):
        judgement = judgement_of(comparison)
        assert judgement.facts["finding"] == comparison.patch.proposed_finding
        assert judgement.decisions[0].cites
        area = facts_from_wire(comparison.facts, comparison.sources)["geometry_area"]
        assert area.in_unit(AreaUnit.M2, 4) == comparison.patch.area_m2
        assert comparison.editions.filter(role="survey_last").exists()
        assert [one["what"] for one in comparison.overlaps] == [
            "cultivated", "basic_farmland", "redline", "plan_breaching", "approved", "supplied",
        ]  # fmt: skip


def test_the_same_disc_again_writes_nothing_twice(campaign, disc):
    before = counts()
    again = disc.load()
    assert counts() == before
    assert (again.new, again.changed, again.same) == (0, 0, 5)
    Campaign.objects.update(disc_checksum="")  # even if nobody remembers that it was this disc
    again = disc.load()
    assert counts() == before
    assert (again.new, again.changed, again.same, again.comparisons) == (0, 0, 5, 0)
    assert not Patch.objects.filter(version__gt=1).exists()


def test_a_newer_edition_of_the_disc_compares_anew_and_keeps_what_was_said(campaign, newer_disc):
    old = Patch.objects.get(number=OTHER)
    loaded = newer_disc.load()
    assert loaded.new == 0
    patch = Patch.objects.get(number=OTHER)
    assert patch.uuid == old.uuid
    assert patch.version > old.version
    assert patch.comparisons.count() == 2
    was, now = (patch.comparisons.get(is_current=current) for current in (False, True))
    assert Decimal(was.overlaps[0]["m2"]) > 1000
    assert Decimal(now.overlaps[0]["m2"]) == 0
    survey = Edition.objects.filter(role="survey_last")
    assert survey.count() == 2
    assert survey.get(replaced_by__isnull=False).replaced_by == survey.get(replaced_by__isnull=True)


def test_patches_that_people_worked_on_stay_and_what_would_differ_is_listed(campaign, newer_disc):
    Patch.objects.filter(number=OTHER).update(state=State.VISITED)
    old = Patch.objects.get(number=OTHER)
    loaded = newer_disc.load()
    assert loaded.kept == 1
    patch = Patch.objects.get(number=OTHER)
    assert (patch.version, patch.proposed_finding) == (old.version, old.proposed_finding)
    assert patch.comparisons.count() == 1
    differing = WouldDiffer.objects.get()
    assert differing.patch == patch
    assert differing.old != differing.new


def test_an_unfit_disc_is_refused_with_the_reason(county, tmp_path):
    (tmp_path / "盘").mkdir()
    with pytest.raises(DiscIsUnfit):
        load_disc(tmp_path / "盘", by=None, work=tmp_path / "work", is_practice=True)
    assert not Campaign.objects.exists()


def arrival_of(folder) -> Arrival:
    return Arrival.objects.create(
        name="盘", folder=str(folder), state=Arrival.State.CHECKED, unit=Unit.objects.get(code="990101"),
        begun_by=Person.objects.get(username="zuzhi"),
    )  # fmt: skip


def test_a_job_loads_the_disc_of_an_arrival(county, disc):
    arrival = arrival_of(disc.disc)
    job = do(ask_for(LOAD_DISC, "盘", {"arrival_id": str(arrival.pk)}).pk)
    assert (job.state, job.outcome["patches"]) == (Job.State.DONE, 5)
    arrival.refresh_from_db()
    assert (arrival.state, arrival.campaign) == (Arrival.State.LOADED, Campaign.objects.get())
    assert Patch.objects.filter(arrival=arrival).count() == 5


def test_a_job_that_finds_the_disc_unfit_gives_the_arrival_back(county, tmp_path):
    arrival = arrival_of(tmp_path)
    job = do(ask_for(LOAD_DISC, "盘", {"arrival_id": str(arrival.pk)}).pk)
    assert (job.state, job.error_code) == (Job.State.FAILED, "comparison.disc_unfit")
    arrival.refresh_from_db()
    assert arrival.state == Arrival.State.CHECKED


CHILD = """
import os, sys, time
from django.conf import settings
settings.DATABASES["default"]["NAME"] = sys.argv[1]
import django
django.setup()
import tuban.workflow.comparison.loading.writing as writing
def half(*_arguments):
    print("half", flush=True)
    time.sleep(60)
writing._compare = half
from uuid import UUID
from tuban.jobs.work import do
do(UUID(sys.argv[2]))
"""


@pytest.mark.django_db(transaction=True)
def test_a_kill_in_the_middle_leaves_the_earlier_state_whole_and_the_load_goes_on(county, disc, monkeypatch):
    disc.load()
    before = counts()
    Campaign.objects.update(disc_checksum="")
    Patch.objects.filter(number=LEFT).update(fate=Fate.UNDONE)  # something to write
    arrival = arrival_of(disc.disc)
    job = ask_for(LOAD_DISC, "盘", {"arrival_id": str(arrival.pk)})
    environment = {
        **os.environ, "DJANGO_SETTINGS_MODULE": "tuban.site.settings", "TUBAN_HOME": str(settings.HOME.folder),
        "PYTHONPATH": os.pathsep.join(sys.path),
    }  # fmt: skip
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(connection.settings_dict["NAME"]), str(job.pk)],
        env=environment, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert child.stdout is not None
        assert child.stdout.readline() == "half\n"
    finally:
        child.send_signal(signal.SIGKILL)
        child.wait()
        child.stdout.close()
    assert counts() == before
    assert not Patch.objects.filter(number=LEFT, fate=Fate.ACTIVE).exists()
    assert verify().holds
    Job.objects.filter(pk=job.pk).update(alive_at=timezone.now() - timedelta(minutes=5))
    assert [one.pk for one in revive()] == [job.pk]
    monkeypatch.setattr(opening, "take_in", None)  # what was read is not read again
    assert do(job.pk).state == Job.State.DONE
    assert Patch.objects.filter(number=LEFT, fate=Fate.ACTIVE).count() == 1
    assert counts()["Patch"] == before["Patch"] + 1
    assert not (settings.HOME.work / str(job.pk)).exists()
