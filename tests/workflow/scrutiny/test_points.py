"""What the field brings is looked at: patches get points with their reasons, and honest ones get none."""

from __future__ import annotations

import json
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django_tasks import default_task_backend
from tests.field.device import work_on
from tests.workflow.scrutiny.field_day import again, look_on, photo_of, taken

from tuban.jobs.daily import do_now
from tuban.jobs.models import Job
from tuban.jobs.queue import ask_for
from tuban.jobs.work import do
from tuban.workflow.patches.models import Patch
from tuban.workflow.scrutiny.looking import read_photos
from tuban.workflow.scrutiny.models import Points
from tuban.workflow.scrutiny.queries import in_words, points_of_patch, points_seen_by, weights_of
from tuban.workflow.scrutiny.tasks import LOOK, LOOK_AT_ALL, look_soon

pytestmark = pytest.mark.django_db


def away(patch: Patch, north: float) -> dict[str, object]:
    west, south, east, _north = patch.geometry.extent
    return {"lon": (west + east) / 2, "lat": south - north, "accuracy_m": 3.5, "source": "gps"}


def test_honest_field_work_has_no_points(device, patch):
    visit = uuid4()
    device.write("visit.begun", {"position": away(patch, 1e-5)}, patch=patch.uuid, visit=visit)
    for number in range(3):
        taken(
            device, patch, photo_of(20 + number), visit=visit, position=away(patch, 2e-5 + 1e-6 * number), bearing=3.0
        )
    device.write(
        "visit.ended", {"position": away(patch, 3e-5), "outcome": "done", "note": ""}, patch=patch.uuid, visit=visit
    )
    device.send()
    work_on()
    look_on()
    row = points_of_patch(patch)
    assert (row.points, row.signs, row.photos) == (0, [], 3)


@pytest.fixture
def staged(device, patch) -> tuple[Patch, Patch]:
    """One photo for two patches that lie far apart, from a position that was made up, looking away."""
    other = Patch.objects.order_by("number").last()
    content = photo_of(30)
    taken(device, patch, content, position=away(patch, 2e-5))
    taken(
        device, other, again(content, quality=80, mark=False), bearing=180.0, name="IMG_2.jpg",
        position={**away(other, 0.002), "source": "mock"},
    )  # fmt: skip
    look_on()
    return patch, other


def test_each_trick_stands_in_words_with_its_photo_and_the_patch_goes_first(staged, acting):
    patch, other = staged
    rows = list(points_seen_by(acting("ducha")))
    assert [row.patch for row in rows] == [other, patch]
    told = in_words(rows, acting("ducha"))
    assert {one.kind for one in told[other.pk]} == {"same_picture", "mock_position", "looks_away"}
    assert {one.kind for one in told[patch.pk]} == {"same_picture"}
    assert patch.number in " ".join(one.words for one in told[other.pk])
    assert all(one.photo is not None for one in told[patch.pk])
    weights = {key[: len(other.number)]: weight for key, weight in weights_of([patch, other]).items()}
    assert weights[other.number] > weights[patch.number] > 1


def test_a_patch_beyond_the_own_area_is_not_named(staged, acting):
    patch, other = staged
    clerk = next(name for name in ("xiang01", "xiang02") if acting(name).answers_for(patch.township_code))
    told = in_words(list(points_seen_by(acting(clerk))), acting(clerk))
    assert other.number not in str(told)


def test_what_is_taken_back_has_no_points_any_more(staged, device):
    patch, other = staged
    for row in list(device.log):
        told = json.loads(row["text"])
        if told["kind"] == "photo.taken" and told["patch"] == str(other.uuid):
            device.write("entry.withdrawn", {"entry": told["id"], "reason": "错"}, patch=other.uuid)
    device.send()
    work_on()
    look_on()
    assert points_of_patch(patch).points == 0
    assert points_of_patch(other).points == 0


def test_looking_again_changes_nothing(staged):
    before = list(Points.objects.values_list("pk", "looked_at"))
    look_on()
    assert list(Points.objects.values_list("pk", "looked_at")) == before


def test_what_comes_is_looked_at_soon_once(device, patch, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        taken(device, patch)
    with django_capture_on_commit_callbacks(execute=True):
        taken(device, patch, photo_of(41))
    (waits,) = Job.objects.filter(kind=LOOK, state=Job.State.WAITING)
    assert waits.arguments == {"campaigns": [str(patch.campaign_id)]}
    do(waits.pk)
    assert points_of_patch(patch).photos == 2


def test_a_look_takes_other_campaigns_along_and_rests_after_another(patch, django_capture_on_commit_callbacks):
    other = uuid4()
    look_soon({patch.campaign_id})
    look_soon({other})
    (waits,) = Job.objects.filter(kind=LOOK, state=Job.State.WAITING)
    assert waits.arguments == {"campaigns": sorted({str(patch.campaign_id), str(other)})}
    ended = do(waits.pk).ended_at
    with django_capture_on_commit_callbacks(execute=True):
        look_soon({other})
    task = default_task_backend.results[-1].task
    assert task.run_after - ended == timedelta(minutes=1)


def test_a_visit_that_ends_and_one_that_is_taken_back_are_looked_at(device, patch, django_capture_on_commit_callbacks):
    visit, place = uuid4(), away(patch, 1e-5)
    device.write("visit.begun", {"position": place}, patch=patch.uuid, visit=visit)
    begun = json.loads(device.log[-1]["text"])["id"]
    ends = ("visit.ended", {"position": place, "outcome": "done", "note": ""})
    for kind, body in (ends, ("entry.withdrawn", {"entry": begun, "reason": "错"})):
        Job.objects.filter(kind=LOOK).delete()
        device.write(kind, body, patch=patch.uuid, visit=visit if kind == "visit.ended" else None)
        with django_capture_on_commit_callbacks(execute=True):
            device.send()
            work_on()
        assert Job.objects.filter(kind=LOOK, state=Job.State.WAITING).count() == 1


def test_a_photo_that_came_later_is_looked_at_with_its_campaign(device, patch):
    taken(device, patch, photo_of(52))
    told = do(ask_for(LOOK, "示范", {"campaigns": []}).pk)
    assert told.outcome == {"photos": 1, "patches": 1}
    assert points_of_patch(patch).photos == 1


def test_everything_is_looked_at_once_a_day(device, patch):
    taken(device, patch, position={**away(patch, 2e-5), "source": "mock"})
    read_photos()
    do_now(LOOK_AT_ALL, date(2026, 11, 28))
    assert points_of_patch(patch).points > 0
