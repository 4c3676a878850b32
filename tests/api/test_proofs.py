"""Proof packages by API: asked for as a job, fetched, refused in the words of the policy."""

from __future__ import annotations

import pytest
from tests.api.conftest import EVERYTHING, person_acting

from tuban.jobs.work import do
from tuban.workflow.exchange.actions import make_keys
from tuban.workflow.patches.models import Patch

pytestmark = pytest.mark.django_db


def test_a_package_is_asked_for_and_fetched(machine, campaign):
    client, patch = machine("zuzhi", *EVERYTHING), Patch.objects.first()
    body = {"patches": [str(patch.uuid)]}
    assert client.post_json("/proof-packages", body).status_code == 403
    make_keys(by=person_acting("zuzhi"))
    asked = client.post_json("/proof-packages", body)
    assert asked.status_code == 202, asked.content
    job = asked.json()["id"]
    assert client.send("GET", f"/proof-packages/{job}").status_code == 404
    do(job)
    fetched = client.send("GET", f"/proof-packages/{job}")
    assert b"".join(fetched.streaming_content)[:2] == b"PK"
    assert client.post_json("/proof-packages", {"patches": []}).status_code == 422
