"""The pages of the exchange, as a city and a county go through them."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.web.rectification.test_desk import sent

from tuban.jobs.models import Job
from tuban.jobs.work import do
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.exchange import actions
from tuban.workflow.exchange.models import Package, Peer
from tuban.workflow.exchange.packing import make
from tuban.workflow.exchange.queries import keys_row


def text_of(answer) -> str:
    assert answer.status_code == 200, answer.status_code
    return str(answer.content.decode())


def upload(client, address: str, field: str, name: str, content: bytes, **given):
    answer = client.post(address, {field: SimpleUploadedFile(name, content), **given})
    assert answer.status_code == 302, answer.context["form"].errors
    return answer


def test_a_township_is_not_led_to_packages_and_is_told_why_where_it_goes_there(client_of):
    township = client_of("xiang01")
    refused = township.get(reverse("web:exchange_card"))
    assert refused.status_code == 403
    assert refused.context["reason"]
    page = text_of(township.get(reverse("web:submission_units")))
    assert reverse("web:exchange") not in page
    assert reverse("web:exchange") in text_of(client_of("zuzhi").get(reverse("web:submission_units")))


def test_from_the_keys_to_the_receipt(client_of, acting, tmp_path):
    city, county = client_of("shi"), client_of("zuzhi")
    for client in (city, county):
        assert "还没有密钥" in text_of(client.get(reverse("web:exchange")))
        sent(client, reverse("web:exchange_keys"))
    for client, other, name in ((city, county, "zuzhi"), (county, city, "shi")):
        card = other.get(reverse("web:exchange_card")).content
        upload(client, reverse("web:exchange_take_card"), "card", "名片.json", card)
        fingerprint = keys_row(acting(name).post.unit).fingerprint
        page = text_of(client.get(reverse("web:exchange_peers")))
        assert fingerprint not in page, "whoever compares types what they hear, not what they see"
        assert page.count("SHA-256") >= 2, "of the own keys and of the other card stands of which algorithms they are"
        peer = Peer.objects.get(fingerprint=fingerprint)
        wrong = client.post(reverse("web:exchange_trust", args=[peer.pk]), {"typed": "1" * 40})
        assert "不是示" in text_of(wrong)
        sent(client, reverse("web:exchange_trust", args=[peer.pk]), typed=fingerprint)
    assert "还没有做好的标准盘" in city.get(reverse("web:exchange_issue")).content.decode()
    assert "还没有封存并经逐级签字的成果" in county.get(reverse("web:exchange_report")).content.decode()

    campaign = Campaign.objects.create(
        code="990101-2024", title="示范县2024年度", year=2024, area_code="990101", area_name="示范县", epsg=4527,
        lawbook_edition="x", is_practice=True,
    )  # fmt: skip
    (tmp_path / "汇总.json").write_text("{}")
    by, given = acting("zuzhi"), {"campaign": campaign.code, "folder": str(tmp_path)}
    package = actions.pack(Peer.objects.get(unit=by.post.unit), by=by, brings="submission", given=given, queue=False)
    make(package, given, by, lambda *_told: None)
    assert package.name in text_of(county.get(reverse("web:exchange_outbox")))
    content = b"".join(county.get(reverse("web:exchange_file", args=[package.pk])).streaming_content)

    came = arrived(city, package.name, content)
    page = text_of(city.get(reverse("web:exchange_package", args=[came.pk])))
    assert "收下以后的变化" in page
    assert "汇总.json" in page
    sent(city, reverse("web:exchange_take", args=[came.pk]))
    receipt = came.receipts.get()
    assert reverse("web:exchange_file", args=[receipt.pk]) in text_of(
        city.get(reverse("web:exchange_package", args=[came.pk]))
    )
    content = b"".join(city.get(reverse("web:exchange_file", args=[receipt.pk])).streaming_content)
    arrived(county, receipt.name, content)
    assert "已有回执" in text_of(county.get(reverse("web:exchange_outbox")))
    refused = arrived(county, "半个.tbx", content[:40])
    assert "被改动或损坏" in text_of(county.get(reverse("web:exchange_package", args=[refused.pk])))
    assert client_of("sheng").get(reverse("web:exchange_package", args=[came.pk])).status_code == 404
    sent(city, reverse("web:exchange_withdraw", args=[Peer.objects.get(code="990101").pk]), reason="换人")


def arrived(client, name: str, content: bytes) -> Package:
    """Take a file into the inbox, and let it be looked at."""
    upload(client, reverse("web:exchange_receive"), "file", name, content)
    job = Job.objects.filter(kind="exchange.look").latest("asked_at")
    do(job.pk)
    return Package.objects.get(pk=job.arguments["package_id"])


@pytest.mark.parametrize(
    "name", ["exchange", "exchange_outbox", "exchange_peers", "exchange_receive", "exchange_issue"]
)
def test_townships_and_checkers_are_told_who_exchanges(client_of, name):
    for username in ("xiang01", "guihua"):
        answer = client_of(username).get(reverse(f"web:{name}"))
        assert answer.status_code == 403
        assert re.search("交换包由", answer.content.decode())
