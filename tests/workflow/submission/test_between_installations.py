"""A campaign goes up and down between two installations through files alone.

One database stands for both: the campaign of the county and that of the city change their code with each other, so that
neither sees the other's.
"""

from __future__ import annotations

import json
from types import SimpleNamespace

import pytest
from tests.workflow.exchange.test_packages import Two, counts, untold
from tests.workflow.submission.going_up import SIGNERS, sealed, signed, written

from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.exchange import actions as exchange
from tuban.workflow.exchange.contents import WrongRecipientOfContent, content_of
from tuban.workflow.exchange.decided import NothingDecided
from tuban.workflow.exchange.models import Package
from tuban.workflow.exchange.packing import make
from tuban.workflow.exchange.reported import NothingSealed
from tuban.workflow.messages.models import Message
from tuban.workflow.organisations.models import Unit
from tuban.workflow.patches.models import Patch
from tuban.workflow.patches.policies import may_assign
from tuban.workflow.review.findings.actions import reopen as reopen_finding
from tuban.workflow.review.findings.actions import take_finding
from tuban.workflow.review.returns.queries import returned_to
from tuban.workflow.submission import actions, policies
from tuban.workflow.submission.arriving import OlderSeal, SenderNotRegistered
from tuban.workflow.submission.carried import SealUnsound, is_proved_again, read_carried
from tuban.workflow.submission.contents import MANIFEST, canonical, digest_of, sealed_files
from tuban.workflow.submission.models import Seal, Submission
from tuban.workflow.submission.queries import inbox, standing_of
from tuban.workflow.submission.verdicts import VerdictUnsound, read_verdict

pytestmark = pytest.mark.django_db(transaction=True)


class Houses(Two):
    """The two, and which of them the database shows at the moment."""

    def __init__(self, ready: SimpleNamespace) -> None:
        super().__init__(ready.acting)
        self.own = ready.campaign
        self.code = ready.campaign.code
        told = {name: getattr(self.own, name) for name in ("title", "year", "area_code", "area_name", "epsg")}
        self.theirs = Campaign.objects.create(code="elsewhere", lawbook_edition="x", is_practice=True, **told)

    def look_at(self, one: Campaign) -> None:
        other = self.theirs if one.pk == self.own.pk else self.own
        Campaign.objects.filter(pk=one.pk).update(code="between")
        Campaign.objects.filter(pk=other.pk).update(code="elsewhere")
        Campaign.objects.filter(pk=one.pk).update(code=self.code)

    def reported(self, seal: Seal) -> Package:
        self.look_at(self.own)
        return self.made("submission", campaign=self.code, seal=str(seal.pk))

    def decided(self, submission: Submission) -> Package:
        self.look_at(self.theirs)
        given = {"submission": str(submission.pk)}
        package = exchange.pack(self.down, by=self.city, brings="verdict", given=given, queue=False)
        make(package, given, self.city, untold)
        return package

    def at_city(self, package: Package) -> Package:
        self.look_at(self.theirs)
        return self.came(package, by=self.city)

    def at_county(self, package: Package) -> Package:
        self.look_at(self.own)
        return self.came(package, by=self.county)

    def taken(self, package: Package, by) -> Package:
        return exchange.take_in(package, by=by, version=package.version)


