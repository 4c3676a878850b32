"""The pages of reporting up, as people of the county and of the city go through them."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

import pytest
from django.urls import reverse
from tests.web.rectification.test_desk import sent
from tests.workflow.submission.going_up import signed

from tuban.jobs.work import do
from tuban.workflow.audit.models import Line
from tuban.workflow.patches.models import Patch
from tuban.workflow.submission.models import Seal, Station, Submission
from tuban.workflow.submission.signing import document_of

pytestmark = pytest.mark.django_db(transaction=True)


def text_of(answer) -> str:
    assert answer.status_code == 200, answer.status_code
    return str(answer.content.decode())


@pytest.mark.seed("U3")
def test_from_what_stands_in_the_way_to_what_the_city_returned_and_accepted(ready, client_of):
    county, city, page = client_of("zuzhi"), client_of("shi"), reverse("web:submission")
    way = county.get(page)
    assert "请先更正或说明" in text_of(way)
    chosen = [one["row"].key for group in way.context["groups"] for one in group["rows"]]
    assert county.get(reverse("web:submission_explain")).status_code == 403  # nothing was chosen
    sent(county, f"{reverse('web:submission_explain')}?{'&'.join(f'key={key}' for key in chosen)}", text="已核对，属实")
    sent(county, reverse("web:submission_seal"))
    do(Seal.objects.get().job_id)
    seal = Seal.objects.select_related("campaign").get()
    shown = text_of(county.get(page))
    assert seal.digest in shown
    assert "全部签字后才能上报" in shown
    for name in ("manifest.json", "records.jsonl"):
        file = county.get(reverse("web:submission_file", args=[seal.pk, name]))
        left = hashlib.sha256(b"".join(file.streaming_content)).hexdigest()
        assert left == seal.files[name]["sha256"], "what is sealed leaves byte for byte"
        assert Line.objects.filter(action="web.take_file", subject_id=left).count() == 1
    assert client_of("xiang01").get(reverse("web:submission_file", args=[seal.pk, "records.jsonl"])).status_code == 404
    signed(seal, ready.acting)
    document = text_of(county.get(reverse("web:signing_document", args=[document_of(seal).pk])))
    assert f"{page}?campaign={seal.campaign_id}" in document, "whoever signed gets back to the campaign"
    sent(county, reverse("web:submission_send", args=[seal.pk]), words="请审核")
    submission = Submission.objects.get()
    assert "审核上报成果" in text_of(city.get(reverse("web:my_day")))
    assert "待审核" in text_of(city.get(reverse("web:submission_units")))
    back = reverse("web:submission_return", args=[submission.pk])
    given = {"reasons_given": ["patches"], "text": "请补充照片", "patch_reasons_given": ["field_photos"]}
    wrong = city.post(back, given | {"numbers": "990101SJBG24009999"})
    assert "本次检查没有这些图斑" in text_of(wrong)
    Station.objects.update(came_at=datetime(2024, 9, 23, tzinfo=UTC))
    assert "逾期" in text_of(city.get(reverse("web:submission_units")))
    patch = Patch.objects.exclude(part_number="").first()
    number = str(patch)
    _picked(city, county, submission, patch)
    assert city.post(back, given | {"numbers": "", "patch_reasons_given": []}).status_code == 302
    shown = text_of(county.get(page))
    assert "已退回更正" in shown
    assert number in shown
    assert city.get(reverse("web:submission_accept", args=[submission.pk])).status_code == 403
    assert client_of("zhifa").get(reverse("web:my_day")).context["returned"]


def _picked(city, county, submission, patch) -> None:
    """The city picks patches on the list and the map; the county sees nothing of it before they are returned."""
    back = reverse("web:submission_return", args=[submission.pk])
    pin, unpin = (reverse(f"web:submission_{name}", args=[submission.pk]) for name in ("pin", "unpin"))
    assert back in text_of(city.get(reverse("web:map")))
    assert "map-pin" not in text_of(county.get(reverse("web:map")))
    chosen = city.get(f"{back}?chosen={patch.uuid},{submission.pk}")
    assert [row["name"] for row in chosen.context["rows"]] == [str(patch)]
    assert chosen.context["strangers"] == 1
    for given in ({"patch": []}, {"patch": [patch.uuid]}, {"patch": [submission.pk], "reason": "field_photos"}):
        assert city.post(pin, given).status_code == 302
        assert city.get(back).context["pinned"] == [], given
    city.post(pin, {"all": "1", "query": "finding=unchanged", "reason": "overlay_map"})
    assert len(city.get(back).context["pinned"]) == city.get(back).context["total"] > 1
    others = [one["key"] for one in city.get(back).context["pinned"] if one["number"] != str(patch)]
    city.post(unpin, {"patch": others})
    city.post(pin, {"patch": [patch.uuid], "reason": "field_photos", "text": "缺全景照片"})
    (one,) = city.get(back).context["pinned"]
    assert (one["reasons"], one["text"]) == ("需提供套合图；需补充实地照片", "缺全景照片")
    assert county.post(pin, {"patch": [patch.uuid], "reason": "field_photos"}).status_code == 302
    assert "缺全景照片" not in text_of(county.get(reverse("web:submission")))
    assert county.get(back).status_code == 403


def test_a_township_is_told_who_reports_up(ready, client_of):
    assert "由县级办理" in text_of(client_of("xiang01").get(reverse("web:submission")))
    assert client_of("xiang01").get(reverse("web:submission_seal")).status_code == 403
