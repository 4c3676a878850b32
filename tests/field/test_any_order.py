"""Whatever order the batches of two devices come in, and however often: the same facts stand, nothing is lost."""

from __future__ import annotations

import random

import pytest
from tests.field.device import work_on
from tests.field.test_applying import held, patch_of
from tests.workflow.small_disc import LEFT, OTHER

from tuban.workflow.evidence.log import chain_of
from tuban.workflow.evidence.models import LogEntry
from tuban.workflow.survey.models import Capture, Conflict

FACTS = ("use_date", "user")
WORDS = {"use_date": ("", "2024-01", "2024-06", "2024-6"), "user": ("", "甲公司", "乙公司")}


def written(one, chance, patches) -> dict[tuple[str, str], str]:
    """Let a device write a day; returns its last word about each fact."""
    seen: dict[tuple[str, str], str] = {}
    for number in range(8):
        patch = chance.choice(patches)
        fact = chance.choice(FACTS)
        new = chance.choice(WORDS[fact])
        old = seen.get((patch.number, fact), "")
        if number % 3 == 2:
            one.write("note.written", {"text": f"{one.id} {number}"}, patch=patch.uuid)
        else:
            one.tells(patch.uuid, **{fact: (old, new)})
            seen[patch.number, fact] = new
    return seen


def standing(patches) -> dict[tuple[str, str], set[str]]:
    """The values that stand for or against each fact, whoever holds them."""
    return {
        (patch.number, fact): {same(held(patch, fact))}
        | {same(one.mine) for one in Conflict.objects.filter(patch=patch, fact=fact, state="open")}
        for patch in patches
        for fact in FACTS
    }


def same(text: str) -> str:
    return "2024-06" if text == "2024-6" else text


@pytest.mark.seed("F2")
@pytest.mark.parametrize("seed", range(6))
def test_batches_of_two_devices_in_any_order_and_repeated_end_alike(campaign, device, seed):
    chance = random.Random(seed)
    patches = [patch_of(OTHER), patch_of(LEFT)]
    before = {(patch.number, fact): held(patch, fact) for patch in patches for fact in FACTS}
    assert set(before.values()) == {""}
    devices = [device("waiye"), device("zhifa")]
    words = [written(one, chance, patches) for one in devices]
    batches = [(one, one.log[at : at + 3]) for one in devices for at in range(0, 8, 3)] * 2
    chance.shuffle(batches)
    for one, batch in batches:
        one.send(*chance.sample(batch, len(batch)))
        if chance.random() < 0.5:
            work_on()
    work_on()
    for key, values in standing(patches).items():
        said = {same(word[key]) for word in words if word.get(key)}
        assert values == (said or {""}), key
    assert LogEntry.objects.count() == 16
    assert all(chain_of(one.row).is_whole for one in devices)
    assert Capture.objects.count() == 4
    assert not LogEntry.objects.filter(applied__in=("waiting", "no")).exists()
