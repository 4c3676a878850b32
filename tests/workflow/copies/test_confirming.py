"""A person confirms a public copy: the photo stays, versions are kept, and only those who answer for it may."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from PIL import Image
from tests.workflow.copies.specimens import jpeg, photo
from tests.workflow.scrutiny.field_day import taken

from tuban.rules.strict_yaml import LawbookFault
from tuban.workflow.audit.models import Line
from tuban.workflow.audit.policies import Refused
from tuban.workflow.copies import actions
from tuban.workflow.copies.actions import confirm
from tuban.workflow.copies.choices import read_choices
from tuban.workflow.copies.models import PublicCopy
from tuban.workflow.copies.queries import copies_of, line_of, line_of_photos, photos_of
from tuban.workflow.copies.small import small_picture
from tuban.workflow.evidence.actions import add
from tuban.workflow.evidence.queries import attachments_of
from tuban.workflow.patches.models import Patch
from tuban.workflow.store import ContentLost, path_of

pytestmark = pytest.mark.django_db
SIZE = (320, 240)


@pytest.fixture
def attachment(device, patch):
    """A photo of the field that speaks about the patch."""
    taken(device, patch, jpeg(photo(seed=7)))
    return attachments_of(patch).get()


def confirmed(patch, attachment, by, *places, seen: int = 0, is_clear: bool = False):
    return confirm(patch, attachment, by=by, places=places, is_clear=is_clear, size=SIZE, seen=seen)


def test_a_copy_is_made_and_the_photo_stays_byte_for_byte(acting, patch, attachment):
    exhibit = attachment.exhibit
    before = path_of(exhibit.checksum, exhibit.suffix).read_bytes()
    made = confirmed(patch, attachment, acting("zhifa"), (10, 10, 40, 50))
    assert path_of(exhibit.checksum, exhibit.suffix).read_bytes() == before
    assert hashlib.sha256(before).hexdigest() == exhibit.checksum == made.original
    copy = path_of(made.checksum, ".jpg")
    assert hashlib.sha256(copy.read_bytes()).hexdigest() == made.checksum != made.original
    assert (made.number, made.places, made.by.username, (made.width, made.height)) == (
        1, [[10, 10, 40, 50]], "zhifa", SIZE,
    )  # fmt: skip
    assert made.stays == {"taken_at": "2026:11:26 12:01:00"}
    with Image.open(copy) as image:
        assert image.size == SIZE


def test_nothing_to_cover_is_an_answer_that_makes_a_copy_too(acting, patch, attachment):
    made = confirmed(patch, attachment, acting("zhifa"), is_clear=True)
    assert (made.number, made.places) == (1, [])
    assert made.checksum != made.original  # what the camera wrote is gone


def test_a_later_copy_takes_the_place_of_the_earlier_which_stays(acting, patch, attachment):
    first = confirmed(patch, attachment, acting("zhifa"), (10, 10, 40, 50))
    second = confirmed(patch, attachment, acting("juzhang"), (10, 10, 60, 50), seen=1)
    assert [one.number for one in copies_of(attachment.exhibit)] == [2, 1]
    assert photos_of(patch)[0].copy == second
    assert path_of(first.checksum, ".jpg").is_file()
    lines = list(Line.objects.filter(action="copies.confirm").order_by("number"))
    told = [(one.details["copy"], one.details["original"], one.details["places"], one.person_name) for one in lines]
    assert told == [
        (first.checksum, first.original, [[10, 10, 40, 50]], "吴执法"),
        (second.checksum, first.original, [[10, 10, 60, 50]], "钱局长"),
    ]
    assert (line_of(first), line_of(second)) == tuple(lines)


def test_who_saw_an_older_state_does_not_confirm_over_it(acting, patch, attachment):
    confirmed(patch, attachment, acting("zhifa"), (10, 10, 40, 50))
    with pytest.raises(actions.ChangedMeanwhile):
        confirmed(patch, attachment, acting("juzhang"), is_clear=True)
    assert PublicCopy.objects.count() == 1


@pytest.mark.parametrize("username", ["zhifa", "guzhang", "juzhang"])
def test_the_enforcement_section_and_leaders_confirm(acting, patch, attachment, username):
    assert confirmed(patch, attachment, acting(username), is_clear=True).by.username == username


@pytest.mark.parametrize("username", ["waiye", "waiye4", "xiang01", "guihua", "guihuagu", "zuzhi", "ducha", "xitong"])
def test_nobody_else_does_not_even_surveyors_of_the_section(acting, patch, attachment, username):
    with pytest.raises(Refused):
        confirmed(patch, attachment, acting(username), is_clear=True)
    assert not PublicCopy.objects.exists()


@pytest.mark.parametrize(
    ("places", "is_clear", "error"),
    [
        ((), False, actions.NothingSaid),
        (((0, 0, 10, 10),), True, actions.BothSaid),
        (((-1, 0, 10, 10),), False, actions.PlaceUnfit),
        (((0, 0, 321, 10),), False, actions.PlaceUnfit),
        (((0, 0, 10, 3),), False, actions.PlaceUnfit),
        (((0, 0, -10, -10),), False, actions.PlaceUnfit),
        (((0, 0, 10, 10),) * 201, False, actions.TooManyPlaces),
    ],
)
def test_what_a_person_said_must_make_sense(acting, patch, attachment, places, is_clear, error):
    with pytest.raises(error) as told:
        confirmed(patch, attachment, acting("zhifa"), *places, is_clear=is_clear)
    assert told.value.advice


def test_rectangles_of_another_size_a_paper_and_a_damaged_photo_get_a_sentence(acting, patch, attachment, tmp_path):
    by = acting("zhifa")
    with pytest.raises(actions.CannotBeDrawn):
        confirm(patch, attachment, by=by, places=[(0, 0, 10, 10)], is_clear=False, size=(640, 480), seen=0)
    paper = tmp_path / "a.pdf"
    paper.write_bytes(b"%PDF-1.4 nothing")
    with pytest.raises(actions.CannotBeDrawn):
        confirmed(patch, add(patch, by=by, path=paper, name="a.pdf"), by, is_clear=True)
    lying = path_of(attachment.exhibit.checksum, attachment.exhibit.suffix)
    whole = lying.read_bytes()
    try:
        lying.write_bytes(whole + b"!")
        with pytest.raises(ContentLost):
            confirmed(patch, attachment, by, is_clear=True)
    finally:
        lying.write_bytes(whole)


def test_the_line_of_photos_goes_patch_by_patch_and_says_how_far_each_is(acting, device, campaign, tmp_path):
    first, last = Patch.objects.order_by("number").first(), Patch.objects.order_by("number").last()
    taken(device, last, jpeg(photo(seed=11)), name="b.jpg")
    taken(device, first, jpeg(photo(seed=12)), name="a.jpg")
    taken(device, first, jpeg(photo(seed=13)), name="c.jpg")
    heic = tmp_path / "d.heic"
    heic.write_bytes(b"\0\0\0\x18ftypheic" + b"\0" * 40)
    add(last, by=acting("zhifa"), path=heic, name="d.heic")
    confirmed(first, photos_of(first)[0].attachment, acting("zhifa"), is_clear=True)
    line, patches = line_of_photos(acting("zhifa"), campaign.pk)
    assert [(one.patch, one.is_confirmed) for one in line] == [
        (first.uuid, True), (first.uuid, False), (last.uuid, False),
    ]  # fmt: skip
    assert [(one.patch, one.photos, one.confirmed, one.undrawn, one.waiting) for one in patches] == [
        (first, 2, 1, 0, 1), (last, 2, 0, 1, 1),
    ]  # fmt: skip
    own, _counts = line_of_photos(acting("zhifa"), campaign.pk, last)
    assert [one.patch for one in own] == [last.uuid]


def test_photos_of_areas_that_are_not_ones_own_stand_in_no_line(acting, device, campaign):
    for number, one in enumerate(Patch.objects.order_by("number")):
        taken(device, one, jpeg(photo(seed=20 + number)), name=f"{number}.jpg")
    line, _patches = line_of_photos(acting("xiang01"), campaign.pk)
    assert {one.patch for one in line} == set(
        Patch.objects.filter(township_code="990101001").values_list("uuid", flat=True)
    )


def test_small_pictures_are_kept_and_a_damaged_photo_is_not_tried_again(attachment, device, patch, monkeypatch):
    exhibit = attachment.exhibit
    small = small_picture(exhibit.checksum, exhibit.suffix, "small")
    assert (small.width, small.height) == SIZE
    small.path.unlink()  # as where there is no room
    assert small_picture(exhibit.checksum, exhibit.suffix, "small").path.is_file()
    broken = jpeg(photo(seed=8))[:3000]
    name = hashlib.sha256(broken).hexdigest()
    path_of(name, ".jpg").parent.mkdir(parents=True, exist_ok=True)
    path_of(name, ".jpg").write_bytes(broken)
    assert small_picture(name, ".jpg", "small") is None
    monkeypatch.setattr("tuban.workflow.copies.small.readers_here", None)
    assert small_picture(exhibit.checksum, exhibit.suffix, "small") == small
    assert small_picture(name, ".jpg", "small") is None


def test_a_deployment_chooses_what_stays_and_a_wrong_word_is_told_with_its_place(tmp_path):
    own = tmp_path / "public_copies.yaml"
    own.write_text('stays: []\ncolour: "#000000"\n', "utf-8")
    assert (read_choices(own).stays, read_choices(own).colour) == ((), "#000000")
    assert read_choices(Path("none")).stays == ("taken_at",)
    for text in ("stays: [gps]\n", "colour: black\n", "blur: 3\n"):
        own.write_text(text, "utf-8")
        with pytest.raises(LawbookFault) as told:
            read_choices(own)
        assert "public_copies.yaml:1" in told.value.message
