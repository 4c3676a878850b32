"""The joint review is arranged on a page that says first what follows, by token too, and what is open follows."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.api.conftest import EVERYTHING, machine  # noqa: F401
from tests.web.axe import faults_of_access
from tests.web.conftest import PHONE
from tests.workflow.review.speaking import all_agree, ask, fresh, say

from tuban.jobs.models import Job
from tuban.jobs.work import do
from tuban.workflow.audit.models import Line
from tuban.workflow.organisations.models import Holding, Person
from tuban.workflow.patches.states import State
from tuban.workflow.review.models import Arrangement, Consultation
from tuban.workflow.review.opinions.actions import consult
from tuban.workflow.review.opinions.agreement import table_of

pytestmark = pytest.mark.django_db
FOUR = ("planning", "cadastre", "farmland", "enforcement")
ADDRESS = "/opinions/arrange/"


def form(*duties: str, expected: int = 1, **more):
    days = {f"days-{duty}": "5" for duty in (*FOUR, "legal", "office")}
    return {"duty": list(duties), "said_of": " ".join(duties), **days, "expected": expected, **more}


def followed() -> dict:
    job = do(Job.objects.get(kind="review.follow_arrangement").pk)
    assert job.state == Job.State.DONE, job.error
    return job.outcome


def reviewed(office):
    ask(office.unlawful, office.organiser)
    all_agree(office.unlawful, office.departments)
    assert fresh(office.unlawful).state == State.REVIEWED


def test_what_follows_is_said_before_anything_is_kept(office, client_of):
    reviewed(office)
    client = client_of("zuzhi")
    assert reverse("web:opinions_arrange") in client.get(reverse("web:opinions")).content.decode()
    page = client.post(ADDRESS, form(*FOUR, "legal")).content.decode()
    assert "1 个图斑正在科室会审" in page
    assert "“法制机构”加入：就其中 1 个图斑征求其意见" in page
    assert "1 个已一致的图斑需重新等待" in page
    assert not Arrangement.objects.exists()
    assert not Job.objects.filter(kind="review.follow_arrangement").exists()
    assert fresh(office.unlawful).state == State.REVIEWED


def test_a_department_that_comes_is_asked_about_every_patch_that_is_open(office, client_of):
    reviewed(office)
    client_of("zuzhi").post(ADDRESS, form(*FOUR, "legal", confirmed="1", reason="局务会议定", **{"days-legal": "3"}))
    kept = Arrangement.objects.get()
    assert kept.duties == [*FOUR, "legal"]
    assert kept.days["legal"] == 3
    line = Line.objects.get(action="review.arrange_opinions")
    assert line.reason == "局务会议定"
    assert line.details["sent_back"] == 1
    assert followed()["asked"] == 1
    patch = fresh(office.unlawful)
    assert patch.state == State.VISITED
    waits = Consultation.objects.get(patch=patch, answered_at=None, withdrawn_at=None)
    assert waits.duty == "legal"
    lawyer(office)
    from tuban.workflow.organisations.queries import acting_as

    say(patch, acting_as(Person.objects.get(username="fagui"), None, on=timezone.localdate()), "agrees")
    assert fresh(patch).state == State.REVIEWED


def test_what_was_chosen_after_the_consequence_was_said_is_said_first(office, client_of):
    client = client_of("zuzhi")
    wanted = form(*FOUR, "legal", confirmed="1") | {"said_of": " ".join(FOUR)}
    page = client.post(ADDRESS, wanted).content.decode()
    assert not Arrangement.objects.exists()
    assert "“法制机构”目前无人可代表其发表意见" in page
    client.post(ADDRESS, wanted | {"said_of": " ".join((*FOUR, "legal"))})
    assert Arrangement.objects.get().duties == [*FOUR, "legal"]


@pytest.fixture(autouse=True)
def nobody_for_the_law(office):
    """The legal office has no checker, until somebody holds the post again."""
    held = Holding.objects.get(person__username="fagui")
    held.until = timezone.localdate() - timedelta(days=1)
    held.save()


def lawyer(office) -> None:
    """Let somebody speak for the legal office."""
    Holding.objects.filter(person__username="fagui").update(until=None)


def test_a_department_that_goes_is_waited_for_no_longer_and_what_it_said_stays(office, client_of):
    ask(office.unlawful, office.organiser)
    for duty in ("planning", "cadastre", "enforcement"):
        say(office.unlawful, office.departments[duty], "agrees")
    client = client_of("zuzhi")
    page = client.post(ADDRESS, form("planning", "cadastre", "enforcement")).content.decode()
    assert "撤回" in page
    assert "1 个图斑转为已会审" in page
    client.post(ADDRESS, form("planning", "cadastre", "enforcement", confirmed="1"))
    assert followed()["withdrawn"] == 1
    patch = fresh(office.unlawful)
    assert patch.state == State.REVIEWED
    assert not Consultation.objects.filter(patch=patch, answered_at=None, withdrawn_at=None).exists()
    client.post(ADDRESS, form("planning", "cadastre", expected=2, confirmed="1"))
    columns = {one.duty.value for one in table_of(fresh(patch), today=timezone.localdate()).columns}
    assert "enforcement" in columns  # it has spoken: its word counts


def test_each_department_has_days_of_its_own(office, client_of):
    client_of("zuzhi").post(ADDRESS, form(*FOUR, confirmed="1", **{"days-planning": "2", "days-farmland": "10"}))
    assert not Job.objects.filter(kind="review.follow_arrangement").exists()  # nothing is open
    patch = fresh(office.unlawful)
    asked = {one.duty: one.due_on for one in consult(patch, by=office.organiser, expected_version=patch.version)}
    assert asked["planning"] < asked["cadastre"] < asked["farmland"]


def test_whoever_arranges_second_sees_what_the_first_chose_and_loses_nothing(office, client_of):
    client = client_of("zuzhi")
    client.post(ADDRESS, form("planning", "enforcement", confirmed="1"))
    answer = client.post(ADDRESS, form(*FOUR, confirmed="1", **{"days-cadastre": "9"}))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "会审安排已被他人修改" in page
    assert 'value="9"' in page
    assert Arrangement.objects.get().duties == ["planning", "enforcement"]
    client.post(ADDRESS, form(*FOUR, expected=2, confirmed="1"))
    assert Arrangement.objects.get().duties == list(FOUR)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [(form(confirmed="1"), "没有科室"), (form("planning", confirmed="1") | {"days-planning": "0"}, "规划")],
)
def test_what_cannot_be_is_refused_in_words(office, client_of, wrong, told):
    answer = client_of("zuzhi").post(ADDRESS, wrong)
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert not Arrangement.objects.exists()


@pytest.mark.parametrize("username", ["juzhang", "zhifa", "xiang01", "shi"])
def test_only_organisers_of_the_county_arrange(office, client_of, username):
    assert client_of(username).get(ADDRESS).status_code == 403


def test_a_machine_arranges_with_the_same_checks(office, machine):  # noqa: F811
    reviewed(office)
    place = f"/campaigns/{office.campaign.pk}/review-arrangement"
    client = machine("zuzhi", *EVERYTHING)
    now = client.get(f"/api/v1{place}").json()
    assert [one["duty"] for one in now["departments"]] == list(FOUR)
    assert "legal" in now["offered"]
    told = client.post_json(f"{place}/follows", {"departments": [*FOUR, "legal"]}).json()
    assert (told["open"], told["asked"], told["sent_back"]) == (1, {"legal": 1}, 1)
    wanted = {"departments": [{"duty": one, "days": 5} for one in (*FOUR, "legal")], "version": now["version"]}
    made = client.send("PUT", place, wanted, Idempotency_Key="a-1")
    assert made.status_code == 200, made.content
    assert made.json()["job"]["kind"] == "review.follow_arrangement"
    assert client.send("PUT", place, wanted).json()["code"] == "review.opinions_arranged.changed_meanwhile"
    assert client.send("PUT", place, wanted).status_code == 409
    assert machine("zhifa", *EVERYTHING).send("PUT", place, wanted).status_code == 403
    assert machine("zhifa", *EVERYTHING).get(f"/api/v1{place}").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_it_is_arranged_by_keyboard_and_passes_axe_on_both_sizes(office, page_of):
    for size in ({"width": 1366, "height": 768}, PHONE):
        page = page_of("zuzhi", size)
        page.goto(ADDRESS)
        page.get_by_label("法制机构", exact=True).check()
        page.get_by_role("button", name="查看影响").click()
        page.get_by_role("heading", name="保存后的影响").wait_for()
        assert faults_of_access(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
