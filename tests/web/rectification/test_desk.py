"""The desk of rectification, page by page: what people see, do, and are told."""

from __future__ import annotations

import io
from datetime import date, timedelta

import pytest
from django.forms import ChoiceField, MultipleChoiceField
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from tests.workflow.rectification.conftest import DEMOLISHED, boundary_of, photo_added, propose

from tuban.workflow.messages.models import Message
from tuban.workflow.organisations.models import Group
from tuban.workflow.organisations.practice import PASSWORD
from tuban.workflow.organisations.roles import GroupKind
from tuban.workflow.rectification.actions.setting import current_finding, examine, others_than, set_ways
from tuban.workflow.rectification.models import SelfCheck, Way
from tuban.workflow.rectification.reminders import reminders
from tuban.workflow.rectification.tasks import remind
from tuban.workflow.rectification.writing import standing_ways


def text_of(answer) -> str:
    assert answer.status_code == 200, answer.status_code
    return str(answer.content.decode())


def sent(client, address: str, **given):
    """Fill the form of a deed with what it offers and what is given; returns where it leads."""
    form = client.get(address).context["form"]
    told = {"sent": "1"} | {name: offered(form, name) for name in form.fields}
    answer = client.post(address, {name: value for name, value in (told | given).items() if value is not None})
    faults = answer.context["form"].errors if answer.status_code == 200 else None
    assert answer.status_code == 302, faults
    return answer


def offered(form, name: str):
    """Return what a field stands at when the form is opened."""
    field, value = form.fields[name], form.initial.get(name)
    if value is None:
        value = field.initial
    if value is None and isinstance(field, ChoiceField) and not isinstance(field, MultipleChoiceField):
        value = next((key for key, _title in field.choices), None)
    return value


def heaps_of(client) -> dict[str, int]:
    """Return what a day has, by its title."""
    return {str(heap["title"]): heap["count"] for heap in client.get("/").context["heaps"]}


def put(found, *ways: str) -> list[Way]:
    return set_ways(
        found.now(), by=found.section, expected_version=found.now().version, ways=ways, reason="说明"
    )  # fmt: skip


def examined(found) -> None:
    for one in others_than(current_finding(found.patch), "demolish"):
        examine(
            found.now(), by=found.section, expected_version=found.now().version, way=one, is_possible=False,
            text="不符合规划",
        )  # fmt: skip


def test_the_ledger_shows_what_is_proposed_sets_many_ways_at_once_and_goes_along_as_a_workbook(found, client_of):
    propose(found.finding, "supply")
    client = client_of("zhifa")
    assert heaps_of(client)["定整改路径"] == 1
    page = text_of(client.get(reverse("web:rectification")))
    assert "办理供地" in page
    assert "未定措施" in page
    shown = client.post(reverse("web:rectification_many"), {"patch": [str(found.patch.uuid)], "query": "?"})
    assert standing_ways(found.now()).count() == 0
    client.post(reverse("web:rectification_many"), {"token": shown.context["token"]})
    (way,) = standing_ways(found.now())
    assert way.way == "supply"
    Way.objects.update(due_on=date(2024, 1, 1))
    assert heaps_of(client)["逾期整改"] == 1
    late = text_of(client.get(reverse("web:rectification"), {"late": "1"}))
    assert str(found.patch) in late
    answer = client.get(reverse("web:rectification_file"), {"late": "1"})
    rows = list(load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active.values)
    assert rows[2][:5] == (str(found.patch), "乙岭镇", 2.25, 2.25, "办理供地")
    assert rows[2][8] == "逾期"


def test_a_township_begins_with_what_it_must_do_and_does_not_see_others(found, client_of):
    examined(found)
    put(found, "demolish")
    assert heaps_of(client_of("xiang02"))["落实整改"] == 1
    assert "落实整改" not in heaps_of(client_of("xiang01"))
    assert str(found.patch) in text_of(client_of("xiang02").get(reverse("web:rectification")))
    assert str(found.patch) not in text_of(client_of("xiang01").get(reverse("web:rectification")))
    other = client_of("xiang01").get(reverse("web:patch_rectification", args=[found.patch.uuid]))
    assert other.status_code == 404
    assert client_of("xitong").get(reverse("web:rectification")).status_code == 200


