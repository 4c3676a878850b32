"""A field group with a plan that was given out."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import timezone

from tuban.workflow.organisations.models import Group, Membership, Person, Unit
from tuban.workflow.organisations.roles import GroupKind
from tuban.workflow.patches.models import Patch
from tuban.workflow.routes.models import Day, Plan, Team, Visit


@pytest.fixture
def group(campaign) -> Group:
    """A field group of the county with one surveyor."""
    made = Group.objects.create(
        unit=Unit.objects.get(code=campaign.area_code, level="county"), kind=GroupKind.FIELD, name="外业一组",
        since=date(2024, 1, 1),
    )  # fmt: skip
    person = Person.objects.get(username="waiye")
    Membership.objects.create(group=made, person=person, name=person.name, duty="调查员")
    return made


@pytest.fixture
def plan(campaign, group) -> Plan:
    """A plan that was given out: all patches on the first day of the group."""
    made = Plan.objects.create(
        campaign=campaign, unit=group.unit, title="第一次", state=Plan.State.PLANNED, begins=date(2024, 8, 5),
        made_by=Person.objects.get(username="zuzhi"), given_out_at=timezone.now(),
    )  # fmt: skip
    patches = list(Patch.objects.filter(campaign=campaign, fate="active"))
    lon, lat = patches[0].geometry.centroid.coords
    team = Team.objects.create(plan=made, group=group, place=1, name=group.name, start_lon=lon, start_lat=lat)
    Day.objects.create(team=team, day=1, on=date(2024, 8, 5), leaves=30600, returns=61200, metres=12345)
    for order, patch in enumerate(patches, start=1):
        place = patch.geometry.centroid
        Visit.objects.create(
            plan=made, patch=patch, team=team, day=1, order=order, arrives=32400 + order, begins=32400 + order,
            leaves=33600 + order, way=[[lon, lat], [place.x, place.y]], lon=place.x, lat=place.y,
        )  # fmt: skip
    return made
