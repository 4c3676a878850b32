"""A campaign with enough patches to sit at the desk for a while."""

from __future__ import annotations

import io
from uuid import uuid4

import pytest
from PIL import Image
from tests.workflow.conftest import campaign, disc  # noqa: F401
from tests.workflow.small_disc import LEFT

from tuban.workflow.comparison.models import Comparison, Picture
from tuban.workflow.patches.models import Patch
from tuban.workflow.review.models import Arrangement
from tuban.workflow.store import keep

HOW_MANY = 14
STEM = "990101SJBG24009"


@pytest.fixture
def office(campaign, tmp_path):  # noqa: F811
    """Fourteen patches like one of the small county, with pictures; the field has visited every other one."""
    Arrangement.objects.create(campaign=campaign, blind_share=0, control_share=0)
    Patch.objects.exclude(number=LEFT).update(state="accepted")
    pattern = Patch.objects.get(number=LEFT)
    said = Comparison.objects.get(patch=pattern, is_current=True)
    Patch.objects.filter(number=LEFT).update(state="accepted")
    checksums = [_picture(tmp_path, colour) for colour in ((90, 120, 60), (170, 140, 110))]
    for place in range(1, HOW_MANY + 1):
        pattern.pk, pattern.uuid, pattern.number = None, uuid4(), f"{STEM}{place:03d}"
        pattern._state.adding = True
        pattern.save(force_insert=True)
        said.pk, said.patch = uuid4(), pattern
        said.facts = {**said.facts, "ground_state": "new_construction" if place % 2 else {"unknown": True}}
        sources = {source: [one for one in names if one != "ground_state"] for source, names in said.sources.items()}
        said.sources = {**sources, **({"外业核查结果 第1行": ["ground_state"]} if place % 2 else {})}
        said._state.adding = True
        said.save(force_insert=True)
        for when, checksum in zip(("before", "after"), checksums, strict=True):
            Picture.objects.create(patch=pattern, when=when, taken_on="2024-07-02", checksum=checksum)
    return campaign


def _picture(folder, colour) -> str:
    drawn = io.BytesIO()
    Image.new("RGB", (300, 300), colour).save(drawn, "JPEG")
    path = folder / f"{colour[0]}.jpg"
    path.write_bytes(drawn.getvalue())
    return keep(path, suffix=".jpg")