@pytest.mark.seed("U3")
def test_a_campaign_is_returned_mended_accepted_locked_and_reopened_through_files(ready, tmp_path):
    houses = Houses(ready)
    first = sealed(ready.campaign, ready.organiser)
    with pytest.raises(NothingSealed):
        houses.reported(first)
    signed(first, ready.acting)
    package = houses.reported(first)
    assert standing_of(ready.campaign).submission.elsewhere == houses.city.post.unit.name
    assert houses.city.post.unit.name in policies.may_seal.explain(ready.organiser, ready.campaign)

    came = houses.at_city(package)
    assert (came.state, counts(came)) == ("waiting", {"new": 5}), came.reason
    assert not Submission.objects.filter(campaign=houses.theirs).exists(), "nothing is written before a person says so"
    taken = houses.taken(came, houses.city)
    sent = Submission.objects.get(campaign=houses.theirs)
    assert inbox(houses.city)[0].submission == sent
    assert [one["person"] for one in sent.seal.came["signatures"]] == [ready.acting(one).person_name for one in SIGNERS]
    assert is_proved_again(sent.seal)
    assert set(sealed_files(sent.seal)) == {*first.files, "signatures.json"}
    assert Message.objects.filter(kind="submission.came", person=houses.city.person).exists()
    assert houses.at_city(package).state == "twice"
    again = houses.reported(first)  # the disc was lost, and is written anew
    came = houses.at_city(again)
    assert counts(came) == {"same": 5}
    houses.taken(came, houses.city)
    assert Submission.objects.filter(campaign=houses.theirs).count() == 1
    houses.look_at(houses.own)
    houses.came(taken.receipts.get(), by=houses.county)

    with pytest.raises(NothingDecided):
        houses.decided(sent)
    patch = Patch.objects.get(campaign=ready.campaign, part_number="2")
    pin = actions.Pin(patch.uuid, ("field_photos",), "缺全景照片")
    actions.send_back(sent, by=houses.city, reasons_given=["patches"], text="请补充照片", pins=[pin])
    pinned = sent.stations.get().pinned.get()
    assert (pinned.patch, str(pinned)) == (None, str(patch)), "the city does not have the patch, and names it"
    with pytest.raises(WrongRecipientOfContent):
        content_of("verdict").gather({"submission": str(sent.pk), "to": "990102"}, houses.city, tmp_path, untold)
    back = houses.decided(sent)
    assert houses.came(back, by=houses.city).code == "exchange.not_for_us"
    told = houses.at_county(back)
    assert counts(told) == {"returned": 1, "pinned": 1}, told.reason
    houses.taken(told, houses.county)
    own = Submission.objects.get(seal=first)
    assert (own.state, own.elsewhere, own.stations.get().decided_by) == ("returned", "", houses.city.person_name)
    returned = returned_to(ready.acting("zhifa")).get()
    assert (returned.patch, returned.reasons, returned.text) == (patch, ["field_photos"], "缺全景照片")
    assert houses.at_county(back).state == "twice"
    with pytest.raises(NothingSealed):
        houses.reported(first)

    second = mended(ready, patch)
    assert second.number == 2
    package = houses.reported(second)
    assert sum(one["is_held"] for one in package.manifest["pieces"]) > 3, "what the city has by receipt is left out"
    came = houses.at_city(package)
    assert counts(came)["changed"] >= 1
    houses.taken(came, houses.city)
    sent = Submission.objects.get(campaign=houses.theirs, seal__number=2)
    assert sent.seal.differences["since"] == 1
    assert str(patch.uuid) in {one["uuid"] for one in sent.seal.differences["changed"]}
    late = houses.at_county(houses.decided(Submission.objects.get(seal__number=1, campaign=houses.theirs)))
    assert counts(late) == {"past": 1}, late.reason
    accepted = houses.decided(actions.accept(sent, by=houses.city, text="同意"))
    assert houses.at_county(accepted).code == "exchange.comes_too_early"
    houses.taken(late, houses.county)
    houses.taken(houses.at_county(accepted), houses.county)
    campaign = Campaign.objects.get(pk=ready.campaign.pk)
    assert campaign.locked_by == houses.city.post.unit.name
    assert Submission.objects.get(seal=second).state == Submission.objects.get(pk=sent.pk).state
    assert not may_assign.allows(ready.organiser, Patch.objects.select_related("campaign").get(pk=patch.pk))
    assert not policies.may_reopen.allows(houses.city, Submission.objects.get(seal=second)), (
        "only where it was accepted"
    )
    houses.look_at(houses.theirs)
    if Submission.objects.get(pk=sent.pk).holder is not None:
        assert policies.may_reopen.allows(houses.city, sent)
    actions.reopen(sent, by=houses.city, reasons_given=["later_facts"], reason="发现新的事实", pins=[pin])
    houses.taken(houses.at_county(houses.decided(sent)), houses.county)
    own = Submission.objects.get(seal=second)
    assert (own.state, own.campaign.locked_at) == ("reopened", None)
    assert [one.outcome for one in own.stations.all()] == ["accepted", "reopened"]


