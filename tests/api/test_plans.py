"""Plans of units by API: owed, handed in, returned, handed in again, accepted."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document
from tests.api.conftest import EVERYTHING

pytestmark = pytest.mark.django_db


def plan_file(text: str) -> SimpleUploadedFile:
    content, made = io.BytesIO(), Document()
    made.add_paragraph(text)
    made.save(content)
    return SimpleUploadedFile("整改方案.docx", content.getvalue())


@pytest.mark.seed("U4")
def test_a_plan_goes_up_comes_back_and_is_accepted(machine, campaign):
    township, county = machine("xiang02", *EVERYTHING), machine("zuzhi", *EVERYTHING)
    address = f"/campaigns/{campaign.pk}/plans"
    own = [one for one in township.send("GET", address).json() if one["kind"] == "rectification"]
    assert [one["state"] for one in own] == ["open"]
    assert township.send("PUT", f"{address}/rectification/day", {"due_on": "2030-01-01"}).status_code == 403
    days = county.send("PUT", f"{address}/rectification/day", {"due_on": "2030-01-01"}).json()
    assert {one["due_on"] for one in days if one["kind"] == "rectification"} == {"2030-01-01"}

    def hand_in(text: str):
        return township.post(f"/api/v1{address}", {"kind": "rectification", "file": plan_file(text), "words": "请审"})

    first = hand_in("整改方案").json()
    assert (first["number"], first["state"]) == (1, "handed_in")
    at = f"/plans/{first['id']}"
    assert township.post_json(f"{at}/accept", {}).status_code == 403
    assert county.post_json(f"{at}/return", {}).status_code == 422
    assert county.post_json(f"{at}/return", {"text": "缺责任人"}).json()["reason"] == "缺责任人"
    second = hand_in("整改方案，责任人王某").json()
    assert county.post_json(f"/plans/{second['id']}/accept", {"text": "同意"}).json()["state"] == "accepted"
    fetched = b"".join(county.send("GET", f"/plans/{second['id']}/file").streaming_content)
    assert "王某" in Document(io.BytesIO(fetched)).paragraphs[0].text
    assert machine("xiang03", *EVERYTHING).send("GET", f"/plans/{second['id']}/file").status_code == 404
    nothing = township.post(f"/api/v1{address}", {"kind": "rectification", "file": SimpleUploadedFile("a.docx", b"no")})
    assert nothing.status_code == 422, nothing.content
