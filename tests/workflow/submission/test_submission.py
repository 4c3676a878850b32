"""A campaign is sealed, signed and sent; a level above accepts, returns or reopens it; what is accepted is locked."""

from __future__ import annotations

import json

import pytest
from django.db import transaction
from tests.workflow.submission.going_up import SIGNERS, TEXT, explained, sealed, signed, written

from tuban.jobs.models import Job
from tuban.jobs.work import do
from tuban.workflow.audit.policies import Refused
from tuban.workflow.exchange import reported
from tuban.workflow.exchange.contents import WrongCampaign
from tuban.workflow.messages.models import Message
from tuban.workflow.patches.meanwhile import CampaignLocked, lock
from tuban.workflow.patches.models import Patch
from tuban.workflow.patches.moving import move
from tuban.workflow.patches.policies import may_assign
from tuban.workflow.patches.states import State as PatchState
from tuban.workflow.review.findings.actions import reopen as reopen_finding
from tuban.workflow.review.returns.queries import returned_to
from tuban.workflow.statistics.models import Recount, Tally
from tuban.workflow.submission import actions, policies
from tuban.workflow.submission.changes import how_many, since_seal
from tuban.workflow.submission.contents import FORMS, MANIFEST, RECORDS, digest_of, sealed_bytes, sealed_files
from tuban.workflow.submission.hindrances import counts
from tuban.workflow.submission.models import Seal
from tuban.workflow.submission.pinning import ReasonUnknown
from tuban.workflow.submission.queries import in_the_way, inbox, seals_of, standing_of, submissions_of
from tuban.workflow.submission.refilling import refill
from tuban.workflow.submission.sealing import StandsInTheWay
from tuban.workflow.submission.words import Outcome, State
from tuban.workflow.survey.actions import tell
from tuban.workflow.survey.queries import Origin
from tuban.workflow.survey.telling import Telling

BECAUSE = "new_evidence"
pytestmark = pytest.mark.django_db(transaction=True)


def one_patch() -> Patch:
    return Patch.objects.select_related("campaign").order_by("number", "part_number").first()


def changed(ready) -> Patch:
    """The office goes on: a finding is reopened."""
    patch = one_patch()
    reopen_finding(patch, by=ready.organiser, expected_version=patch.version, because=BECAUSE, reason="照片需补拍")
    return patch


def test_a_contradiction_is_explained_by_name_before_anything_is_sealed(ready):
    _result, found = in_the_way(ready.organiser, ready.campaign)
    told = counts(found)
    assert told["contradiction"] > 1
    assert not told["error"] + told["undecided"] + told["warning"]
    with pytest.raises(StandsInTheWay):
        actions.seal(ready.campaign, by=ready.organiser)
    with pytest.raises(actions.WordsWanted):
        actions.explain(ready.campaign, by=ready.organiser, keys=[found[0].key], text="好")
    with pytest.raises(actions.NothingChosen):
        actions.explain(ready.campaign, by=ready.organiser, keys=["nothing"], text=TEXT)
    with pytest.raises(Refused):
        actions.explain(ready.campaign, by=ready.city, keys=[found[0].key], text=TEXT)
    actions.explain(ready.campaign, by=ready.acting("guihua"), keys=[found[0].key], text=TEXT)
    first = in_the_way(ready.organiser, ready.campaign)[1][0]
    assert (first.explanation.text, first.explanation.by.username, first.stands) == (TEXT, "guihua", False)
    explained(ready.campaign, ready.organiser)
    assert not any(counts(in_the_way(ready.organiser, ready.campaign)[1]).values())


def test_a_patch_without_a_finding_or_an_error_is_not_explained_away(ready):
    changed(ready)
    assert not policies.may_seal.allows(ready.organiser, ready.campaign)  # the results are behind
    written(ready.campaign, ready.organiser)
    found = in_the_way(ready.organiser, ready.campaign)[1]
    assert counts(found)["undecided"] == 1
    undecided = next(one for one in found if one.kind == "undecided")
    with pytest.raises(actions.NothingChosen):
        actions.explain(ready.campaign, by=ready.organiser, keys=[undecided.key], text=TEXT)
    explained(ready.campaign, ready.organiser)
    with pytest.raises(StandsInTheWay):
        actions.seal(ready.campaign, by=ready.organiser)


