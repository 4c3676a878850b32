"""Within which time each level reports to the next: the day of every level, who is late, who is told."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from tests.workflow.submission.going_up import sealed, signed

from tuban.workflow.messages.models import Message
from tuban.workflow.overview.late import Kind
from tuban.workflow.overview.queries import overview_of
from tuban.workflow.submission import actions
from tuban.workflow.submission.limits import holding, is_near, limit_law, way_of
from tuban.workflow.submission.models import Station, Submission
from tuban.workflow.submission.tasks import remind

END, CAME = date(2024, 9, 27), datetime(2024, 9, 23, 2, tzinfo=UTC)
CITY_DUE = date(2024, 10, 11)
"""Ten working days after 23 September, over the National Day and with the Sunday that is worked."""


@pytest.mark.seed("U1")
def test_every_level_has_its_day_who_is_late_is_named_and_told(ready):
    campaign = ready.campaign
    assert [one.due_on for one in way_of(campaign)] == [None] * 4
    assert holding(way_of(campaign)).is_late(date(2030, 1, 1)) is False, "what nobody knows is not late"
    campaign.ends = END
    campaign.save(update_fields=["ends"])
    county, city, province, ministry = way_of(campaign)
    assert (county.due_on, county.holds, county.is_late(END), county.is_late(date(2024, 9, 28))) == (
        END, True, False, True,
    )  # fmt: skip
    assert [one.limit.level for one in (city, province, ministry)] == ["city", "province", "ministry"]
    assert END < city.due_on < province.due_on < ministry.due_on
    seal = sealed(campaign, ready.organiser)
    signed(seal, ready.acting)
    sent = actions.send(seal, by=ready.organiser)
    Submission.objects.update(sent_at=CAME)
    Station.objects.update(came_at=CAME)
    county, city, *_above = way_of(campaign)
    assert (county.done_on, county.holds, county.is_late(END)) == (CAME.date(), False, False)
    assert (city.due_on, city.holds, city.days_late(date(2024, 10, 14))) == (CITY_DUE, True, 3)
    assert not is_near(city, campaign, date(2024, 9, 30))
    assert remind(date(2024, 9, 30)) == 0
    assert remind(date(2024, 10, 10)) > 0
    assert remind(date(2024, 10, 10)) == 0
    assert remind(date(2024, 10, 14)) > 0
    told = Message.objects.filter(kind="submission.limit").values_list("person__username", "is_urgent")
    assert {("shi", False), ("shi", True), ("sheng", True)} <= set(told)
    assert ("sheng", False) not in told, "the level above is told of what is late"
    (late,) = (one for one in overview_of(ready.province, None, 0, "").late if one.kind is Kind.EXAMINATION)
    assert (late.who, late.due_on) == ("示例市自然资源和规划局", CITY_DUE)
    actions.send_back(sent, by=ready.city, reasons_given=["figures"], text="请更正统计数")
    Station.objects.update(decided_at=CAME)
    county, city, *_above = way_of(campaign)
    assert (county.holds, county.is_again, city.holds) == (True, True, False)
    assert county.due_on == date(2024, 9, 29), "five working days, a worked Sunday among them"
    assert limit_law().correction_days == 5
    late = {one.kind: one for one in overview_of(ready.city, None, 0, "").late}
    assert late[Kind.SUBMISSION].due_on == county.due_on