@pytest.mark.seed("R3")
def test_from_the_way_to_the_signatures_and_to_a_false_declaration(found, client_of, tmp_path):
    section, page = client_of("zhifa"), reverse("web:patch_rectification", args=[found.patch.uuid])
    for _time in others_than(found.finding, "demolish"):
        sent(section, reverse("web:way_examine", args=[found.patch.uuid]), text="不符合规划")
    sent(section, reverse("web:way_set", args=[found.patch.uuid]))
    (way,) = standing_ways(found.now())
    township = client_of("xiang02")
    before = photo_added(found.now(), found.township, tmp_path, "前.jpg", 50)
    after = photo_added(found.now(), found.township, tmp_path, "后.jpg", 90)
    address = reverse("web:way_declare", args=[way.pk])
    lacking = township.post(address, {"version": found.now().version, **DEMOLISHED, "before": str(before.pk)})
    assert "确定措施后实测的边界" in text_of(lacking)
    sent(
        township, address, **DEMOLISHED, before=str(before.pk), after=str(after.pk), boundary=boundary_of(found.patch),
        text="已拆除",
    )  # fmt: skip
    said = way.declarations.get()
    assert str(found.patch) in text_of(section.get(reverse("web:rectification_on_site")))
    inspect = reverse("web:declaration_inspect", args=[said.pk])
    for client, is_led_there in ((section, True), (township, False)):
        assert (inspect in client.get(reverse("web:rectification_on_site")).content.decode()) is is_led_there
    assert heaps_of(section)["现场验收"] == 1
    sent(
        section, reverse("web:declaration_inspect", args=[said.pk]), is_accepted="yes", persons="吴执法、郑股长",
        text="属实", longitude="113.9", latitude="31.7",
    )  # fmt: skip
    sign = reverse("web:declaration_sign", args=[said.pk])
    assert section.get(sign).status_code == 403
    for name in ("zhen02", "guzhang"):
        signer = client_of(name)
        assert heaps_of(signer)["签认验收"] == 1
        wrong = signer.post(sign, {"version": found.now().version, "digest": said.digest, "password": "falsch"})
        assert wrong.status_code == 200
        sent(signer, sign, password=PASSWORD)
    told = text_of(section.get(page))
    assert "验收并签字" in told
    assert "本人已组织现场验收" in told
    sent(client_of("juzhang"), reverse("web:declaration_false", args=[said.pk]), reason="仍有建筑")
    assert "仍有建筑" in text_of(township.get(page))
    assert "仍有建筑" in text_of(client_of("zuzhi").get(reverse("web:rectification_units")))
    titles = list(Message.objects.filter(person=found.township.person).values_list("kind", flat=True))
    assert {"rectification.held", "rectification.answered"} <= set(titles)
    assert township.get(reverse("web:way", args=[way.pk])).url == page


def test_limits_hands_and_progress_through_the_drawer(found, client_of):
    put(found, "supply")
    (way,) = standing_ways(found.now())
    section = client_of("guzhang")
    sent(section, reverse("web:way_suspend", args=[way.pk]), because="appeal", document="复议受理通知")
    assert standing_ways(found.now()).get().due_on is None
    sent(section, reverse("web:way_resume", args=[way.pk]))
    day = timezone.localdate() + timedelta(days=20)
    sent(section, reverse("web:way_fix", args=[way.pk]), day=day.isoformat(), reason="提前")
    sent(section, reverse("web:way_hand", args=[way.pk]), to=str(found.township.post.pk), reason="现场核实")
    sent(client_of("xiang02"), reverse("web:way_progress", args=[way.pk]), text="材料已报")
    told = text_of(section.get(reverse("web:patch_rectification", args=[found.patch.uuid])))
    for words in ("材料已报", "提前", "复议受理通知", "现场核实"):
        assert words in told
    sent(section, reverse("web:way_withdraw", args=[way.pk]), reason="改为拆除")
    assert not standing_ways(found.now()).exists()


