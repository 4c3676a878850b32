"""Two installations of which one or both are set to the national algorithms."""

from __future__ import annotations

import platform

import pytest
from click.testing import CliRunner
from tests.workflow.exchange import test_packages
from tests.workflow.exchange.test_packages import Two, untold

from tuban.cli.exchange import exchange
from tuban.exchange.keys import Keys
from tuban.exchange.refusals import SuiteUnknown
from tuban.workflow.audit.policies import Refused
from tuban.workflow.exchange import actions, policies
from tuban.workflow.exchange.looking import look
from tuban.workflow.exchange.models import Peer
from tuban.workflow.exchange.packing import make
from tuban.workflow.exchange.queries import card_of, file_of, keys_row, secret_place
from tuban.workflow.health import checks

pytestmark = pytest.mark.skipif(platform.machine() != "x86_64", reason="gmssl-pyx has no wheel for this machine")
campaign = test_packages.campaign  # the fixture


def reported(two: Two, campaign, folder) -> object:
    (folder / "汇总.json").write_text("1", encoding="utf-8")
    return two.made("submission", campaign=campaign.code, folder=str(folder))


def test_results_go_up_in_the_national_algorithms_and_the_receipt_comes_down(
    county, acting, campaign, settings, tmp_path
):
    settings.CRYPTO_SUITE = "gm"
    two = Two(acting)
    sent = reported(two, campaign, tmp_path)
    assert sent.manifest["suite"] == "gm"
    assert [len(one["sm3"]) for one in sent.manifest["pieces"]] == [64]
    came = two.came(sent)
    assert (came.state, came.code) == ("waiting", ""), came.reason
    taken = actions.take_in(came, by=two.city, version=came.version)
    receipt = taken.receipts.get()
    assert receipt.manifest["suite"] == "gm"
    two.came(receipt)
    sent.refresh_from_db()
    assert sent.state == "answered"
    assert two.came(sent).state == "twice"


def test_an_office_reads_both_but_sends_in_its_own_only(county, acting, campaign, settings, tmp_path):
    two = Two(acting)  # both trust each other's first cards
    first = reported(two, campaign, tmp_path)
    settings.CRYPTO_SUITE = "gm"
    came = two.came(first)
    assert (came.state, came.code) == ("waiting", ""), came.reason
    taken = actions.take_in(came, by=two.city, version=came.version)
    assert "suite" not in taken.receipts.get().manifest, "a receipt is read by whoever sent the package"
    two.came(taken.receipts.get())
    with pytest.raises(Refused, match="Ed25519"):
        actions.pack(two.up, by=two.county, brings="submission", given={}, queue=False)


def test_once_a_card_of_the_national_algorithms_is_trusted_the_earlier_one_vouches_for_nothing(
    county,
    acting,
    campaign,
    settings,
    tmp_path,
):
    two = Two(acting)
    old = reported(two, campaign, tmp_path)
    for one in (two.city, two.county):
        actions.make_keys(by=one, suite="gm")
    settings.CRYPTO_SUITE = "gm"
    two.down, two.up = two.known(two.city, two.county), two.known(two.county, two.city)
    assert Peer.objects.filter(unit=two.city.post.unit, state="trusted").count() == 1
    refused = two.came(old)
    assert (refused.state, refused.code) == ("refused", "exchange.suite_not_trusted")
    assert two.came(reported(two, campaign, tmp_path)).state == "waiting"
    settings.CRYPTO_SUITE = "international"  # whoever turns the setting back sends on as the card of the other asks
    assert reported(two, campaign, tmp_path).manifest["suite"] == "gm"


def test_a_package_locked_for_keys_that_the_unit_has_not_says_so(county, acting, campaign, settings, tmp_path):
    two = Two(acting)
    strange = Keys.made("9901", "示例市", "2026-01-05T08:00:00", actions.suite_named("gm"))
    peer = actions.take_card(by=two.county, content=strange.card.as_text().encode(), name="名片.json")
    peer = actions.trust(peer, by=two.county, typed=strange.card.fingerprint)
    assert "SM2" in policies.may_pack.explain(two.county, peer)
    actions.make_keys(by=two.county, suite="gm")
    package = actions.pack(peer, by=two.county, brings="submission", given={}, queue=False)
    given = {"campaign": campaign.code, "folder": str(tmp_path)}
    (tmp_path / "a").write_text("1")
    make(package, given, two.county, untold)
    row = actions.receive(by=two.city, name=package.name, file=file_of(package), queue=False)
    came = look(row, file_of(package), untold)
    assert (came.state, came.code) == ("refused", "exchange.suite_not_ours")
    assert "SM2" in came.reason


def test_keys_of_both_suites_stand_beside_each_other_and_are_listed(county, acting, settings, tmp_path):
    city = acting("shi")
    name = city.person.username
    ask = CliRunner().invoke
    for given in ([], ["--suite", "gm"], ["--suite", "gm", "--new"]):
        done = ask(exchange, ["keys", "--as", name, "--card", str(tmp_path / "card.json"), *given])
        assert done.exit_code == 0, done.output
    assert '"suite": "gm"' in (tmp_path / "card.json").read_text(encoding="utf-8")
    listed = ask(exchange, ["keys", "--as", name, "--list"]).output.splitlines()
    assert [one.split()[0] for one in listed] == ["gm", "gm", "international"]
    unit = city.post.unit
    row = keys_row(unit, "gm")
    assert row is not None
    assert Keys.read(secret_place(row)).card == card_of(row)
    assert keys_row(unit).fingerprint != row.fingerprint
    wrong = ask(exchange, ["keys", "--as", name, "--suite", "sm9"])
    assert isinstance(wrong.exception, SuiteUnknown)


def test_health_says_in_which_algorithms_packages_are_made_and_what_is_missing(county, settings, monkeypatch):
    said = next(one for one in checks(is_quick=True) if one.key == "suite")
    assert said.is_well
    assert "Ed25519" in said.words
    settings.CRYPTO_SUITE = "gm"
    monkeypatch.setattr("tuban.workflow.health.is_available", lambda: False)
    said = next(one for one in checks(is_quick=True) if one.key == "suite")
    assert not said.is_well
    assert "gmssl-pyx" in said.words
    assert said.advice
