"""The pages of cases: the list, a case, its deeds, its papers, what those above look for."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from django.urls import reverse
from tests.workflow.cases.conftest import proposed
from tests.workflow.review.speaking import fresh

from tuban.workflow.audit.models import Line
from tuban.workflow.cases import actions
from tuban.workflow.cases.actions.penalising import Extent
from tuban.workflow.cases.models import Case, Entry
from tuban.workflow.cases.queries import items_of
from tuban.workflow.comparison.telling import told_of
from tuban.workflow.organisations.models import Person
from tuban.workflow.rectification.actions.setting import set_ways


def text(response) -> str:
    assert response.status_code == 200, response.content[:400]
    return response.content.decode()


def test_a_lead_is_registered_from_the_dossier_and_goes_on_step_by_step(client_of, desk):
    client = client_of("zhifa")
    patch = desk.unlawful
    html = text(client.get(reverse("web:patch_cases", args=[patch.uuid])))
    assert "没有实地核查认定，不得处罚" in html
    assert f"?patch={patch.uuid}" in html
    form = text(client.get(f"{reverse('web:case_new')}?patch={patch.uuid}"))
    assert patch.number in form
    given = {"title": "示范公司非法占地案", "source": "satellite", "received_on": "2024-06-03", "numbers": patch.number,
             "offender_name": "示范公司"}  # fmt: skip
    strange = client.post(reverse("web:case_new"), given | {"numbers": "990101SJBG24999999"})
    assert "这些图斑不在您的辖区" in text(strange)
    response = client.post(reverse("web:case_new"), given)
    case = Case.objects.get()
    assert response["Location"] == reverse("web:case", args=[case.pk])
    page = text(client.get(response["Location"]))
    assert {str(heap["title"]): heap["count"] for heap in client.get("/").context["heaps"]}["案件办理"] == 1
    assert "下一步" in page
    assert "核查" in page
    officers = [str(Person.objects.get(username=name).pk) for name in ("zhifa", "zhifa2")]
    address = reverse("web:case_step", args=[case.pk, "verified"])
    alone = client.post(address, {"expected": case.version, "day": "2024-06-05", "officers": officers[:1]})
    assert "须有两名执法人员参加" in text(alone)
    assert client.post(
        address, {"expected": case.version, "day": "2024-06-05", "officers": officers}
    ).status_code == 302  # fmt: skip
    stale = client.post(
        reverse("web:case_answer", args=[case.pk, "major_report"]),
        {"expected": case.version, "value": "no", "reason": "未达到"},
    )
    assert "已被吴执法改动" in text(stale)
    assert client.get(reverse("web:case_step", args=[case.pk, "filed"])).status_code == 403  # the leader files
    assert client_of("juzhang").post(
        reverse("web:case_step", args=[case.pk, "filed"]), {"expected": case.version + 1, "day": "2024-06-11"}
    ).status_code == 302  # fmt: skip
    assert "执立〔示范县〕〔2024〕1号" in text(client.get(reverse("web:cases")))
    line = Entry.objects.get(case=case, about="verified")
    struck = client.post(
        reverse("web:case_strike", args=[case.pk, line.pk]), {"expected": case.version + 2, "reason": "记错"}
    )
    assert "请先划去那一步" in text(struck)


def test_every_page_of_a_case_that_went_on_opens(client_of, desk):
    case = desk.until(desk.register(desk.unlawful), "hearing_notified")
    desk.propose(case)
    line = case.lines.get()
    client = client_of("zhifa")
    for name, more in (
        ("case_item", [line.pk, "fine"]), ("case_item", [line.pk, "confiscate_gains"]), ("case_suspend", []),
        ("case_measure", ["crime_transfer"]), ("case_paper", ["decision"]), ("case_correct", []),
    ):  # fmt: skip
        assert client.get(reverse(f"web:{name}", args=[case.pk, *more])).status_code == 200
    draft = client.get(reverse("web:case_paper_draft", args=[case.pk, "notice"]))
    assert draft.content[:2] == b"PK"
    desk.do(case, "decided", date(2024, 7, 17), number="示范县罚〔2024〕1号")
    item = line.items.get(item="fine")
    assert "每平方米" not in text(client.get(reverse("web:case_perform", args=[case.pk, item.pk])))
    page = text(client.get(reverse("web:case", args=[case.pk])))
    assert "登记履行" in page
    assert "450000" in page.replace(",", "")


def test_what_lies_elsewhere_is_not_there_and_those_above_see_what_is_not_handled(client_of, desk):
    html = text(client_of("shi").get(reverse("web:case_supervision")))
    assert desk.unlawful.number in html
    case = desk.register(desk.unlawful)
    assert client_of("xitong").get(reverse("web:case", args=[case.pk])).status_code == 404
    assert "提级办理" in text(client_of("shi").get(reverse("web:case", args=[case.pk])))
    assert client_of("zhifa").get(reverse("web:case_law")).status_code == 200


def test_a_way_against_the_penalty_is_told_on_the_page_of_the_case_and_of_the_rectification(client_of, desk):
    patch = fresh(desk.unlawful)
    set_ways(patch, by=desk.acting("zhifa"), expected_version=patch.version, ways=["supply"], reason="可补办供地")
    case = desk.until(desk.register(desk.unlawful), "filed")
    pages = [reverse("web:case", args=[case.pk]), reverse("web:patch_rectification", args=[patch.uuid])]
    client = client_of("zhifa")
    assert not any("整改方式与处罚不一致" in text(client.get(one)) for one in pages)
    actions.set_item(case, by=desk.acting("zhifa"), expected_version=case.version, line=case.lines.get(),
                     item="demolish", extent=Extent(land_m2=Decimal(100), floor_m2=Decimal(100), days=15),
                     is_proposed=False, because="规划图件显示不符合")  # fmt: skip
    for one in pages:
        html = text(client.get(one))
        assert "整改方式与处罚不一致" in html
        assert "拆除的决定不因补办手续而失效" in html
        assert "处罚尚未决定" in html


def test_the_leader_names_for_a_coded_reason_that_nobody_is_to_be_disciplined_and_it_can_be_struck(client_of, desk):
    case = desk.until(desk.register(desk.unlawful), "filed")
    address = reverse("web:case_nobody", args=[case.pk])
    assert client_of("zhifa").get(address).status_code == 403
    leader = client_of("juzhang")
    given = {"expected": case.version, "because": "not_of_duty", "reason": "当事人为企业"}
    assert "persons_handled" not in told_of([desk.unlawful])[desk.unlawful.pk]
    assert leader.post(address, given | {"reason": ""}).status_code == 200
    assert leader.post(address, given).status_code == 302
    html = text(leader.get(reverse("web:case", args=[case.pk])))
    assert "当事人为企业" in html
    assert told_of([desk.unlawful])[desk.unlawful.pk]["persons_handled"]["value"] is True
    line = Entry.objects.get(case=case, about="persons")
    assert (line.by.username, line.details) == ("juzhang", {"because": "not_of_duty"})
    now = Case.objects.get(pk=case.pk)
    leader.post(reverse("web:case_strike", args=[case.pk, line.pk]), {"expected": now.version, "reason": "另有线索"})
    assert "persons_handled" not in told_of([desk.unlawful])[desk.unlawful.pk]


def test_a_case_taken_over_is_played_to_its_end_by_the_city_and_the_county_only_reads(client_of, desk):
    case = desk.until(desk.register(desk.unlawful, offender={"name": "示范公司"}), "investigated")
    city = Person.objects.get(username="shi").holdings.get().post.unit
    section, leader, below = client_of("shi"), client_of("shizhang"), client_of("zhifa")

    def send(client, name: str, *more: object, **given: object) -> None:
        told = {"expected": Case.objects.get(pk=case.pk).version, **given}
        answer = client.post(reverse(f"web:{name}", args=[case.pk, *more]), told)
        refused = re.sub("<[^>]*>", " ", answer.content.decode().partition('role="alert"')[2][:900])
        assert answer.status_code == 302, (name, more, refused)

    send(section, "case_take_over", reason="案情重大")
    number = case.number
    assert below.get(reverse("web:case_step", args=[case.pk, "examined"])).status_code == 403
    send(section, "case_step", "examined", day="2024-07-03")
    send(section, "case_step", "legal_review", day="2024-07-05")
    send(leader, "case_step", "discussed", day="2024-07-08")
    for step, told in (("notified", "市告〔2024〕1号"), ("hearing_notified", "市听告〔2024〕1号")):
        send(section, "case_step", step, day="2024-07-09", number=told)
    for line, one in proposed(case):
        send(section, "case_item", line.pk, one.item, land_m2="1000", floor_m2="500", days="15", rate="200",
             because="情节一般")  # fmt: skip
    send(leader, "case_step", "decided", day="2024-07-17", number="市罚〔2024〕1号")
    send(section, "case_step", "served", day="2024-07-19")
    send(section, "case_step", "published", day="2024-07-22")
    for item in items_of(Case.objects.get(pk=case.pk)):
        send(section, "case_perform", item.pk, day="2024-07-24", land_m2="1000", floor_m2="500", cultivated_m2="",
             amount="200000", handed_over_on="2024-07-24", receipt="票据1")  # fmt: skip
    send(leader, "case_nobody", because="not_of_duty", reason="当事人为企业")
    send(leader, "case_step", "closed", day="2024-07-25", closing="fulfilled")
    ended = Case.objects.get(pk=case.pk)
    assert (ended.standing, ended.number, ended.organ, ended.taken_from) == ("closed", number, city, case.organ)
    assert "示范县自然资源局" in text(below.get(reverse("web:case", args=[case.pk])))
    assert told_of([desk.unlawful])[desk.unlawful.pk]["case_organ"]["value"] == city.name


def test_who_looked_at_a_case_is_known_once_an_hour_and_the_page_bears_their_name(client_of, desk, settings):
    client = client_of("zhifa")
    case = desk.register(desk.unlawful)
    address = reverse("web:case", args=[case.pk])
    for _look in range(2):
        page = text(client.get(address))
    reads = Line.objects.filter(action="cases.read", subject_id=str(case.pk))
    assert [line.person_name for line in reads] == ["吴执法"]
    assert 'class="watermark"' in page
    client_of("guzhang").get(address)
    assert reads.all().count() == 2
    settings.WATERMARK = False
    assert "watermark" not in text(client.get(address))