@pytest.mark.seed("U1")
def test_a_seal_refills_byte_for_byte_after_the_office_went_on(ready):
    seal = sealed(ready.campaign, ready.organiser)
    manifest = json.loads(sealed_bytes(seal, MANIFEST))
    assert manifest["digest"] == seal.digest == digest_of(manifest["content"])
    assert seal.counts["patches"] == 4
    for name, path in sealed_files(seal).items():
        assert path.name.startswith(seal.files[name]["sha256"])
    assert not how_many(since_seal(seal))
    patch = changed(ready)
    told = since_seal(seal)
    assert how_many(told) == 1
    assert told["changed"][0]["uuid"] == str(patch.uuid)
    assert told["changed"][0]["fields"]["finding"] == ["unchanged", ""]
    assert refill(seal) == sealed_bytes(seal, FORMS)


def test_sums_that_differ_from_a_recount_are_sealed_by_nobody(ready):
    sealed(ready.campaign, ready.organiser)
    assert Recount.objects.get().agrees
    assert Recount.objects.get().cells
    Tally.objects.filter(campaign=ready.campaign).delete()
    made = actions.seal(ready.campaign, by=ready.organiser, reason="重新核对后封存")
    job = do(made.job_id)
    assert job.state == Job.State.FAILED
    assert "不一致" in job.error
    assert not Recount.objects.first().agrees
    assert Seal.objects.exclude(whole_at=None).count() == 1


def test_records_that_are_not_as_they_were_written_are_sealed_by_nobody(ready):
    seal = sealed(ready.campaign, ready.organiser)
    records = sealed_files(seal)[RECORDS]
    was = records.read_bytes()
    records.write_bytes(was.replace(b"unchanged", b"unlawful_"))
    try:
        job = do(actions.seal(ready.campaign, by=ready.organiser, reason="重新核对后封存").job_id)
    finally:
        records.write_bytes(was)
    assert (job.state, Seal.objects.exclude(whole_at=None).count()) == (Job.State.FAILED, 1)
    assert records.name[:64] in job.error


@pytest.mark.seed("U3")
def test_from_the_seal_to_what_three_levels_accepted(ready):
    seal = sealed(ready.campaign, ready.organiser)
    assert not policies.may_send.allows(ready.organiser, seal)
    signed(seal, ready.acting)
    with pytest.raises(Refused):
        actions.send(seal, by=ready.acting("guihua"))
    sent = actions.send(seal, by=ready.organiser, words="请审核")
    assert Message.objects.filter(kind="submission.came", person=ready.city.person).exists()
    assert "示例市" in policies.may_seal.explain(ready.organiser, ready.campaign)
    assert inbox(ready.city)[0].submission == sent
    with pytest.raises(Refused):
        actions.accept(sent, by=ready.province)
    actions.accept(sent, by=ready.city)
    patch = one_patch()
    assert "自然资源和规划局" in may_assign.explain(ready.organiser, patch)
    with transaction.atomic(), pytest.raises(CampaignLocked):
        lock(patch, patch.version)
    with pytest.raises(CampaignLocked):
        ready.disc.load()
    with transaction.atomic():
        move(one_patch(), PatchState.RECTIFYING, expected_version=patch.version, accepted_too=True)
    told = since_seal(seal)
    assert (len(told["went_on"]), how_many(told)) == (1, 0)  # putting right goes on, what was sealed stays
    with pytest.raises(Refused):
        reopen_finding(patch, by=ready.organiser, expected_version=patch.version, because=BECAUSE, reason="改正")
    actions.send_back(sent, by=ready.province, reasons_given=["figures"], text="汇总数不一致")
    assert sent.holder == ready.city.post.unit  # to the level right below, still locked
    ready.campaign.refresh_from_db()
    assert ready.campaign.locked_at is not None
    for by in (ready.city, ready.province, ready.ministry):
        actions.accept(sent, by=by)
    assert (sent.state, sent.holder) == (State.ACCEPTED, None)
    assert standing_of(ready.campaign).state == State.ACCEPTED
    assert [one.outcome for one in submissions_of(ready.city, ready.campaign)[0].stations.all()] == [
        Outcome.ACCEPTED, Outcome.RETURNED, Outcome.ACCEPTED, Outcome.ACCEPTED, Outcome.ACCEPTED,
    ]  # fmt: skip
    with pytest.raises(Refused):  # the ministry accepted it last
        actions.reopen(sent, by=ready.city, reasons_given=["later_facts"], reason="发现新的事实")
    actions.reopen(sent, by=ready.ministry, reasons_given=["later_facts"], reason="发现新的事实")
    assert may_assign.allows(ready.organiser, one_patch())


