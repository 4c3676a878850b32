"""Calibration: each reader sees their own figures, the chair all, and a person decides where two readers differ."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.urls import reverse
from tests.web.desk.conftest import STEM

from tuban.workflow.organisations.models import Person
from tuban.workflow.organisations.queries import acting_as
from tuban.workflow.patches.models import Patch
from tuban.workflow.review.models import Arbitration, Arrangement, Control, Reading
from tuban.workflow.review.reading.actions import read

pytestmark = pytest.mark.django_db(transaction=True)


def patch(place: int) -> Patch:
    return Patch.objects.select_related("campaign").get(number=f"{STEM}{place:03d}")


def read_as(username: str, place: int, category: str) -> Reading:
    from django.utils import timezone

    me = acting_as(Person.objects.get(username=username), None, on=timezone.localdate())
    row = patch(place)
    return read(row, by=me, expected_version=row.version, category=category, seconds=6).reading


def text(client, address: str) -> str:
    return client.get(address).content.decode()


@pytest.fixture
def with_controls(office, client_of):
    """Four control patches chosen on the page by the organiser."""
    client = client_of("zuzhi")
    page = text(client, "/desk/calibration/controls/?count=20&seed=一")
    drawn = [str(one.uuid) for one in Patch.objects.filter(number__startswith=STEM) if str(one.uuid) in page][:4]
    client.post("/desk/calibration/controls/", {"count": 20, "seed": "一", "patch": drawn})
    Arrangement.objects.update(control_share=Decimal("0.5"))
    assert Control.objects.count() == 4
    return [one.patch for one in Control.objects.select_related("patch")]


def test_a_reader_sees_their_own_agreement_and_not_that_of_others(with_controls, client_of):
    places = [int(one.number[-3:]) for one in with_controls]
    for place, category in zip(places, ["new_construction"] * 3 + ["unchanged"], strict=True):
        read_as("diji", place, category)
    own = text(client_of("diji"), "/desk/calibration/")
    assert "75 %" in own
    assert "3 / 4" in own
    assert "全体判读" not in own
    assert not any(one.number in own for one in with_controls)
    assert "李地籍" in text(client_of("juzhang"), "/desk/calibration/")


def test_a_control_of_another_township_is_not_there(with_controls, client_of):
    control = Control.objects.select_related("patch").first()
    outside = client_of("xiang02" if control.patch.township_code == "990101001" else "xiang01")
    for number in (control.pk, 987654321):
        assert outside.post(reverse("web:desk_control_retire", args=[number])).status_code == 404


def test_a_control_looks_like_any_other_patch_at_the_desk(with_controls, client_of):
    place = int(with_controls[0].number[-3:])
    told = client_of("diji").get(f"/desk/patches/{patch(place).uuid}/").json()
    assert told["found"] == {}
    assert "实地情况" in [one["title"] for one in told["proposal"]["missing"]]
    assert "control" not in str(told).lower()
    assert told["why"] == ""


def test_shares_are_arranged_in_per_cent_by_the_organiser(office, client_of):
    values = {"control_share": "4", "blind_share": "12.5", "lock_minutes": "7", "expected": "1"}
    assert client_of("diji").post("/desk/calibration/arrange/", values).status_code == 403
    client_of("zuzhi").post("/desk/calibration/arrange/", values)
    kept = Arrangement.objects.get()
    assert (kept.control_share, kept.blind_share, kept.lock_minutes) == (Decimal("0.04"), Decimal("0.125"), 7)


def test_a_section_leader_decides_where_two_readers_differ(office, client_of):
    read_as("diji", 2, "unchanged")
    second = read_as("zhifa", 2, "new_construction")
    assert second.is_blind
    client = client_of("guzhang")
    assert patch(2).number in text(client, "/desk/calibration/")
    address = f"/desk/calibration/pairs/{second.pk}/"
    assert "李地籍：实地未变化" in text(client, address)
    values = {"category": "new_construction", "reason": "", "expected": patch(2).version}
    client.post(address, values)
    assert not Arbitration.objects.exists()
    client.post(address, {**values, "reason": "后时相有厂房"})
    decided = Arbitration.objects.get()
    assert (decided.category, decided.by.name) == ("new_construction", "郑股长")
    assert "后时相有厂房" in text(client, "/desk/calibration/")
    assert Reading.objects.filter(undone_at=None).count() == 2


def test_readings_are_read_by_api_without_those_of_controls(with_controls, client_of):
    from tuban.workflow.review.reading.readings import readings_seen_by

    place = int(with_controls[0].number[-3:])
    read_as("diji", place, "unchanged")
    read_as("diji", 2, "unchanged")
    from django.utils import timezone

    me = acting_as(Person.objects.get(username="zuzhi"), None, on=timezone.localdate())
    assert [one.patch.number for one in readings_seen_by(me)] == [patch(2).number]


def test_the_page_of_calibration_passes_axe(with_controls, page_of):
    from tests.web.axe import faults_of_access

    read_as("diji", int(with_controls[0].number[-3:]), "unchanged")
    for username in ("zuzhi", "diji"):
        page = page_of(username, {"width": 390, "height": 844})
        page.goto("/desk/calibration/")
        assert faults_of_access(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
