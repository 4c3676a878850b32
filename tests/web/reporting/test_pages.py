"""The pages of daily and weekly reports, as people go through them."""

from __future__ import annotations

import io
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from tests.web.rectification.test_desk import sent

from tuban.workflow.reporting.models import Report
from tuban.workflow.reporting.standing import days_owed, schedule_of, weeks_owed


def text_of(answer) -> str:
    assert answer.status_code == 200, answer.status_code
    return str(answer.content.decode())


def test_from_the_days_that_are_set_to_the_week_that_is_confirmed(found, client_of):
    organiser, township, section = client_of("zuzhi"), client_of("xiang02"), client_of("zhifa")
    assert "还没有要求报送" in text_of(organiser.get(reverse("web:reports")))
    assert township.get(reverse("web:report_schedule")).status_code == 403
    today = timezone.localdate()
    sent(organiser, reverse("web:report_schedule"), since=(today - timedelta(days=20)).isoformat(), until="")
    schedule = schedule_of(found.campaign)
    week = weeks_owed(schedule, today)[-1]
    led = township.get(reverse("web:reports")).url
    own = found.township.post.unit_id
    assert led == reverse("web:report_daily", args=[own, days_owed(schedule, today)[-1].isoformat()])
    # The day is that of the weekly report: what is confirmed for it stands in the week.
    led = reverse("web:report_daily", args=[own, week.isoformat()])
    page = text_of(township.get(led))
    assert str(found.patch) in page
    assert "未确认" in page
    sent(township, reverse("web:report_confirm", args=[week.isoformat()]))
    again = reverse("web:report_confirm", args=[week.isoformat()])
    without = township.post(again, {"digest": Report.objects.get().digest, "words": ""})
    assert "重新确认的原因" in text_of(without)
    sent(township, again, reason="补充说明")
    assert "第 2 版" in text_of(township.get(led))
    board = text_of(section.get(reverse("web:reports")))
    assert "甲溪镇" in board
    assert "未报" in board
    assert client_of("xiang01").get(led).status_code == 404
    sent(section, reverse("web:report_confirm_weekly", args=[week.isoformat()]), words="本周情况")
    assert "乙岭镇" in text_of(section.get(reverse("web:report_week", args=[week.isoformat()])))


def test_reports_go_along_as_workbooks_with_what_was_confirmed(found, client_of):
    today = timezone.localdate()
    sent(client_of("zuzhi"), reverse("web:report_schedule"), since=(today - timedelta(days=20)).isoformat(), until="")
    day = days_owed(schedule_of(found.campaign), today)[-1]
    township = client_of("xiang02")
    sent(township, reverse("web:report_confirm", args=[day.isoformat()]))
    address = f"{reverse('web:reports_file', args=['xlsx'])}?day={day.isoformat()}"
    for client, query in (
        (township, f"&unit={found.township.post.unit_id}"), (client_of("zhifa"), ""), (client_of("zhifa"), "&week=1"),
    ):  # fmt: skip
        asked = address.replace("day=", "week=") if query == "&week=1" else address + query
        answer = client.get(asked)
        assert answer.status_code == 200, query
        book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
        rows = list(book.worksheets[0].values)
        assert rows[2][1] == "总任务"
        assert rows[4][1] == 1
        assert [row[1] for row in list(book.worksheets[1].values)[1:]] == [str(found.patch)]
    assert township.get(f"{reverse('web:reports_file', args=['xlsx'])}?day=gestern").status_code == 404
