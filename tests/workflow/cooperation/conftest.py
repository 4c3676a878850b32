"""A campaign without a disc, the people of the county, and a day that the test sets."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest
from django.utils import timezone

from tuban.workflow.campaigns.actions import open_campaign
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.cooperation.actions import ask

MONDAY = date(2024, 9, 2)
PAYMENT = {"land_payment_due": "120000"}
PAID = {"land_payment_paid": "120000", "land_payment_on": "2024-09-02", "land_payment_receipt": "财收〔2024〕8号"}


@pytest.fixture
def today(monkeypatch):
    """A function that sets the day it is; a Monday three weeks before the holidays of October to begin with."""

    def be(day: date) -> date:
        monkeypatch.setattr(timezone, "localdate", lambda *_told: day)
        return day

    be(MONDAY)
    return be


@pytest.fixture
def office(county, acting, today) -> SimpleNamespace:
    """The campaign, who asks, who answers, and a way to ask for the payment of land."""
    names = ("guzhang", "zhifa", "juzhang", "caizheng", "fayuan", "xiang01", "zuzhi", "guihua", "xitong")
    people = {name: acting(name) for name in names}
    campaign = open_campaign(
        county, by=people["zuzhi"], code="2024", title="2024年度", year=2024, epsg=4549, cadence=Campaign.Cadence.YEAR
    )

    def payment(**changed):
        told = {"by": people["zhifa"], "kind": "land_payment", "typed": PAYMENT, "text": "请核缴。"} | changed
        return ask(campaign, **told)

    return SimpleNamespace(campaign=campaign, ask=payment, **people)
