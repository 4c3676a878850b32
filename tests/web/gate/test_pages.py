"""The pages of the gate and of the patrols, as people go through them."""

from __future__ import annotations

import hashlib
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.workflow.conftest import campaign, disc

from tuban.jobs.work import do
from tuban.workflow.gate.models import Bulk, Certificate, Inquiry
from tuban.workflow.patches.models import Patch
from tuban.workflow.patrols.models import Match, Sighting
from tuban.workflow.patrols.words import Answer

__all__ = ["campaign", "disc"]


@pytest.fixture
def patch(campaign) -> Patch:
    """A patch that was found unlawful."""
    row = Patch.objects.filter(proposed_finding__in=("unlawful", "manual")).order_by("number").last()
    Patch.objects.filter(pk=row.pk).update(finding="unlawful")
    return row


def points_of(patch: Patch) -> str:
    return "\n".join(f"{x:.8f}, {y:.8f}" for x, y in patch.geometry[0][0].coords[:-1])


def test_the_approval_desk_asks_certifies_and_anybody_verifies(client_of, client, patch):
    desk = client_of("gengbao")
    assert desk.get("/gate/").status_code == 200
    asked = desk.post("/gate/", {"title": "示范产业园", "points": points_of(patch), "given": "drawn"})
    answered = Inquiry.objects.get()
    assert (asked.status_code, asked.url) == (302, f"/gate/{answered.uuid}/")
    page = desk.get(asked.url).content.decode()
    for words in ("不得报批", str(patch), "处理到位尚须", "地图上画的", 'id="gate-content"'):
        assert words in page
    for bad, words in (({"title": "", "points": "1"}, "invalid-feedback"), ({"title": "甲"}, "请给出范围"),
                       ({"title": "甲", "points": "1, 2\n3, 4"}, "至少")):  # fmt: skip
        refused = desk.post("/gate/", bad)
        assert refused.status_code == 422
        assert words in refused.content.decode()
    assert "示范产业园" in desk.get("/gate/?q=产业&verdict=blocked").content.decode()
    assert desk.post(f"/gate/{answered.uuid}/again/").status_code == 302

    desk.post(f"/gate/{answered.uuid}/certify/")
    made = Certificate.objects.get()
    paper = desk.get(f"/gate/{answered.uuid}/certificate.pdf")
    content = b"".join(paper.streaming_content)
    assert content.startswith(b"%PDF")
    assert hashlib.sha256(content).hexdigest() == made.checksum, "a certificate leaves as it is kept, without a mark"
    outside = client.get(f"/gate/verify/{made.digest[:16]}/").content.decode()
    assert "证明真实，今天核查结果不变" in outside
    assert str(patch) not in outside
    Patch.objects.filter(pk=patch.pk).update(finding="lawful")
    assert "出具后情况有变化" in client.get(f"/gate/verify/{made.digest}/").content.decode()
    assert str(patch) in desk.get(f"/gate/verify/{made.digest}/").content.decode()
    assert client.get("/gate/verify/0000000000000000/").status_code == 404

    assert client_of("xiang01").get(f"/gate/{answered.uuid}/").status_code == 404
    assert "管理员" in client_of("xitong").get("/gate/").content.decode()


def test_many_boundaries_and_made_up_approvals_have_their_pages(client_of, patch):
    desk = client_of("gengbao")
    feature = {"type": "Feature", "properties": {"name": "甲项目"}, "geometry": json.loads(patch.geometry.geojson)}
    told = json.dumps({"type": "FeatureCollection", "features": [feature]}).encode()
    asked = desk.post("/gate/bulk/", {"file": SimpleUploadedFile("批次.geojson", told)})
    made = Bulk.objects.get()
    assert "等待" in desk.get(asked.url).content.decode() or "甲项目" not in desk.get(asked.url).content.decode()
    assert desk.get(reverse("web:gate_bulk_job", args=[made.pk])).status_code == 200
    assert desk.get(reverse("web:gate_bulk_table", args=[made.pk])).status_code == 404
    do(made.job_id)
    assert "甲项目" in desk.get(asked.url + "?verdict=blocked").content.decode()
    table = desk.get(reverse("web:gate_bulk_table", args=[made.pk]))
    assert len(b"".join(table.streaming_content)) > 1000
    assert "批次.geojson" in desk.get("/gate/bulk/").content.decode()
    assert "没有未处理即补办的" in desk.get("/gate/made-up/").content.decode()


def test_a_patrol_is_entered_matched_and_counted_in_the_browser(client_of, patch):
    keeper = client_of("zhifa")
    assert "还没有登记" in keeper.get("/patrols/").content.decode()
    entered = keeper.post(
        "/patrols/new/", {"channel": "patrol", "number": "XC-1", "seen_on": "2024-03-02", "patch_number": patch.number}
    )
    sighting = Sighting.objects.get()
    assert entered.url == f"/patrols/{sighting.uuid}/"
    page = keeper.get(entered.url).content.decode()
    assert "台账写明编号" in page
    match = sighting.matches.get(patch=patch)
    for said in ({"answer": "different", "expected": str(patch.version)}, {"answer": "same", "expected": "99"}):
        keeper.post(f"/patrols/{sighting.uuid}/matches/{match.pk}/", said)
        assert Match.objects.get(pk=match.pk).answer == Answer.OPEN
    keeper.post(f"/patrols/{sighting.uuid}/matches/{match.pk}/", {"answer": "same", "expected": str(patch.version)})
    assert Match.objects.get(pk=match.pk).answer == Answer.SAME
    assert str(patch) in keeper.get("/patrols/discovery/?kind=in_time&unit=").content.decode() + page
    assert keeper.get(f"/patrols/{sighting.uuid}/edit/").status_code == 200
    wrong = keeper.post("/patrols/new/", {"channel": "patrol", "number": "XC-2", "seen_on": "2024-03-02"})
    assert wrong.status_code == 422
    assert "请写明地点" in wrong.content.decode()
    ledger = SimpleUploadedFile("台账.csv", "任务编号,巡查时间,坐落\nXC-8,2024-05-01,王村\nXC-9,,王村\n".encode())
    brought = keeper.post("/patrols/import/", {"file": ledger}).content.decode()
    assert "登记 1 条" in brought
    assert "巡查时间：没有填写。" in brought
    assert keeper.post("/patrols/import/disc/").status_code == 302
    for page in ("withdraw", "patch"):
        assert keeper.get(f"/patrols/{sighting.uuid}/{page}/").status_code == 200
    keeper.post(f"/patrols/{sighting.uuid}/withdraw/", {"reason": "登错", "expected": "1"})
    assert Sighting.objects.get(pk=sighting.pk).withdrawn_at is not None
    assert client_of("xiang01").get(f"/patrols/{sighting.uuid}/").status_code == 404
    assert keeper.post("/patrols/named/").status_code == 302
