"""Whoever may give the second reading of a patch finds the first one behind no door of the office before they read."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.api.conftest import machine  # noqa: F401
from tests.web.desk.conftest import STEM

from tuban.workflow.audit.models import Line
from tuban.workflow.organisations.models import Person
from tuban.workflow.organisations.queries import acting_as
from tuban.workflow.organisations.tokens import Scope
from tuban.workflow.patches.models import Patch
from tuban.workflow.review.models import Arrangement, Reading
from tuban.workflow.review.reading.actions import read
from tuban.workflow.review.reading.queues import Queue, queue

pytestmark = pytest.mark.django_db
SEEN = "北侧有大棚骨架"


def person(username: str):
    found = acting_as(Person.objects.get(username=username), None, on=timezone.localdate())
    assert found is not None
    return found


def row() -> Patch:
    return Patch.objects.select_related("campaign").get(number=f"{STEM}002")


def read_by(username: str, category: str, **more) -> Reading:
    patch = row()
    return read(patch, by=person(username), expected_version=patch.version, category=category, **more).reading


@pytest.fixture
def first(office) -> Reading:
    """A first reading of a patch that the lot gives to a second reader, with what was seen in words."""
    Arrangement.objects.update(blind_share=Decimal(1))
    made = read_by("diji", "facility_agriculture", remark=SEEN, reasons=["large_works"])
    assert made.is_drawn
    return made


def texts_behind_the_doors(client, api) -> dict[str, str]:
    """Return what each door of the office tells somebody about the patch, by the name of the door."""
    patch = row()
    line = Line.objects.get(action="review.read", details__category="facility_agriculture")
    pages = {
        "overview": reverse("web:patch", args=[patch.uuid]),
        "history": reverse("web:patch_history", args=[patch.uuid]),
        "opinions": reverse("web:patch_opinions", args=[patch.uuid]),
        "return": reverse("web:patch_return", args=[patch.uuid]),
        "aside": reverse("web:patch_aside", args=[patch.uuid]),
        "list": f"{reverse('web:patches')}?text={patch.number}",
        "audit": reverse("web:audit"),
        "audit of readings": f"{reverse('web:audit')}?action=review.read",
        "audit by a word": f"{reverse('web:audit')}?text={SEEN}",
        "audit line": reverse("web:audit_line", args=[line.number]),
        "calibration": reverse("web:desk_calibration"),
        "desk": reverse("web:desk"),
        "patch at the desk": reverse("web:desk_patch", args=[patch.uuid]),
        "next at the desk": f"{reverse('web:desk_next')}?count=4",
        "found at the desk": f"{reverse('web:desk_find')}?q={patch.number}",
        "api readings": f"/api/v1/patches/{patch.uuid}/readings",
        "api journey": f"/api/v1/patches/{patch.uuid}/journey",
        "api audit": f"/api/v1/audit?action=review.read&subject_id={patch.uuid}",
        "api audit line": f"/api/v1/audit/{line.number}",
    }
    answers = {name: (api if name.startswith("api") else client).get(url) for name, url in pages.items()}
    return {name: _text(answer) for name, answer in answers.items()}


def _text(answer) -> str:
    if "json" in answer["Content-Type"]:
        return json.dumps(answer.json(), ensure_ascii=False)
    return answer.content.decode().partition("<main")[2]


def tells(door: str, text: str) -> bool:
    """Whether a door tells of the reading: what was seen, or that somebody read this patch at all."""
    if SEEN in text.replace(f'value="{SEEN}"', ""):
        return True
    if door.startswith("api"):
        return "review.read" in text or "facility_agriculture" in text
    if door.startswith(("audit", "calibration")):  # people are named there, whatever they did
        return f"{STEM}002" in text
    return "李地籍" in text


WHERE_IT_IS_TOLD = {"history", "audit of readings", "audit by a word", "audit line", "api readings", "api journey",
                    "api audit", "api audit line"}  # fmt: skip


@pytest.mark.parametrize("username", ["zhifa", "guihua", "zuzhi"])
def test_no_door_tells_a_second_reader_of_the_first_reading_before_they_read(
    first, client_of, machine, username  # noqa: F811
):  # fmt: skip
    patch = row()
    assert patch in queue(person(username), patch.campaign, Queue())
    doors = texts_behind_the_doors(client_of(username), machine(username, Scope.READ))
    assert {door for door, text in doors.items() if tells(door, text)} == set()


def test_every_door_tells_of_it_once_the_second_reading_is_given(first, client_of, machine):  # noqa: F811
    second = read_by("zhifa", "new_construction")
    assert second.is_blind
    doors = texts_behind_the_doors(client_of("zhifa"), machine("zhifa", Scope.READ))
    assert {door for door, text in doors.items() if tells(door, text)} >= WHERE_IT_IS_TOLD
    # the lot asks nobody to read a patch a third time, so that nothing is kept from others either
    assert "李地籍" in _text(client_of("guihua").get(reverse("web:patch_history", args=[row().uuid])))


def test_who_reads_no_images_and_who_read_first_see_it_at_once(first, client_of, machine):  # noqa: F811
    for username in ("juzhang", "diji"):
        told = machine(username, Scope.READ).get(f"/api/v1/patches/{row().uuid}/readings").json()
        assert [one["note"] for one in told] == [SEEN]


def test_a_patch_that_nobody_reads_twice_keeps_nothing_from_anybody(office, machine):  # noqa: F811
    read_by("diji", "facility_agriculture", remark=SEEN)
    told = machine("zhifa", Scope.READ).get(f"/api/v1/patches/{row().uuid}/readings").json()
    assert [one["note"] for one in told] == [SEEN]


def test_a_doubt_before_the_first_reading_is_not_shown_to_the_second_reader(office, client_of):
    Arrangement.objects.update(blind_share=Decimal(1))
    read_by("diji", "", is_doubtful=True, remark=SEEN)
    desk = reverse("web:desk_patch", args=[row().uuid])
    assert SEEN in _text(client_of("zhifa").get(desk))  # whoever is to settle it sees the doubt
    read_by("zhifa", "unchanged")
    assert SEEN not in _text(client_of("guihua").get(desk))
