"""Staged field work is seen, each trick by its own sign; honest field work has none."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from math import atan2, cos, degrees, radians

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from tuban.rules.strict_yaml import UnknownKey
from tuban.workflow.scrutiny.staging.limits import read_limits
from tuban.workflow.scrutiny.staging.records import Look, Record, Shot, Stay
from tuban.workflow.scrutiny.staging.signs import points_of, signs_of
from tuban.workflow.survey.sight import Position

LIMITS = read_limits()
WEST, SOUTH, STEP, SIDE = 114.0, 31.7, 0.01, 0.0006
MORNING = datetime(2026, 11, 26, 1, 0, tzinfo=UTC)  # nine o'clock in Beijing


def outline(number: int) -> shapely.Geometry:
    return shapely.box(WEST + STEP * number, SOUTH, WEST + STEP * number + SIDE, SOUTH + SIDE)


def towards(place: Position, shape: shapely.Geometry) -> float:
    centre = shape.centroid
    return degrees(atan2((centre.x - place.lon) * cos(radians(place.lat)), centre.y - place.lat)) % 360


@st.composite
def honest_days(draw) -> Record:
    """A day of a surveyor: patches a kilometre apart, two to four photos of each from beside it, in daylight."""
    count = draw(st.integers(2, 5))
    pictures = random.Random(draw(st.integers(0, 2**32)))
    looks = [pictures.getrandbits(64) for _ in range(4 * count)]
    noise = st.floats(1e-6, 9e-5)
    shots, stays, at = [], [], MORNING + timedelta(minutes=draw(st.integers(0, 60)))
    for patch in range(count):
        at += timedelta(minutes=draw(st.integers(10, 25)))
        begun = at
        for number in range(draw(st.integers(2, 4))):
            at += timedelta(minutes=1)
            place = Position(
                WEST + STEP * patch - draw(noise) - 1e-7 * (17 * patch + number), SOUTH - draw(noise),
                draw(st.floats(2, 12)),
            )  # fmt: skip
            shape = looks[4 * patch + number]
            shots.append(
                Shot(
                    f"{patch}-{number}", str(patch), "d", at, str(patch), place,
                    (towards(place, outline(patch)) + draw(st.floats(-25, 25))) % 360, "near", f"{shape:064x}",
                    Look(
                        shape, shape ^ 0x5A5A5A5A5A5A5A5A, draw(st.floats(95, 160)), 40, at + timedelta(minutes=2), True
                    ),
                )
            )  # fmt: skip
        at += timedelta(minutes=1)
        place = shots[-1].position
        stays.append(Stay(str(patch), str(patch), "d", begun, at, replace(place, lon=place.lon - 3e-7), None))
    return Record(shots, stays, {str(number): outline(number) for number in range(count)})


def different(record: Record) -> bool:
    shapes = [one.look.shape for one in record.shots]
    return all((a ^ b).bit_count() > 8 for i, a in enumerate(shapes) for b in shapes[:i])


def kinds(record: Record) -> set[str]:
    return {one.kind for one in signs_of(record, LIMITS)}


@given(honest_days().filter(different))
@settings(max_examples=60)
def test_an_honest_day_has_no_sign(record):
    found = signs_of(record, LIMITS)
    assert found == []
    assert points_of(found, LIMITS) == 0
    assert LIMITS.weight(0) == 1


def changed(record: Record, **values) -> Record:
    """Return the record with its last photo changed."""
    last = record.shots[-1]
    fresh = {name: value(last) if callable(value) else value for name, value in values.items()}
    return replace(record, shots=[*record.shots[:-1], replace(last, **fresh)])


def all_at_one_place(record: Record) -> Record:
    place = replace(record.shots[0].position, accuracy_m=9000.0)
    return replace(record, shots=[replace(one, position=place, view="inside") for one in record.shots], stays=[])


def from_far(shot: Shot) -> Position:
    return replace(shot.position, lat=shot.position.lat - 0.006)


TRICKS = {
    "same_picture": lambda record: changed(
        record,
        look=lambda one: replace(
            one.look, shape=record.shots[0].look.shape ^ 5, steps=record.shots[0].look.steps
        ),
    ),
    "looks_away": lambda record: changed(
        record, position=lambda one: replace(one.position, lat=one.position.lat - 0.001),
        bearing=lambda one: (towards(one.position, outline(int(one.patch))) + 180) % 360,
    ),
    "far_away": lambda record: changed(record, position=from_far, bearing=0.0),
    "outside_visit": lambda record: changed(record, at=lambda one: one.at + timedelta(minutes=8)),
    "camera_time": lambda record: changed(
        record, look=lambda one: replace(one.look, camera_at=one.at - timedelta(days=30))
    ),
    "mock_position": lambda record: changed(record, position=lambda one: replace(one.position, source="mock")),
    "same_position": all_at_one_place,
    "sun_down": lambda record: replace(
        record, stays=[],
        shots=[
            replace(
                one, visit="", at=one.at + timedelta(hours=12),
                look=replace(one.look, camera_at=one.at + timedelta(hours=12)),
            )
            for one in record.shots
        ],
    ),
    "impossible_speed": lambda record: replace(
        record,
        shots=[
            *record.shots,
            replace(
                record.shots[-1], id="x", patch="0", visit="", view="inside", look=None, sha256="",
                position=replace(record.shots[-1].position, lon=WEST + 1.5),
            ),
        ],
    ),
}  # fmt: skip


@pytest.mark.parametrize("trick", TRICKS)
@given(record=honest_days().filter(different))
@settings(max_examples=12)
def test_each_trick_is_seen(trick, record):
    assert trick in kinds(TRICKS[trick](record))


def test_one_accuracy_all_day_counts_little():
    shots = [
        Shot(str(n), "0", "d", MORNING + timedelta(minutes=7 * n), position=Position(WEST + n * 1e-5, SOUTH, 5.0))
        for n in range(24)
    ]
    found = signs_of(Record(shots, [], {"0": outline(0)}), LIMITS)
    assert {one.kind for one in found} == {"constant_accuracy"}
    assert points_of(found, LIMITS) == LIMITS.points("constant_accuracy") == 5


def test_neighbours_may_be_in_one_picture_and_pictures_of_one_colour_are_not_compared():
    look = Look(7, 7, 120, 40)
    one, other = (Shot(str(n), str(n), "d", MORNING, sha256="a" * 64, look=look) for n in range(2))
    near = {"0": shapely.box(0, 0, 1e-4, 1e-4), "1": shapely.box(2e-4, 0, 3e-4, 1e-4)}
    assert signs_of(Record([one, other], [], near), LIMITS) == []
    far = {"0": outline(0), "1": outline(1)}
    assert len(signs_of(Record([one, other], [], far), LIMITS)) == 2
    plain = [replace(shot, sha256=shot.id, look=replace(look, contrast=1)) for shot in (one, other)]
    assert signs_of(Record(plain, [], far), LIMITS) == []


def test_one_kind_counts_once_and_nothing_counts_more_than_the_most():
    shots = [
        Shot(str(n), "0", "d", MORNING + timedelta(minutes=n), position=Position(WEST, SOUTH, 5.0, "mock"))
        for n in range(3)
    ]
    found = signs_of(Record(shots, [], {}), LIMITS)
    assert len(found) == 3
    assert points_of(found, LIMITS) == LIMITS.points("mock_position")
    many = [replace(found[0], kind=kind, points=60) for kind in ("a", "b", "c")]
    assert points_of(many, LIMITS) == LIMITS.most_points


def test_a_deployment_lays_its_own_values_over_and_mistypes_nothing(tmp_path):
    own = tmp_path / "staging.yaml"
    own.write_text("signs:\n  mock_position:\n    points: 0\n", "utf-8")
    limits = read_limits(own)
    shot = Shot("1", "0", "d", MORNING, position=Position(WEST, SOUTH, 5.0, "mock"))
    assert signs_of(Record([shot], [], {}), limits) == []
    own.write_text("signs:\n  mock_positions:\n    points: 0\n", "utf-8")
    with pytest.raises(UnknownKey):
        read_limits(own)
