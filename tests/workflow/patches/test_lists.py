"""Lists: every order reaches every patch once, filters mean what they say, pages read from an index."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from tests.workflow.days import TODAY
from tests.workflow.small_disc import LEFT, OTHER, RIGHT, SPLIT

from tuban.workflow.patches.models import Patch
from tuban.workflow.patches.queries.counts import counts_by_state, counts_of, counts_of_each
from tuban.workflow.patches.queries.lists import (
    Assigned,
    CursorUnfit,
    Filter,
    Order,
    filtered,
    number_like,
    page,
)
from tuban.workflow.patches.states import State


@pytest.mark.parametrize("order", Order)
@pytest.mark.parametrize("size", [1, 2, 3, 50])
def test_every_order_reaches_every_patch_once(campaign, acting, order, size):
    Patch.objects.filter(number__in=[LEFT, OTHER]).update(due_on=TODAY)
    Patch.objects.filter(number=LEFT).update(area_mu=None)
    by, seen, after = acting("zuzhi"), [], ""
    while True:
        found = page(by, Filter(), order=order, after=after, size=size)
        assert len(found.patches) <= size
        seen += found.patches
        after = found.next
        if not after:
            break
    assert sorted(one.pk for one in seen) == sorted(Patch.objects.values_list("pk", flat=True))
    if order is Order.NUMBER:
        assert [str(one) for one in seen] == [f"{SPLIT}-1", f"{SPLIT}-2", LEFT, RIGHT, OTHER]
    if order is Order.AREA:
        areas = [one.area_mu for one in seen if one.area_mu is not None]
        assert areas == sorted(areas, reverse=True)
        assert seen[-1].area_mu is None
    if order is Order.DUE:
        assert [one.due_on for one in seen[:2]] == [TODAY, TODAY]


@pytest.mark.parametrize("after", ["x", "e30", "WyJudW1iZXIiXQ", "%%%", "WyJhcmVhIiw5LDEsMl0"])
def test_a_place_that_nobody_gave_is_refused(campaign, acting, after):
    with pytest.raises(CursorUnfit):
        page(acting("zuzhi"), Filter(), after=after)


def test_filters_mean_what_they_say(campaign, acting):
    by = acting("zuzhi")
    Patch.objects.filter(number=LEFT).update(due_on=date(2024, 8, 4), assigned_to=by.person, state=State.TO_VISIT)
    Patch.objects.filter(number=RIGHT).update(due_on=date(2024, 8, 4), state=State.ACCEPTED, problem_count=0)
    Patch.objects.filter(number=OTHER).update(missing_count=0, assigned_unit=by.post.unit)

    def numbers(**asked) -> set[str]:
        return {str(one) for one in filtered(by, Filter(**asked), today=TODAY)}

    assert numbers(campaign=campaign.pk, state=State.TO_VISIT) == {LEFT}
    assert numbers(finding="lawful") == {f"{SPLIT}-1"}
    assert numbers(township="990101002") == {OTHER}
    assert numbers(text="0004") == {OTHER}
    assert numbers(text="乙岭") == {OTHER}
    assert numbers(is_overdue=True) == {LEFT}
    assert numbers(assigned=Assigned.ME) == {LEFT}
    assert numbers(assigned=Assigned.MY_UNIT) == {OTHER}
    assert LEFT not in numbers(assigned=Assigned.NOBODY)
    assert numbers(area_from=Decimal("3.5"), area_to=Decimal("3.6")) >= {f"{SPLIT}-1"}
    assert OTHER not in numbers(is_missing_facts=True)
    assert RIGHT not in numbers(has_problems=True)
    assert numbers(source="patrol") == set()


def test_what_a_person_took_counts_and_what_is_proposed_stays_told_apart(campaign, acting):
    by = acting("zuzhi")
    proposed = {str(one): one.proposed_finding for one in Patch.objects.all()}
    assert proposed[f"{SPLIT}-1"] == "lawful"
    Patch.objects.filter(number=SPLIT, part_number="1").update(finding="unlawful")

    def numbers(**asked) -> set[str]:
        return {str(one) for one in filtered(by, Filter(**asked), today=TODAY)}

    counting = {**proposed, f"{SPLIT}-1": "unlawful"}
    assert numbers(finding="lawful") == set()
    assert numbers(proposed="lawful") == {f"{SPLIT}-1"}
    assert numbers(finding="unlawful", decided="taken") == {f"{SPLIT}-1"}
    assert numbers(decided="taken") == {f"{SPLIT}-1"}
    settled = {"lawful", "unlawful", "unchanged", "agricultural_adjustment", "facility_agriculture", "temporary_use"}
    assert numbers(decided="proposed") == {one for one in proposed if counting[one] in settled} - {f"{SPLIT}-1"}
    assert numbers(decided="undecided") == {one for one in proposed if counting[one] not in settled}
    counts = counts_of(by, Filter(campaign=campaign.pk))
    assert counts.by_finding == Counter(counting.values())
    assert counts.taken_by_finding == {"unlawful": 1}
    assert sum(counts.by_decided.values()) == counts.total == len(proposed)
    assert all(counts.by_decided[one] == len(numbers(decided=one)) for one in counts.by_decided)
    narrowed = counts_of(by, Filter(campaign=campaign.pk, decided="taken"))
    assert (narrowed.total, narrowed.by_finding, narrowed.by_decided) == (1, {"unlawful": 1}, counts.by_decided)
    asked = Filter(campaign=campaign.pk, finding="unlawful", decided="taken")
    assert counts_of_each(by, {"one": asked, "other": Filter(campaign=campaign.pk, proposed="lawful")}) == {
        "one": 1, "other": 1,
    }  # fmt: skip


def test_the_funnel_and_the_townships_count_the_same_patches(campaign, acting):
    by = acting("zuzhi")
    states = counts_by_state(by, Filter())
    assert list(states) == [state.value for state in State]
    assert states["compared"] == 5
    townships = counts_of(by, Filter(campaign=campaign.pk)).townships
    assert [(one.code, one.name, one.total) for one in townships] == [
        ("990101001", "甲溪镇", 4), ("990101002", "乙岭镇", 1),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "index"),
    [({}, "patches_listed"), ({"state": "compared"}, "patches_state"), ({"finding": "lawful"}, "patches_category")],
)
def test_pages_are_read_from_an_index(campaign, acting, asked, index):
    rows = filtered(acting("bu"), Filter(campaign=campaign.pk, **asked)).order_by("number", "part_number", "pk")[:50]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:  # five rows are quicker read without one
            for way in ("seqscan", "bitmapscan"):
                cursor.execute(f"SET LOCAL enable_{way} = off")
        assert "Index" in rows.explain()
    else:
        assert index in rows.explain()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no index of the letters of a text")
def test_the_index_of_letters_is_asked_by_searches_alone(campaign):
    with connection.cursor() as cursor:  # five rows are quicker read without one
        for way in ("seqscan", "indexscan", "indexonlyscan"):
            cursor.execute(f"SET LOCAL enable_{way} = off")
    assert "patches_part_of_number" in Patch.objects.filter(number_like("0001")).explain()
    assert "patches_part_of_number" not in Patch.objects.filter(number_like("01")).explain()
    assert "patches_part_of_number" not in Patch.objects.filter(number__in=[LEFT, OTHER]).explain()
