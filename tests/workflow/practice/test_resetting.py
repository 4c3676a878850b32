"""The practice county is brought back to any stage; real counties and the audit stay as they are."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.apps import apps
from django.utils import timezone
from PIL import Image
from tests.field.device import Key
from tests.workflow.days import TODAY
from tests.workflow.small_disc import OTHER, OpenedDisc, small_disc

from tuban.jobs.models import Job
from tuban.jobs.work import do
from tuban.workflow import store
from tuban.workflow.audit.models import Line
from tuban.workflow.audit.policies import Refused
from tuban.workflow.audit.recording import PRODUCT, verify
from tuban.workflow.campaigns.actions import ask, lay_values
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.cases.actions import register
from tuban.workflow.cases.models import Case
from tuban.workflow.comparison.actions import compare_again
from tuban.workflow.evidence.actions import add
from tuban.workflow.evidence.devices import register_device, sender_of
from tuban.workflow.evidence.models import Attachment, Exhibit
from tuban.workflow.messages.models import Message
from tuban.workflow.organisations.models import Area, Holding, Person, Post, Unit
from tuban.workflow.organisations.practice import PASSWORD
from tuban.workflow.patches.models import Arrival, Descent, Patch
from tuban.workflow.practice import sending
from tuban.workflow.practice.actions import DiscNotKept, NothingToResetFrom, reset
from tuban.workflow.practice.clearing import NotPractice, clear
from tuban.workflow.practice.disc import disc_of, keep_disc, stands_corrected
from tuban.workflow.practice.stages import Stage
from tuban.workflow.review.models import Finding, Opinion
from tuban.workflow.submission.hindrances import Objection
from tuban.workflow.submission.models import Seal, Submission
from tuban.workflow.submission.signing import document_of
from tuban.workflow.submission.words import Hindrance

_GROWING = ("audit.Line", "organisations.Mark", "patches.Change")
pytestmark = pytest.mark.seed("O6")


@pytest.fixture
def practised(county, planned_disc) -> Iterator[Campaign]:
    """The practice campaign, with the disc kept."""
    planned_disc.load()
    made = Campaign.objects.get(is_practice=True)
    keep_disc(made, planned_disc.disc)
    yield made
    shutil.rmtree(disc_of(made).parent)


def brought(campaign: Campaign, acting, stage: Stage) -> Job:
    job = do(reset(campaign, by=acting("zuzhi"), stage=stage, reason="下一班").pk)
    assert job.state == Job.State.DONE, job.error
    campaign.refresh_from_db()
    return job


def patch() -> Patch:
    return Patch.objects.select_related("campaign").get(number=OTHER, campaign__is_practice=True)


def rows() -> dict[str, int]:
    """Return how many rows every table of the stages has."""
    return {
        one._meta.label: one._base_manager.count()
        for one in apps.get_models(include_auto_created=True)
        if one._meta.app_config.name.startswith("tuban.workflow.") and one._meta.label not in _GROWING
    }


def a_case(by) -> Case:
    return register(
        by.post.unit, by=by, title="示范公司非法占地案", source="satellite", received_on=TODAY, patches=[patch()]
    )


def test_each_stage_holds_what_the_ones_before_it_hold(practised, acting):
    told = {}
    for stage in (Stage.SETTLED, Stage.REVIEWED, Stage.COMPARED, Stage.EMPTY, Stage.ARRIVED):
        lines = Line.objects.count()
        brought(practised, acting, stage)
        assert Line.objects.count() > lines
        found = Finding.objects.filter(is_current=True).count()
        arrived = list(Arrival.objects.values_list("state", flat=True))
        told[stage] = (
            Patch.objects.count(), Opinion.objects.exists(), found, Seal.objects.count(), arrived, practised.state
        )  # fmt: skip
    assert verify().holds
    assert told == {
        Stage.SETTLED: (5, True, 5, 0, [], "running"),
        Stage.REVIEWED: (5, True, 0, 0, [], "running"),
        Stage.COMPARED: (5, False, 0, 0, [], "running"),
        Stage.EMPTY: (0, False, 0, 0, [], "preparing"),
        Stage.ARRIVED: (0, False, 0, 0, ["checked"], "preparing"),
    }


def test_the_way_up_is_gone_on_the_corrected_disc_and_back_on_the_one_that_was_issued(practised, acting, tmp_path):
    issued = practised.opened_checksum
    keep_disc(practised, small_disc(tmp_path / "更正", planned=True, measured=True), is_corrected=True)
    brought(practised, acting, Stage.SUBMITTED)
    corrected, seal = practised.opened_checksum, Seal.objects.get()
    assert (corrected != issued, stands_corrected(practised)) == (True, True)
    assert list(Arrival.objects.values_list("state", "campaign")) == [("loaded", practised.pk)]
    assert list(document_of(seal).signatures.order_by("at").values_list("step_title", flat=True)) == [
        "填表人", "审核人", "单位负责人", "领导小组组长",
    ]  # fmt: skip
    assert Submission.objects.get().lies_with == acting("shi").post.unit.name

    brought(practised, acting, Stage.COMPARED)
    assert (practised.opened_checksum, stands_corrected(practised)) == (issued, False)
    assert not Submission.objects.exists()
    assert not Message.objects.exists()
    assert Patch.objects.filter(version=1, finding=None).count() == 5


def test_errors_that_no_finding_settles_are_named_with_what_to_do(practised, planned_disc, acting, monkeypatch):
    brought(practised, acting, Stage.SEALED)
    assert Seal.objects.get().whole_at is not None  # a disc without faults needs no corrected one
    wrong = Objection(Hindrance.ERROR, "1" * 16, "R01", "图斑编号格式不对", "更正编号")
    monkeypatch.setattr(sending, "in_the_way", lambda by, campaign: (None, [wrong]))
    job = do(reset(practised, by=acting("zuzhi"), stage=Stage.SEALED).pk)
    assert (job.state, job.error_code) == (Job.State.FAILED, "practice.disc_at_fault")
    assert "R01" in job.error
    assert "--corrected" in job.hint


def test_what_was_done_is_gone_and_the_campaign_is_as_the_disc_brought_it(practised, acting):
    first = rows()
    ask(practised, by=acting("xiang01"), subject="口径", text="?")
    compare_again(patch(), by=acting("zhifa"), expected_version=1)
    a_case(acting("zhifa"))
    lay_values(
        practised, by=acting("zuzhi"), expected_version=practised.version, reason="本县通知",
        parameters={"coverage/full_share": {"value": 0.99, "because": "本县通知〔2024〕1号"}},
    )  # fmt: skip
    brought(practised, acting, Stage.COMPARED)
    assert not practised.parameters
    assert not practised.questions.exists()
    assert not Case.objects.exists()
    assert not Descent.objects.exists()
    assert set(Patch.objects.values_list("version", flat=True)) == {1}
    assert rows() == first


def real_county(disc: OpenedDisc) -> tuple[Person, Campaign]:
    """A real county of the same code in the same office, with the same disc."""
    unit = Unit.objects.create(code="990101", name="示范县自然资源局", short_name="示范县", level="county")
    Area.objects.create(unit=unit, code="990101", name="示范县", kind="governed")
    person = Person(username="zhenshi", name="真实", must_change_password=False)
    person.set_password("not-known-to-all-1")
    person.save(force_insert=True)
    post = Post.objects.create(unit=unit, title="卫片办主任", role="organiser")
    Holding.objects.create(post=post, person=person, since=TODAY, appointed_by="局党组")
    return person, Campaign.objects.get(pk=disc.load(is_practice=False).campaign_id)


def test_a_real_county_of_the_same_code_is_not_touched(practised, planned_disc, acting, tmp_path):
    from tuban.workflow.organisations.queries import acting_as

    person, real = real_county(planned_disc)
    by = acting_as(person, None, on=TODAY)
    own = Patch.objects.select_related("campaign").get(number=OTHER, campaign=real)
    ask(real, by=by, subject="口径", text="?")
    both, alone = tmp_path / "一样.png", tmp_path / "练习.png"
    Image.new("RGB", (32, 32), (10, 20, 30)).save(both)
    Image.new("RGB", (32, 32), (40, 50, 60)).save(alone)
    add(own, by=by, path=both, name="真实.png")
    for path in (both, alone):
        add(patch(), by=acting("zuzhi"), path=path, name=path.name)
    kept = {one.name: store.path_of(one.checksum, one.suffix) for one in Exhibit.objects.filter(unit__is_practice=True)}
    before = {k: set(k._base_manager.values_list("pk", flat=True)) for k in (Patch, Campaign, Exhibit, Attachment)}
    practice = {Patch: set(Patch.objects.filter(campaign=practised).values_list("pk", flat=True))}

    clear(practised, by=PRODUCT)
    assert set(Patch.objects.values_list("pk", flat=True)) == before[Patch] - practice[Patch]
    assert real.questions.count() == 1
    assert [one.name for one in Exhibit.objects.all()] == ["真实.png"]
    assert Campaign.objects.count() == 2
    assert kept["一样.png"].is_file()


def test_files_that_nothing_names_any_more_are_removed(
    practised, planned_disc, acting, tmp_path, django_capture_on_commit_callbacks
):
    from tuban.workflow.organisations.queries import acting_as

    person, real = real_county(planned_disc)
    own = Patch.objects.select_related("campaign").get(number=OTHER, campaign=real)
    both, alone = tmp_path / "一样.png", tmp_path / "练习.png"
    Image.new("RGB", (32, 32), (10, 20, 30)).save(both)
    Image.new("RGB", (32, 32), (40, 50, 60)).save(alone)
    add(own, by=acting_as(person, None, on=TODAY), path=both, name="真实.png")
    for path in (both, alone):
        add(patch(), by=acting("zuzhi"), path=path, name=path.name)
    kept = {one.name: store.path_of(one.checksum, one.suffix) for one in Exhibit.objects.filter(unit__is_practice=True)}
    layers = list(store.root().rglob("*.parquet"))
    with django_capture_on_commit_callbacks(execute=True):
        clear(practised, by=PRODUCT)
    assert not kept["练习.png"].exists()
    assert kept["一样.png"].is_file()
    assert layers
    assert all(one.is_file() for one in layers)


def test_a_row_of_a_real_unit_that_hangs_on_practice_ends_it(practised, planned_disc, acting):
    made = a_case(acting("zhifa"))
    Case.objects.filter(pk=made.pk).update(is_practice=False)
    with pytest.raises(NotPractice):
        clear(practised, by=PRODUCT)
    assert Patch.objects.filter(campaign=practised).count() == 5
    with pytest.raises(NotPractice):
        clear(real_county(planned_disc)[1], by=PRODUCT)


def test_accounts_that_were_broken_sign_in_again(practised, acting):
    fagui = Person.objects.get(username="fagui")
    fagui.set_password("another-word-1")
    fagui.is_active = False
    fagui.save()
    Holding.objects.filter(person__username="waiye").update(until=timezone.localdate() - timedelta(days=1))
    brought(practised, acting, Stage.EMPTY)
    fagui.refresh_from_db()
    assert fagui.is_active
    assert fagui.check_password(PASSWORD)
    assert Holding.objects.get(person__username="waiye").until is None
    assert Line.objects.get(action="practice.brought_back").details["accounts"] == ["fagui", "waiye"]


def test_a_device_of_the_field_is_told_to_register_anew(practised, acting):
    device = register_device(by=acting("waiye"), name="王外业的手机", public_key=Key().public).device
    brought(practised, acting, Stage.COMPARED)
    device.refresh_from_db()
    assert "示范县" in device.revoked_because
    assert device.revoked_because in sender_of(device).reason


def test_who_may_and_when(practised, acting):
    for username in ("zhifa", "xiang01", "anquan", "shi"):
        with pytest.raises(Refused):
            reset(practised, by=acting(username))
    reset(practised, by=acting("xitong"))
    with pytest.raises(Refused, match="正在重置"):
        reset(practised, by=acting("zuzhi"))


def test_what_cannot_be_gone_back_to_is_refused_before_anything_is_dropped(practised, acting):
    disc_of(practised).rename(disc_of(practised).with_suffix(".away"))
    with pytest.raises(DiscNotKept):
        reset(practised, by=acting("zuzhi"), stage=Stage.ARRIVED)
    Campaign.objects.filter(pk=practised.pk).update(opened_checksum="")
    practised.refresh_from_db()
    with pytest.raises(NothingToResetFrom):
        reset(practised, by=acting("zuzhi"))
    assert Patch.objects.count() == 5