@pytest.mark.seed("O4")
def test_holder_section_and_leader_are_told_in_their_turn_and_each_once(found):
    put(found, "supply")
    (way,) = standing_ways(found.now())
    last = way.due_on
    Message.objects.all().delete()
    assert reminders(last - timedelta(days=30)) == []
    told = {}
    for days in range(-20, 25):
        day = last + timedelta(days=days)
        for one in reminders(day):
            told.setdefault(one.reminder.tells, (day, {each.person.username for each in one.to}))
        remind(day)
        assert remind(day) == 0
    assert told["holder"][1] == {"gengbao"}
    assert told["section"][1] == {"gengbaogu"}
    assert {"juzhang", "zuzhang"} <= told["leader"][1]
    assert told["holder"][0] < last < told["section"][0] < told["leader"][0]
    assert Message.objects.filter(kind="rectification.due").count() == 2 + len(told["leader"][1])
    assert way.entries.filter(kind="reminded").count() == 3


@pytest.mark.seed("R6")
def test_a_unit_confirms_all_its_unlawful_land_and_what_changes_later_is_shown(found, client_of):
    clerk, leader = client_of("xiang02"), client_of("zhen02")
    county = text_of(client_of("zuzhi").get(reverse("web:self_checks")))
    assert "未开展" in county
    mine = clerk.get(reverse("web:self_checks")).url
    assert str(found.patch) in text_of(clerk.get(mine))
    early = leader.post(reverse("web:self_check_confirm"), {"text": ""})
    assert "未确认" in text_of(early)
    sent(clerk, reverse("web:self_check_patch", args=[found.patch.uuid]), floor_area_m2="320.5", plots="2")
    sent(clerk, reverse("web:self_check_place"), place="乙下村三组", area_mu="0.8", cultivated_mu="0.5",
         floor_area_m2="60")  # fmt: skip
    assert clerk.get(reverse("web:self_check_confirm")).status_code == 403
    own = SelfCheck.objects.get().lines.get(patch=None)
    for client, status in ((clerk, 200), (client_of("xiang01"), 404)):
        assert client.get(reverse("web:self_check_place_drop", args=[own.pk])).status_code == status
    sent(leader, reverse("web:self_check_confirm"))
    sheet = clerk.get(mine).context["sheet"]
    assert (sheet.state, {name: str(value) for name, value in sheet.sums().items()}) == (
        "confirmed",
        {"plots": "3", "area_mu": "3.05", "cultivated_mu": "2.75", "floor_area_m2": "380.50", "issued": "1",
         "self_found": "1"},
    )  # fmt: skip
    sent(clerk, reverse("web:self_check_patch", args=[found.patch.uuid]), area_mu="2.00", cultivated_mu="2.00")
    assert clerk.get(mine).context["sheet"].state == "changed"
    assert SelfCheck.objects.get().lines.filter(replaced_at__isnull=False).count() == 1


@pytest.mark.seed("R4")
def test_phases_are_taken_groups_get_their_townships_and_what_is_late_is_told(found, client_of, county):
    organiser = client_of("zuzhi")
    sent(organiser, reverse("web:rectification_phases_take"))
    phases = list(found.campaign.phases.all())
    assert [one.title for one in phases] == ["自查", "整改", "督查", "验收"]
    group = Group.objects.create(unit=county, kind=GroupKind.ACCEPTANCE, name="验收一组", since=date(2024, 1, 1))
    units = [str(found.township.post.unit_id)]
    sent(organiser, reverse("web:rectification_assign", args=[phases[-1].pk]), group=str(group.pk), units=units)
    page = text_of(organiser.get(reverse("web:rectification_phases")))
    assert "验收一组" in page
    assert "1 个乡镇逾期" in page  # the window has passed and nothing is accepted
    assert client_of("xiang02").get(reverse("web:rectification_phases_take")).status_code == 403
