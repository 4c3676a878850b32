"""Two installations exchange packages as files: two halves of one database stand for them, each with keys of its own.

The city issues the disc of the very small county; the county takes it in, and reports files up.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.gis.geos import MultiPolygon, Polygon
from tests.workflow.small_disc import LEFT, SPLIT, small_disc

from tuban.exchange.keys import Keys
from tuban.workflow.audit.policies import Refused
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.exchange import actions
from tuban.workflow.exchange.looking import look
from tuban.workflow.exchange.models import Package, Peer
from tuban.workflow.exchange.packing import make
from tuban.workflow.exchange.queries import card_of, file_of, keys_row, room_of
from tuban.workflow.organisations.models import Person, Unit
from tuban.workflow.organisations.roles import Role
from tuban.workflow.patches.models import Arrival, Patch

untold = lambda *_said: None  # noqa: E731


@pytest.fixture(scope="module")
def disc_zip(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("issued")
    small_disc(folder / "盘")
    return Path(shutil.make_archive(str(folder / "disc"), "zip", folder / "盘"))


class Two:
    """The city and the county, which trust each other."""

    def __init__(self, acting) -> None:
        self.city, self.county = acting("shi"), acting("zuzhi")
        for one in (self.city, self.county):
            actions.make_keys(by=one)
        self.down = self.known(self.city, self.county)
        self.up = self.known(self.county, self.city)

    def known(self, by, other) -> Peer:
        card = card_of(keys_row(other.post.unit))
        peer = actions.take_card(by=by, content=card.as_text().encode(), name="名片.json")
        return actions.trust(peer, by=by, typed=card.fingerprint)

    def made(self, brings: str, **given) -> Package:
        by, peer = (self.city, self.down) if brings == "issue" else (self.county, self.up)
        package = actions.pack(peer, by=by, brings=brings, given=given, queue=False)
        make(package, given, by, untold)
        return package

    def came(self, package: Package, *, by=None, name: str = "") -> Package:
        by = by or (self.county if package.unit_id == self.city.post.unit_id else self.city)
        row = actions.receive(by=by, name=name or package.name, file=file_of(package), queue=False)
        return look(row, file_of(package), untold)


@pytest.fixture
def campaign(county) -> Campaign:
    """The campaign of the disc, without a patch."""
    return Campaign.objects.create(
        code="990101-2024", title="示范县2024年度", year=2024, area_code="990101", area_name="示范县", epsg=4527,
        lawbook_edition="x", is_practice=True,
    )  # fmt: skip


@pytest.fixture
def two(county, acting) -> Two:
    return Two(acting)


def counts(package: Package) -> dict[str, int]:
    return {one["what"]: one["count"] for one in package.about["changes"] if one["count"]}


def test_a_disc_goes_down_is_shown_before_it_is_taken_in_and_comes_twice(two, disc_zip):
    sent = two.made("issue", disc=str(disc_zip))
    came = two.came(sent)
    assert (came.state, came.code) == ("waiting", ""), came.reason
    assert counts(came) == {"new": 4}
    assert not Arrival.objects.exists(), "nothing is written before a person says so"
    taken = actions.take_in(came, by=two.county, version=came.version)
    arrival = Arrival.objects.get(pk=taken.about["arrival"])
    assert (arrival.state, arrival.unit) == ("checking", two.county.post.unit)
    assert (settings.HOME.uploads / str(arrival.pk) / "disc" / "disc.zip").stat().st_size == disc_zip.stat().st_size
    again = two.came(sent)
    assert again.state == "twice"
    assert Arrival.objects.count() == 1
    stale = Package.objects.get(pk=taken.pk)
    stale.state = "waiting"  # as a page shows it that was opened before
    with pytest.raises(actions.PackageChanged):
        actions.take_in(stale, by=two.county, version=taken.version - 1)
    receipt = taken.receipts.get()
    told = two.came(receipt)
    assert told.state == "taken"
    sent.refresh_from_db()
    assert (sent.state, sent.about["outcome"], sent.about["by"]) == ("answered", "taken", "赵组织")
    assert two.came(receipt).state == "taken", "a receipt that comes twice changes nothing"


def test_what_was_worked_on_here_is_told_apart_and_stays(two, disc_zip, campaign):
    square = Polygon.from_bbox((120.0, 30.0, 120.001, 30.001))
    for number, state in ((SPLIT, "compared"), (LEFT, "reviewed")):
        Patch.objects.create(
            campaign=campaign, number=number, state=state, geometry=MultiPolygon(square, srid=4490), area_m2=1,
            area_code="990101", issued={},
        )  # fmt: skip
    came = two.came(two.made("issue", disc=str(disc_zip)))
    assert came.state == "waiting", came.reason
    assert counts(came) == {"new": 2, "known": 1, "kept": 1}


def test_results_go_up_and_the_next_package_leaves_out_what_the_city_has(two, campaign, tmp_path):
    (tmp_path / "表").mkdir()
    (tmp_path / "表" / "汇总.json").write_text("1", encoding="utf-8")
    (tmp_path / "照片.jpg").write_bytes(b"photo" * 1000)
    first = two.made("submission", campaign=campaign.code, folder=str(tmp_path))
    came = two.came(first)
    assert (came.state, counts(came)) == ("waiting", {"new": 2})
    taken = actions.take_in(came, by=two.city, version=came.version)
    two.came(taken.receipts.get())
    (tmp_path / "表" / "汇总.json").write_text("2", encoding="utf-8")
    second = two.made("submission", campaign=campaign.code, folder=str(tmp_path))
    assert [one["path"] for one in second.manifest["pieces"] if one["is_held"]] == ["照片.jpg"]
    assert second.size < first.size
    came = two.came(second)
    assert counts(came) == {"changed": 1, "same": 1}
    third = two.made("submission", campaign=campaign.code, folder=str(tmp_path))
    early = two.came(third)
    assert (early.state, early.code) == ("refused", "exchange.comes_too_early")
    aside = actions.lay_aside(came, by=two.city, version=came.version, reason="汇总表有误")
    two.came(aside.receipts.get())
    second.refresh_from_db()
    assert (second.state, second.about["reason"]) == ("answered", "汇总表有误")


def test_what_must_not_come_here_is_refused_and_says_why(two, campaign, tmp_path, disc_zip):
    (tmp_path / "a").write_bytes(b"a" * 200_000)
    sent = two.made("submission", campaign=campaign.code, folder=str(tmp_path))
    assert two.came(sent, by=two.county).code == "exchange.not_for_us"
    broken = tmp_path / "half.tbx"
    broken.write_bytes(file_of(sent).read_bytes()[:-30])
    half = actions.receive(by=two.city, name="half.tbx", file=broken, queue=False)
    assert look(half, broken, untold).code == "exchange.half_copied"
    Campaign.objects.filter(pk=campaign.pk).update(code="另一个专项")
    assert two.came(sent).code == "exchange.wrong_campaign"
    Campaign.objects.filter(pk=campaign.pk).update(code=campaign.code, area_code="990102")
    assert two.came(sent).code == "exchange.wrong_campaign"
    Campaign.objects.filter(pk=campaign.pk).update(area_code="990101")
    peer = Peer.objects.get(unit=two.city.post.unit)
    Peer.objects.filter(pk=peer.pk).update(code="990102")
    assert two.came(sent).code == "exchange.wrong_county"
    Peer.objects.filter(pk=peer.pk).update(code="990101")
    actions.withdraw(Peer.objects.get(pk=peer.pk), by=two.city, reason="密钥遗失")
    assert two.came(sent).code == "exchange.sender_unknown"
    came = Package.objects.filter(way="in")
    assert {one.state for one in came} == {"refused"}
    assert not any(room_of(one).exists() for one in came), "what is refused leaves nothing behind"


def test_new_keys_begin_a_new_count_on_both_sides(two, campaign, tmp_path):
    (tmp_path / "a").write_text("a")
    came = two.came(two.made("submission", campaign=campaign.code, folder=str(tmp_path)))
    actions.take_in(came, by=two.city, version=came.version)
    actions.make_keys(by=two.county)
    two.known(two.city, two.county)
    again = two.made("submission", campaign=campaign.code, folder=str(tmp_path))
    assert again.sequence == 1
    assert two.came(again).state == "waiting"


def test_a_card_is_trusted_only_with_the_fingerprint_that_was_read_out(two):
    other = Keys.made("990102", "邻县自然资源局", "2026-01-05")
    peer = actions.take_card(by=two.city, content=other.card.as_text().encode(), name="名片.json")
    with pytest.raises(actions.FingerprintDiffers):
        actions.trust(peer, by=two.city, typed=other.card.fingerprint[:-1] + "x")
    with pytest.raises(Refused):
        actions.pack(peer, by=two.city, brings="issue", given={}, queue=False)
    with pytest.raises(actions.OwnCard):
        own = card_of(keys_row(two.city.post.unit))
        actions.take_card(by=two.city, content=own.as_text().encode(), name="名片.json")


def test_who_may_exchange(county, acting):
    for name in ("xiang01", "guihua", "xitong"):
        with pytest.raises(Refused):
            actions.make_keys(by=acting(name))
    assert Unit.objects.filter(exchange_keys__isnull=False).count() == 0
    assert Person.objects.filter(holdings__post__role=Role.REVIEWER).exists()
