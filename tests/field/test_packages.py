"""A device takes the package of its group: asked for once, part by part, on where a line broke."""

from __future__ import annotations

import hashlib
import json

import pytest
from tests.workflow.packages.conftest import group, plan  # noqa: F401

from tuban.jobs.work import do
from tuban.workflow.packages.models import Package
from tuban.workflow.routes.models import Visit

pytestmark = pytest.mark.usefixtures("plan")


def asked(taker, group_id) -> dict:
    answer = taker.client.post("/field/v1/packages", json.dumps({"group": str(group_id)}), "application/json")
    assert answer.status_code == 202, answer.content
    return answer.json()


def taken(taker, group_id) -> dict:
    first = asked(taker, group_id)
    assert first["state"] == "making"
    do(Package.objects.get(pk=first["id"]).job_id)
    return taker.client.get(f"/field/v1/packages/{first['id']}").json()


def content(answer) -> bytes:
    return b"".join(answer.streaming_content)


def test_a_device_takes_every_part_of_the_package_and_each_is_what_its_name_says(device, group):  # noqa: F811
    taker = device("waiye")
    (listed,) = taker.client.get("/field/v1/groups").json()
    assert (listed["name"], listed["is_own"], listed["package"]) == ("外业一组", True, None)
    manifest = taken(taker, listed["group"])
    assert manifest["state"] == "ready"
    assert {one["kind"] for one in manifest["parts"]} >= {"patches", "form", "route", "layer"}
    total = 0
    for one in manifest["parts"]:
        answer = taker.client.get(f"/field/v1/parts/{one['sha256']}")
        body = content(answer)
        assert hashlib.sha256(body).hexdigest() == one["sha256"]
        assert answer["ETag"] == f'"{one["sha256"]}"'
        total += len(body)
    assert total == manifest["bytes"]
    assert manifest["patches"] == listed["patches"]
    assert asked(taker, listed["group"])["state"] == "ready"  # nothing changed: nothing is made again


def test_a_broken_line_goes_on_where_it_stopped(device, group):  # noqa: F811
    taker = device("waiye")
    part = taken(taker, group.pk)["parts"][0]
    address = f"/field/v1/parts/{part['sha256']}"
    whole = content(taker.client.get(address))
    first = taker.client.get(address, headers={"Range": "bytes=0-99"})
    assert (first.status_code, first["Content-Range"]) == (206, f"bytes 0-99/{len(whole)}")
    rest = taker.client.get(address, headers={"Range": "bytes=100-"})
    assert content(first) + content(rest) == whole
    assert content(taker.client.get(address, headers={"Range": "bytes=-10"})) == whole[-10:]
    assert taker.client.get(address, headers={"Range": f"bytes={len(whole)}-"}).status_code == 416
    other = taker.client.get(address, headers={"Range": "bytes=5-", "If-Range": '"another"'})
    assert (other.status_code, content(other)) == (200, whole)


def test_a_device_of_another_group_or_revoked_takes_nothing(device, group, acting):  # noqa: F811
    from tuban.workflow.evidence.devices import revoke_device

    taker = device("waiye")
    part = taken(taker, group.pk)["parts"][0]
    outsider = device("xiang01")
    assert outsider.client.get("/field/v1/groups").json() == []
    for address in (f"parts/{part['sha256']}", f"packages/{Package.objects.get().pk}", f"parts/{'0' * 64}", "parts/x"):
        assert outsider.client.get(f"/field/v1/{address}").status_code == 404
    revoke_device(taker.row, by=acting("waiye"), reason="丢失")
    assert taker.client.get(f"/field/v1/parts/{part['sha256']}").status_code == 403


def test_a_device_sees_that_its_route_was_changed_and_what_of_the_package_is_new(device, group):  # noqa: F811
    taker = device("waiye")
    first = taken(taker, group.pk)
    (listed,) = taker.client.get("/field/v1/groups").json()
    assert (listed["route"], listed["package"]["is_old"]) == (first["route"], False)
    Visit.objects.filter(team__group=group, order=1).update(arrives=31000)
    (listed,) = taker.client.get("/field/v1/groups").json()
    assert listed["route"] != first["route"]
    assert listed["package"]["is_old"]
    second = taken(taker, group.pk)
    assert second["route"] == listed["route"]
    parts = [{one["sha256"] for one in manifest["parts"]} for manifest in (first, second)]
    assert {one["kind"] for one in second["parts"] if one["sha256"] in parts[1] - parts[0]} == {"route"}


def test_a_device_that_asks_too_often_is_told_when_to_come_again(device, group, settings):  # noqa: F811
    settings.FIELD_PER_MINUTE = 3
    often, seldom = device("waiye"), device("zhifa")
    assert [often.client.get("/field/v1/me").status_code for _time in range(4)] == [200, 200, 200, 429]
    refused = often.client.get("/field/v1/me")
    assert 1 <= int(refused["Retry-After"]) <= 20
    assert "秒" in refused.json()["hint"]
    assert seldom.client.get("/field/v1/me").status_code == 200
    assert often.client.get(f"/field/v1/parts/{'0' * 64}").status_code == 404  # pieces of files count apart