def test_a_seal_that_is_not_as_it_was_signed_waits_to_be_laid_aside(ready, tmp_path):
    houses = Houses(ready)
    seal = sealed(ready.campaign, ready.organiser)
    signed(seal, ready.acting)
    package = houses.reported(seal)
    lies = {one["path"]: one for one in package.manifest["pieces"]}
    whole = sealed_files(seal)
    given = (
        content_of("submission")
        .gather({"campaign": houses.code, "seal": str(seal.pk)}, houses.county, tmp_path, untold)
        .files
    )
    manifest, said = json.loads(whole[MANIFEST].read_text()), json.loads(given["signatures.json"].read_text())
    sums = {name: one["sha256"] for name, one in lies.items()}

    def read(told: dict[str, str] = {}, **other: bytes):  # noqa: B006
        places = dict(given)
        for number, (name, content) in enumerate(other.items()):
            names = {"manifest": MANIFEST, "signatures": "signatures.json", "patches": "patches.jsonl"}
            places[names[name]] = tmp_path / f"{number}.other"
            places[names[name]].write_bytes(content)
        return read_carried({**sums, **told}, places.__getitem__)

    assert read().digest == seal.digest
    lower = manifest["content"] | {"counts": manifest["content"]["counts"] | {"unlawful_mu": "7.77"}}
    lied = manifest | {"content": lower, "digest": digest_of(lower)}
    unsigned = said | {"signatures": said["signatures"][:-1]}
    cells = [one | {"value": "0"} if one["key"] == "parts" else one for one in said["cells"]]
    wrong = {
        "states": {"manifest": canonical(manifest | {"content": lower})},
        "other content": {"manifest": canonical(lied)},
        "未签": {"signatures": canonical(unsigned)}, "cells": {"signatures": canonical(said | {"cells": cells})},
        "no json": {"patches": b"{"}, "no row": {"patches": b"{}\n"}, "deep": {"signatures": b"[" * 100_000},
        "version": {"manifest": canonical(manifest | {"version": 2})},
        "number": {"manifest": canonical(manifest | {"number": "1"})},
    }  # fmt: skip
    for name, files in wrong.items():
        with pytest.raises(SealUnsound):
            read(**files)
            pytest.fail(name)
    for told in ({"patches.jsonl": "0" * 64}, {"another": "0" * 64}):
        with pytest.raises(SealUnsound):
            read(told)

    came = houses.at_city(package)
    unit = seal.unit
    Unit.objects.filter(pk=unit.pk).update(closed_on="2020-01-01")
    with pytest.raises(SenderNotRegistered):
        houses.taken(came, houses.city)
    Unit.objects.filter(pk=unit.pk).update(closed_on=None)
    Seal.objects.create(campaign=houses.theirs, unit=unit, number=7, digest="f" * 64, whole_at=seal.whole_at,
                        files=seal.files, came={"unit": "x"})  # fmt: skip
    newer = houses.at_city(houses.reported(seal))
    assert newer.code == "exchange.comes_too_early"
    with pytest.raises(OlderSeal):
        houses.taken(came, houses.city)
    came = Package.objects.get(pk=came.pk)
    aside = exchange.lay_aside(came, by=houses.city, version=came.version, reason="不是最后一次封存")
    newer = houses.at_city(Package.objects.filter(brings="submission", way="out").order_by("-sequence").first())
    assert (newer.state, newer.code) == ("waiting", "submission.older_seal")
    houses.look_at(houses.own)
    houses.came(aside.receipts.get(), by=houses.county)
    own = Submission.objects.get(seal=seal)
    assert (own.state, own.stations.get().text) == ("returned", "不是最后一次封存")


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b"{" * 5000, b'{"format":"tuban.verdict","version":1}'])
def test_what_tells_no_decision_is_refused(content):
    with pytest.raises(VerdictUnsound):
        read_verdict(content)


def mended(ready, patch: Patch) -> Seal:
    """The county corrects what came back, writes its results again, and seals and signs them."""
    patch = Patch.objects.select_related("campaign").get(pk=patch.pk)
    reopen_finding(patch, by=ready.organiser, expected_version=patch.version, because="new_evidence", reason="补拍")
    patch = Patch.objects.select_related("campaign").get(pk=patch.pk)
    take_finding(patch, by=ready.acting("zhifa"), expected_version=patch.version, finding="unchanged")
    campaign = Campaign.objects.get(pk=ready.campaign.pk)
    written(campaign, ready.organiser)
    seal = sealed(campaign, ready.organiser, reason="按市级意见补充照片")
    signed(seal, ready.acting)
    return seal
