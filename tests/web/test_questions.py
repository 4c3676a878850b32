"""A page asks the database as often with many patches as with few: nothing is looked up row by row."""

from __future__ import annotations

from itertools import pairwise
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.workflow.conftest import campaign, disc  # noqa: F401
from tests.workflow.small_disc import LEFT

from tuban.workflow.comparison.models import Comparison
from tuban.workflow.organisations.models import Person, Unit
from tuban.workflow.patches.models import Likeness, Patch
from tuban.workflow.patches.queries.lists import PAGE_SIZE

MOST = {
    "my_day": 88, "list": 26, "filtered": 26, "by_area": 30, "map": 28, "map_list": 24, "search": 26, "dossier": 40,
    "drawer": 32, "tile": 8, "audit": 22,
}  # fmt: skip
"""How often a page may ask at most; a page that needs more is looked at, and then told here."""


def pages(first: Patch) -> dict[str, tuple[str, str]]:
    """Return who asks for what."""
    return {
        "my_day": ("zuzhi", "/"),
        "list": ("zuzhi", "/patches/"),
        "filtered": ("zuzhi", "/patches/?state=compared&township=990101001&q=9901&overdue=0"),
        "by_area": ("xiang01", "/patches/?order=area"),
        "map": ("zuzhi", "/map/"),
        "map_list": ("zuzhi", "/map/list/?box=100,20,130,45"),
        "search": ("zuzhi", "/search/?q=9901"),
        "dossier": ("zuzhi", f"/patches/{first.uuid}/"),
        "drawer": ("zuzhi", f"/patches/{first.uuid}/aside/?home=/"),
        "tile": ("zuzhi", "/map/patches/12/3342/1680/"),
        "audit": ("shenji", "/settings/audit/"),
    }


def grow(count: int) -> None:
    """Make many patches of one, each with its comparison, given to somebody, like another."""
    model = Patch.objects.get(number=LEFT)
    said = Comparison.objects.get(patch=model, is_current=True)
    unit, person = Unit.objects.get(code="990101001"), Person.objects.get(username="xiang01")
    made = []
    for place in range(count):
        values = {field.attname: getattr(model, field.attname) for field in Patch._meta.concrete_fields}
        values |= {"id": None, "uuid": uuid4(), "number": f"990101SJBG25{place:06}", "assigned_unit_id": unit.pk,
                   "assigned_to_id": person.pk, "township_code": f"9901010{place % 20:02}"}  # fmt: skip
        made.append(Patch(**values))
    Patch.objects.bulk_create(made)
    rows = list(Patch.objects.filter(number__startswith="990101SJBG25").order_by("number"))
    fields = [field.attname for field in Comparison._meta.concrete_fields if field.attname != "id"]
    copied = {name: getattr(said, name) for name in fields}
    Comparison.objects.bulk_create([Comparison(**{**copied, "patch_id": row.pk}) for row in rows])
    Likeness.objects.bulk_create([Likeness(patch=one, other=other, share="0.9") for one, other in pairwise(rows[:10])])


@pytest.fixture
def asked(client_of, campaign) -> Any:  # noqa: F811
    """A function that asks for a page and returns how often it asked the database, without what is only asked once."""
    first = Patch.objects.get(number=LEFT)

    def ask(name: str) -> int:
        username, path = pages(first)[name]
        client = client_of(username)
        client.get(path)
        with CaptureQueriesContext(
            connection,
        ) as questions:
            answer = client.get(path)
            assert answer.status_code in (200, 204)
        return len(questions)

    return ask


@pytest.mark.parametrize("name", MOST)
def test_a_page_asks_no_oftener_with_many_patches_than_with_few(asked, name):
    grow(3)
    few = asked(name)
    assert few <= MOST[name]
    Likeness.objects.all().delete()
    Comparison.objects.filter(patch__number__startswith="990101SJBG25").delete()
    Patch.objects.filter(number__startswith="990101SJBG25").delete()
    grow(PAGE_SIZE + 10)
    many = asked(name)
    assert many <= few + 4, "something is looked up row by row"