@pytest.mark.seed("U3")
def test_what_is_returned_goes_to_the_same_hands_and_comes_again_as_a_new_edition(ready):
    first = sealed(ready.campaign, ready.organiser)
    signed(first, ready.acting)
    sent = actions.send(first, by=ready.organiser)
    patch = one_patch()
    pin = actions.Pin(patch.uuid, ("field_photos",), "缺全景照片")
    with pytest.raises(ReasonUnknown):
        actions.send_back(sent, by=ready.city, reasons_given=["no_such"], text="请补充", pins=[pin])
    actions.send_back(sent, by=ready.city, reasons_given=["patches"], text="请补充照片", pins=[pin])
    assert sent.state == State.RETURNED
    back = returned_to(ready.acting("zhifa")).get()  # who took the finding
    assert (back.patch, back.reasons, back.text) == (patch, ["field_photos"], "缺全景照片")
    patch = changed(ready)
    tell(
        Patch.objects.select_related("campaign").get(pk=patch.pk), by=ready.acting("waiye"),
        expected_version=Patch.objects.get(pk=patch.pk).version,
        telling=Telling({"photo_count": 4}, (), Origin.FIELD, "外业手簿第 2 页"),
    )  # fmt: skip
    take(ready, patch)
    written(ready.campaign, ready.organiser)
    with pytest.raises(actions.WordsWanted):
        explained(ready.campaign, ready.organiser)
        actions.seal(ready.campaign, by=ready.organiser)
    second = sealed(ready.campaign, ready.organiser, reason="按市级意见补充照片")
    assert (second.number, second.differences["since"]) == (2, 1)
    told = {one["uuid"]: one["fields"] for one in second.differences["changed"]}
    told.pop(str(patch.uuid))
    assert all(fields == {"facts": ["", ""]} for fields in told.values())  # its other part is compared along with it
    assert second.digest != first.digest
    assert not policies.may_send.allows(ready.organiser, first)
    signed(second, ready.acting)
    actions.accept(actions.send(second, by=ready.leader), by=ready.city)
    assert Seal.objects.count() == seals_of(ready.city, ready.campaign).count() == 2
    assert not seals_of(ready.acting("xiang01"), ready.campaign).exists()


def take(ready, patch: Patch) -> None:
    from tuban.workflow.review.findings.actions import take_finding

    patch = Patch.objects.select_related("campaign").get(pk=patch.pk)
    take_finding(patch, by=ready.acting("zhifa"), expected_version=patch.version, finding="unchanged")


def test_what_all_have_signed_goes_to_another_installation_with_its_signatures(ready, tmp_path):
    seal = sealed(ready.campaign, ready.organiser)
    given = {"campaign": ready.campaign.code, "seal": str(seal.pk)}
    going = reported.Submission()
    with pytest.raises(reported.NothingSealed):
        going.gather(given, ready.organiser, tmp_path, lambda _words: None)
    signed(seal, ready.acting)
    gathered = going.gather(given, ready.organiser, tmp_path, lambda _words: None)
    assert gathered.about == {"seal": seal.digest, "number": 1}
    assert {"manifest.json", "records.jsonl", "patches.jsonl", "forms.json"} < set(gathered.files)
    told = json.loads(gathered.files[reported.SIGNATURES].read_text(encoding="utf-8"))
    assert [one["person"] for one in told["signatures"]] == [ready.acting(name).person_name for name in SIGNERS]
    with pytest.raises(WrongCampaign):
        going.gather(given, ready.acting("xiang01"), tmp_path, lambda _words: None)
