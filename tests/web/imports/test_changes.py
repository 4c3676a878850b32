"""The page of a disc that comes when people have begun: what it changes, and what becomes of what it does not have."""

from __future__ import annotations

import pytest
from tests.inspect.small_county import SmallCounty
from tests.web.imports.discs import packed
from tests.web.imports.test_doctor_page import checked, page, send
from tests.workflow.conftest import campaign, disc  # noqa: F401
from tests.workflow.review.found import found_unchanged
from tests.workflow.small_disc import LEFT, OTHER, RIGHT, small_disc

from tuban.jobs.work import do
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.patches.arrivals.actions import ForeseenIsOld, MissingUnsaid, confirm
from tuban.workflow.patches.arrivals.foreseen import foreseen_of
from tuban.workflow.patches.models import Arrival, Patch
from tuban.workflow.patches.states import Fate

pytestmark = pytest.mark.django_db


def corrected(county: SmallCounty) -> None:
    """One row corrected, one outline wider, one patch not there."""
    by_number = {row["JCBH"]: row for row in county.patches}
    by_number[LEFT]["QSX"] = "2023-09-09"
    by_number[OTHER]["geometry"] = by_number[OTHER]["geometry"].buffer(5, join_style="mitre")
    county.patches.remove(by_number[RIGHT])


@pytest.fixture(scope="module")
def corrected_zip(tmp_path_factory) -> bytes:
    folder = tmp_path_factory.mktemp("corrected")
    return packed(small_disc(folder / "盘", then=corrected), folder / "更正.zip").read_bytes()


@pytest.fixture
def arrival(campaign, acting, client_of, corrected_zip) -> Arrival:  # noqa: F811
    """The corrected disc, checked; somebody has found something of two of its patches."""
    for number in (OTHER, RIGHT):
        found_unchanged(Patch.objects.select_related("campaign").get(number=number), acting)
    return checked(send(client_of("zuzhi"), "更正.zip", {"更正.zip": corrected_zip}))


def test_the_page_lists_what_is_corrected_with_links_and_what_follows(client_of, arrival):
    client = client_of("zuzhi")
    shown = page(client, arrival)
    assert "更正（已开展工作） <b>1</b>" in shown
    assert "盘上没有（已开展工作） <b>1</b>" in shown
    assert str(Patch.objects.get(number=OTHER).uuid) in shown
    assert "重新认定后才能封存" in shown
    untouched = client.get(f"/imports/{arrival.pk}/?changes=corrected").content.decode()
    assert "前时相" in untouched
    assert "2023-09-09" in untouched


def test_what_the_disc_lacks_is_answered_before_it_is_loaded(client_of, acting, arrival):
    with pytest.raises(MissingUnsaid):
        confirm(arrival, by=acting("zuzhi"), version=arrival.version)
    client = client_of("zuzhi")
    client.post(f"/imports/{arrival.pk}/confirm/?missing=end", {"version": arrival.version})
    loaded = Arrival.objects.get(pk=arrival.pk)
    assert do(loaded.job_id).outcome["withdrawn"] == 1
    patch = Patch.objects.get(number=RIGHT)
    assert patch.fate == Fate.WITHDRAWN
    dossier = client.get(f"/patches/{patch.uuid}/").content.decode()
    assert "不在下发光盘上（更正.zip）" in dossier
    assert patch.number in client.get("/patches/?fate=withdrawn").content.decode()
    assert patch.number not in client.get("/patches/").content.decode()
    assert "fate=withdrawn" in page(client, loaded)


def test_the_history_of_a_patch_tells_old_and_new(client_of, acting, arrival):
    confirm(arrival, by=acting("zuzhi"), version=arrival.version, missing="stay")
    do(Arrival.objects.get(pk=arrival.pk).job_id)
    history = client_of("zuzhi").get(f"/patches/{Patch.objects.get(number=OTHER).uuid}/history/").content.decode()
    assert "下发单位更正" in history
    assert "更正.zip" in history


def test_a_list_that_another_disc_outdated_is_made_anew(acting, client_of, arrival):
    Campaign.objects.update(disc_checksum="another")
    assert foreseen_of(arrival).is_old
    with pytest.raises(ForeseenIsOld):
        confirm(arrival, by=acting("zuzhi"), version=arrival.version, missing="stay")
    client_of("zuzhi").post(f"/imports/{arrival.pk}/check/")
    assert not foreseen_of(checked(Arrival.objects.get(pk=arrival.pk))).is_old
