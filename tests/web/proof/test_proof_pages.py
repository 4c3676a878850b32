"""Proof packages on the pages: asked for of one patch and of ticked ones, fetched by whoever asked for them."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.urls import reverse

from tuban.jobs.models import Job
from tuban.jobs.work import do
from tuban.workflow.exchange.actions import make_keys
from tuban.workflow.patches.models import Patch
from tuban.workflow.proof.actions import MAKE

pytestmark = pytest.mark.django_db


def test_one_patch_and_ticked_ones_are_made_and_fetched_by_whoever_asked(campaign, client_of, acting):
    organiser, other = client_of("zuzhi"), client_of("juzhang")
    patches = list(Patch.objects.order_by("number", "part_number")[:2])
    page = reverse("web:patch_proof_package", args=[patches[0].uuid])
    assert "没有用于签名的密钥" in organiser.get(page).content.decode()
    assert organiser.post(page, follow=True).status_code == 200
    assert not Job.objects.filter(kind=MAKE).exists()
    make_keys(by=acting("zuzhi"))
    shown = organiser.get(page).content.decode()
    assert "个人信息" in shown
    assert "没有用于签名的密钥" not in shown
    organiser.post(page)
    organiser.post(reverse("web:proof_ask"), {"patch": [str(one.uuid) for one in patches], "query": ""})
    jobs = list(Job.objects.filter(kind=MAKE).order_by("asked_at"))
    assert [do(job.pk).state for job in jobs] == [Job.State.DONE] * 2
    for job, address in zip(jobs, (page, reverse("web:proof_packages")), strict=True):
        file = reverse("web:proof_file", args=[job.pk])
        assert file in organiser.get(address).content.decode()
        content = b"".join(organiser.get(file).streaming_content)
        names = zipfile.ZipFile(io.BytesIO(content)).namelist()
        assert ("proof.json" in names) == (job == jobs[0])
        assert other.get(file).status_code == 404
