"""The pages of supervision, as people go through them."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.web.rectification.test_desk import sent
from tests.web.reporting.test_pages import text_of

from tuban.workflow.supervision.models import Correction, Drawn
from tuban.workflow.supervision.report import report_document
from tuban.workflow.supervision.words import Purpose


def drawn(supervised, client_of):
    """Fix the list and draw it at the pages; the city visits."""
    key, bureau = supervised.supervision.pk, client_of("ducha")
    sent(bureau, reverse("web:supervision_fix", args=[key]), share="0.5")
    sent(
        bureau, reverse("web:supervision_draw", args=[key]), word="3105.28", word_from="上证指数收盘",
        visitors=[str(supervised.city.pk)],
    )  # fmt: skip
    return key, bureau


def seal(city, one: Drawn) -> None:
    sent(
        city, reverse("web:supervision_sheet", args=[one.pk]), finding="unlawful", mu="2.25", cultivated_mu="2.25",
        use="厂房", visited_on=timezone.localdate().isoformat(), words="", did_not_know="on",
    )  # fmt: skip


@pytest.mark.seed("P1")
def test_from_the_promise_to_a_lot_that_is_judged(supervised, client_of):
    key = supervised.supervision.pk
    lot = reverse("web:supervision_lot", args=[key])
    assert "抽查的把握" in text_of(client_of("ducha").get(lot))
    low = client_of("ducha").post(reverse("web:supervision_fix", args=[key]), {"share": "0.01"})
    assert "比例低于规则库要求" in text_of(low)
    _key, bureau = drawn(supervised, client_of)
    page = text_of(bureau.get(lot))
    assert "还有复查表没有封存" in page
    county = text_of(client_of("zuzhi").get(lot))
    assert "抽中的图斑在复查完成后公布" in county
    one = Drawn.objects.filter(purpose=Purpose.FIELD).first()
    assert f"{one.patch}</a>" in page
    assert f"{one.patch}</a>" not in county
    assert client_of("zuzhi").get(reverse("web:supervision_lot_file", args=[key])).status_code == 404
    assert client_of("xiang02").get(lot).status_code == 404
    city = client_of("shi")
    for row in Drawn.objects.filter(purpose=Purpose.FIELD):
        seal(city, row)
    assert "整批退回" in text_of(client_of("zuzhi").get(lot))
    assert bureau.get(reverse("web:supervision_lot_file", args=[key])).content.decode("utf-8-sig").startswith("key,")
    assert "内业检查" in text_of(bureau.get(reverse("web:supervision_office", args=[key])))


def test_a_blind_visitor_is_led_to_the_sheets_and_finds_nothing_else(supervised, client_of):
    before = client_of("shi")
    one = supervised.campaign.patches.filter(fate="active").first()
    assert before.get(reverse("web:patch", args=[one.uuid])).status_code in {200, 302}
    drawn(supervised, client_of)
    city, sheet = client_of("shi"), Drawn.objects.filter(purpose=Purpose.FIELD).first()
    assert city.get(reverse("web:my_day")).url == reverse("web:supervision_sheets")
    assert city.get(reverse("web:supervisions")).url == reverse("web:supervision_sheets")
    assert str(sheet.patch) in text_of(city.get(reverse("web:supervision_sheets")))
    page = text_of(city.get(reverse("web:supervision_sheet", args=[sheet.pk])))
    assert str(sheet.first_mu) not in page or sheet.first_mu is None
    for name, args in (
        ("patch", [sheet.patch.uuid]), ("supervision_lot", [supervised.supervision.pk]),
        ("supervision_compared", [sheet.pk]), ("patch_finding", [sheet.patch.uuid]),
        ("supervision_report", [supervised.supervision.pk]), ("supervision_report_file", [supervised.supervision.pk]),
    ):  # fmt: skip
        assert city.get(reverse(f"web:{name}", args=args)).status_code == 404, name
    assert str(sheet.patch) not in text_of(city.get(reverse("web:patches")))
    track = city.get(reverse("web:supervision_track", args=[sheet.pk])).content.decode()
    assert set(re.findall("<([a-z]+)", track)) == {"gpx", "wpt", "name", "trk", "trkseg", "trkpt"}
    assert set(re.findall("<name>(.*?)</name>", track)) == {str(sheet.patch)}
    assert client_of("sheng").get(reverse("web:supervision_sheet", args=[sheet.pk])).status_code == 404
    without = city.post(reverse("web:supervision_sheet", args=[sheet.pk]), {
        "finding": "unchanged", "use": "水田", "visited_on": timezone.localdate().isoformat(),
    })  # fmt: skip
    assert "知道原认定结果的人应把复查表交给他人" in text_of(without)


@pytest.mark.seed("P4")
def test_the_report_is_signed_where_every_document_is(supervised, client_of):
    key, bureau = drawn(supervised, client_of)
    for row in Drawn.objects.filter(purpose=Purpose.FIELD):
        seal(client_of("shi"), row)
    sent(bureau, reverse("web:supervision_report_forward", args=[key]))
    document = report_document(supervised.supervision)
    page = text_of(bureau.get(reverse("web:signing_document", args=[document.pk])))
    assert reverse("web:supervision_report", args=[key]) in page
    assert reverse("web:supervision_report_file", args=[key]) in page
    assert "整批退回" in page
    assert text_of(bureau.get(reverse("web:signing"))).count(str(document.pk))


def test_a_sheet_goes_to_somebody_else_with_a_reason(supervised, client_of):
    _key, bureau = drawn(supervised, client_of)
    one = Drawn.objects.filter(purpose=Purpose.FIELD).first()
    from tuban.workflow.organisations.models import Person

    other = Person.objects.get(username="sheng")
    sent(bureau, reverse("web:supervision_hand_over", args=[one.pk]), visitor=str(other.pk), reason="出差")
    assert str(one.patch) in text_of(client_of("sheng").get(reverse("web:supervision_sheets")))


@pytest.mark.seed("P3", "P4", "P5")
def test_what_is_written_down_and_followed_to_its_end(supervised, client_of):
    key, bureau = drawn(supervised, client_of)
    number = str(Drawn.objects.first().patch)
    words = {"words": "漏登一宗", "patches": number}
    sent(bureau, reverse("web:supervision_item", args=[key, "registered"]), answer="no", **words)
    assert "漏登一宗" in text_of(bureau.get(reverse("web:supervision_checklist", args=[key])))
    sent(bureau, reverse("web:supervision_material", args=[key, "patrols"]), answer="missing", words="")
    for kind in ("hearing", "exchange"):
        sent(
            bureau, reverse("web:supervision_minute", args=[key, kind]), held_on=timezone.localdate().isoformat(),
            place="会议室", present="钱局长", minutes=f"记录{kind}",
        )  # fmt: skip
    dossier = text_of(bureau.get(reverse("web:supervision_dossier", args=[key])))
    assert "记录hearing" in dossier
    assert "缺失" in dossier or "缺" in dossier
    file = Drawn.objects.filter(purpose=Purpose.FILE).first()
    sent(bureau, reverse("web:supervision_file", args=[file.pk]), state="faults", words="缺征收批文")
    assert "缺征收批文" in text_of(bureau.get(reverse("web:supervision_dossier", args=[key])))
    one = Drawn.objects.filter(purpose=Purpose.FIELD).first()
    sent(bureau, reverse("web:supervision_compare", args=[one.pk, "plan"]), answer="differs", words="规划图为农地")
    assert "规划图为农地" in text_of(bureau.get(reverse("web:supervision_compared", args=[one.pk])))
    due = (timezone.localdate() + timedelta(days=20)).isoformat()
    sent(bureau, reverse("web:supervision_demand", args=[key]), demand="补登漏登的一宗", due_on=due, patches=number)
    correction = Correction.objects.get()
    county = client_of("zuzhi")
    assert bureau.get(reverse("web:supervision_answer", args=[correction.pk])).status_code == 403
    sent(county, reverse("web:supervision_answer", args=[correction.pk]), words="已补登")
    sent(bureau, reverse("web:supervision_return", args=[correction.pk]), words="未见登记表")
    sent(county, reverse("web:supervision_answer", args=[correction.pk]), words="附登记表")
    sent(bureau, reverse("web:supervision_accept", args=[correction.pk]), words="核实属实")
    assert "核实属实" in text_of(county.get(reverse("web:supervision_corrections", args=[key])))
    assert county.get(reverse("web:supervision_item", args=[key, "filed"])).status_code == 403
