"""A layer delivered by API: boundaries put right are read by a job, and the patch that moves is listed."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.workflow.comparison.test_delivering import moved_border

from tuban.jobs.models import Job
from tuban.jobs.work import do
from tuban.workflow.layers.models import Edition
from tuban.workflow.organisations.tokens import Scope

pytestmark = pytest.mark.django_db


def border(campaign) -> SimpleUploadedFile:
    return SimpleUploadedFile("新界线.gpkg", moved_border(campaign.epsg).read_bytes())


@pytest.mark.seed("D3")
def test_boundaries_put_right_come_in_by_api_and_say_which_patch_moves(machine, campaign):
    old = Edition.objects.get(role="boundaries")
    client = machine("diji", Scope.READ, Scope.WRITE)
    words = {"title": "勘界", "as_of": "2024-06-01", "reason": "县界纠错"}
    asked = client.post(f"/api/v1/layers/{old.pk}/newer", {**words, "file": border(campaign)})
    assert asked.status_code == 202, asked.content
    job = do(Job.objects.get(pk=asked.json()["id"]).pk)
    assert job.state == Job.State.DONE, job.error
    rows = client.send("GET", "/would-differ").json()["items"]
    assert [(row["old"]["township"], row["new"]["township"]) for row in rows] == [("乙岭镇", "甲溪镇")]
    again = client.post(f"/api/v1/layers/{old.pk}/newer", {**words, "file": border(campaign)})
    assert (again.status_code, again.json()["code"]) == (403, "policy.refused")


def test_a_layer_beside_others_and_who_may_not_deliver_one(machine, campaign):
    told = {"campaign": str(campaign.pk), "role": "boundaries", "title": "另一幅", "reason": "补充"}
    refused = machine("xiang01", Scope.READ, Scope.WRITE).post("/api/v1/layers", {**told, "file": border(campaign)})
    assert refused.status_code == 403
    client = machine("diji", Scope.READ, Scope.WRITE)
    unknown = client.post("/api/v1/layers", {**told, "role": "patches", "file": border(campaign)})
    assert unknown.status_code == 422
    asked = client.post("/api/v1/layers", {**told, "file": border(campaign)})
    assert asked.status_code == 202, asked.content
    do(Job.objects.get(pk=asked.json()["id"]).pk)
    assert Edition.objects.filter(role="boundaries", replaced_by=None).count() == 2
