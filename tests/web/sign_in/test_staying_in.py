"""Signing in with a second factor, and sessions that end: by the clock, by their person, by an administrator."""

from __future__ import annotations

from datetime import timedelta
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.workflow.sign_in.telephone import Telephone

from tuban.workflow.audit.models import Line
from tuban.workflow.organisations.models import Person, Unit
from tuban.workflow.organisations.practice import PASSWORD, found_practice
from tuban.workflow.sign_in.models import FactorRule, SecondFactor, Session

pytestmark = pytest.mark.django_db
HOME, ACCOUNT = "web:my_day", "web:account"


@pytest.fixture(autouse=True)
def county() -> Unit:
    return found_practice([("990101001", "甲溪镇")])


def sign_in(username: str, *, wanted: str = "", password: str = PASSWORD, **more) -> Client:
    client = Client(**more)
    client.answer = client.post(
        reverse("web:sign_in"), {"username": username, "password": password, "next": wanted}, follow=True
    )
    return client


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session and client.get(reverse(ACCOUNT)).status_code == 200


class _Texts(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.secret, self.codes, self._within = "", [], ""

    def handle_starttag(self, tag, attrs):
        told = dict(attrs).get("class") or ""
        self._within = "secret" if "secret" in told else "code" if tag == "li" else ""

    def handle_data(self, data):
        if self._within == "secret":
            self.secret += data
        elif self._within == "code" and data.strip():
            self.codes.append(data.strip())
        self._within = ""


def read(answer) -> _Texts:
    texts = _Texts()
    texts.feed(answer.content.decode())
    return texts


def set_up(client: Client) -> tuple[Telephone, list[str]]:
    page = client.post(reverse("web:factor"), {"begin": "yes"}, follow=True)
    telephone = Telephone(read(page).secret)
    answer = client.post(reverse("web:factor"), {"code": telephone.code(), "password": PASSWORD})
    return telephone, read(answer).codes


def test_whoever_has_a_second_factor_is_in_only_after_its_code_and_where_they_wanted(county):
    telephone, codes = set_up(sign_in("diji"))
    assert len(codes) == 10
    wanted = reverse("web:help")
    client = sign_in("diji", wanted=wanted)
    assert client.answer.redirect_chain[-1][0] == reverse("web:sign_in_code")
    assert not is_in(client)
    assert client.get("/api/v1/campaigns").status_code == 401
    wrong = client.post(reverse("web:sign_in_code"), {"code": "000000"})
    assert "验证码不正确" in wrong.content.decode()
    answer = client.post(reverse("web:sign_in_code"), {"code": telephone.code(1)})
    assert (answer.status_code, answer.headers["Location"]) == (302, wanted)
    assert is_in(client)
    replayed = sign_in("diji")
    replayed.post(reverse("web:sign_in_code"), {"code": telephone.code(1)})
    assert not is_in(replayed)
    assert Line.objects.filter(action="sign_in.check_code", is_refused=True).count() == 2


def test_to_look_at_the_page_draws_no_secret_and_what_was_begun_stays_the_same(county):
    client = sign_in("diji")
    assert read(client.get(reverse("web:factor"))).secret == ""
    assert not SecondFactor.objects.exists()
    begun = read(client.post(reverse("web:factor"), {"begin": "yes"}, follow=True)).secret
    assert begun
    assert read(client.get(reverse("web:factor"))).secret == begun
    assert read(client.post(reverse("web:factor"), {"begin": "yes"}, follow=True)).secret == begun


def test_five_wrong_codes_lock_out_by_the_same_rule_as_passwords(county):
    telephone, _codes = set_up(sign_in("diji"))
    client = sign_in("diji")
    for _try in range(5):
        locked = client.post(reverse("web:sign_in_code"), {"code": "000000"})
    assert "输错" in locked.content.decode() or locked.status_code in (403, 429)
    client.post(reverse("web:sign_in_code"), {"code": telephone.code(1)})
    assert not is_in(client)
    elsewhere = sign_in("diji", REMOTE_ADDR="10.0.0.9")  # another address: the person's own count holds
    elsewhere.post(reverse("web:sign_in_code"), {"code": telephone.code(1)})
    assert not is_in(elsewhere)


def test_the_step_of_the_code_is_nobodys_without_the_password_nor_after_five_minutes_nor_with_another_password(county):
    telephone, _codes = set_up(sign_in("diji"))
    assert Client().get(reverse("web:sign_in_code")).status_code == 302
    late = sign_in("diji")
    kept = late.session
    kept["awaits_code"] |= {"at": (timezone.now() - timedelta(minutes=6)).isoformat()}
    kept.save()
    late.post(reverse("web:sign_in_code"), {"code": telephone.code(1)})
    assert not is_in(late)
    changed = sign_in("diji")
    person = Person.objects.get(username="diji")
    person.set_password("another-one-2024")
    person.save()
    changed.post(reverse("web:sign_in_code"), {"code": telephone.code(1)})
    assert not is_in(changed)


def test_where_a_post_must_have_one_nothing_else_opens_before(county):
    client = sign_in("diji")
    FactorRule.objects.create(unit=Unit.objects.get(code="990101"), role="checker")
    answer = client.get(reverse(HOME))
    assert answer.headers["Location"] == reverse("web:factor")
    assert client.get("/api/v1/campaigns").status_code == 401
    client.post(reverse("web:factor"), {"begin": "yes"})
    wrong = client.post(reverse("web:factor"), {"code": "000000", "password": "wrong"})
    assert "密码不正确" in wrong.content.decode()
    set_up(client)
    assert client.get(reverse(HOME)).status_code == 200


def test_the_rule_is_set_and_a_lost_telephone_reset_by_the_security_administrator(county):
    lost = sign_in("juzhang")
    set_up(lost)
    security = sign_in("anquan")
    security.post(reverse("web:ask_factors"), {"roles": ["leader"]})
    assert FactorRule.objects.get().role == "leader"
    leader = Person.objects.get(username="juzhang")
    page = security.get(reverse("web:person", args=[leader.pk])).content.decode()
    assert "重置第二道验证" in page
    security.post(reverse("web:reset_factor", args=[leader.pk]), {"reason": "手机遗失，当面核实"})
    assert not is_in(lost)
    assert sign_in("juzhang").get(reverse(HOME)).headers["Location"] == reverse("web:factor")
    assert sign_in("zuzhi").post(reverse("web:reset_factor", args=[leader.pk]), {"reason": "x"}).status_code in (
        403,
        404,
    )


def test_a_session_ends_when_nothing_is_done_and_when_it_is_too_old_and_says_so(county, settings):
    client = sign_in("diji")
    Session.objects.update(seen_at=timezone.now() - timedelta(minutes=settings.IDLE_MINUTES - 1))
    assert is_in(client)  # and what was done keeps it
    assert Session.objects.get().seen_at > timezone.now() - timedelta(minutes=1)
    Session.objects.update(seen_at=timezone.now() - timedelta(minutes=settings.IDLE_MINUTES + 1))
    answer = client.get(reverse("web:help"), follow=True)
    assert "next=" + reverse("web:help") in answer.redirect_chain[-1][0]
    assert "长时间没有操作" in answer.content.decode()
    old = sign_in("diji")
    Session.objects.filter(ended_at=None).update(begun_at=timezone.now() - timedelta(hours=settings.SESSION_HOURS + 1))
    assert not is_in(old)
    assert set(Session.objects.values_list("end", flat=True)) == {"idle", "too_old"}


def test_a_page_that_asks_how_a_job_goes_on_keeps_no_session_open(county, settings):
    client = sign_in("diji")
    before = timezone.now() - timedelta(minutes=5)
    Session.objects.update(seen_at=before)
    client.get("/jobs/00000000-0000-4000-8000-00000000000a/", headers={"HX-Request": "true"})
    assert Session.objects.get().seen_at == before


def test_what_was_typed_stays_in_the_page_when_its_session_ended(county):
    client = sign_in("diji")
    Session.objects.update(ended_at=timezone.now(), end="idle")
    sent = client.post(reverse("web:language"), {"language": "en"}, headers={"HX-Request": "true"})
    assert sent.status_code == 302  # open to all
    sent = client.post(reverse("web:sessions_end"), headers={"HX-Request": "true"})
    assert (sent.status_code, sent.json()["code"]) == (401, "sign_in.needed")
    read_again = client.get(
        reverse(ACCOUNT), headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/help/?q=1"}
    )
    assert read_again.headers["HX-Redirect"].endswith("?next=%2Fhelp%2F%3Fq%3D1")
    away = client.get(reverse(ACCOUNT), headers={"HX-Request": "true", "HX-Current-URL": "https://other.example/x"})
    assert "other.example" not in away.headers["HX-Redirect"]
    plain = client.post(reverse("web:sessions_end"), headers={"Referer": "http://testserver/account/"})
    assert plain.headers["Location"].endswith("next=/account/")


def test_ones_own_sessions_are_listed_and_ended_and_nobody_elses(county):
    here = sign_in("diji", HTTP_USER_AGENT="Mozilla/5.0 (Windows NT 10.0) Firefox/130.0", REMOTE_ADDR="10.0.0.7")
    there, third, other = sign_in("diji"), sign_in("diji"), sign_in("guihua")
    page = here.get(reverse(ACCOUNT)).content.decode()
    assert "Firefox · Windows" in page
    assert "10.0.0.7" in page
    foreign = Session.objects.get(person__username="guihua")
    assert here.post(reverse("web:session_end", args=[foreign.pk])).status_code == 404
    one = Session.objects.get(pk=there.session["open_session"])
    here.post(reverse("web:session_end", args=[one.pk]))
    assert [is_in(client) for client in (here, there, third, other)] == [True, False, True, True]
    here.post(reverse("web:sessions_end"))
    assert [is_in(client) for client in (here, third, other)] == [True, False, True]


def test_an_administrator_ends_all_and_a_password_and_a_dismissal_do_at_once(county):
    person = Person.objects.get(username="diji")
    client, security = sign_in("diji"), sign_in("anquan")
    assert sign_in("zuzhi").post(reverse("web:end_sessions", args=[person.pk]), {"reason": "x"}).status_code == 403
    security.post(reverse("web:end_sessions", args=[person.pk]), {"reason": "设备交回"})
    assert not is_in(client)
    client, other = sign_in("diji"), sign_in("diji")
    new = "di-ji-ce-hui-2024"
    client.post(reverse("web:change_password"), {"old": PASSWORD, "new": new, "again": new})
    assert [is_in(client), is_in(other)] == [True, False]
    security.post(reverse("web:suspend_person", args=[person.pk]), {"reason": "离职"})
    assert not is_in(client)
    assert set(Session.objects.filter(person=person).values_list("end", flat=True)) == {
        "administrator", "password", "suspended",
    }  # fmt: skip


def test_a_session_that_was_signed_out_of_does_not_come_back_with_its_cookie(county):
    client = sign_in("diji")
    kept = client.cookies["sessionid"].value
    client.post(reverse("web:sign_out"))
    client.cookies["sessionid"] = kept
    assert client.get(reverse(HOME)).status_code == 302
    assert Session.objects.get().end == "signed_out"


def test_the_last_passwords_are_not_taken_again_and_an_old_one_must_go(county, settings):
    settings.FORMER_PASSWORDS, settings.PASSWORD_DAYS = 3, 90
    client = sign_in("diji")

    def change(old: str, new: str) -> str:
        page = client.post(reverse("web:change_password"), {"old": old, "new": new, "again": new}, follow=True)
        return page.content.decode()

    names = [PASSWORD, "first-of-mine-11", "second-of-mine-22", "third-of-mine-33"]
    for old, new in pairwise(names):
        assert "不能与最近" in change(old, old)
        assert "密码已修改" in change(old, new)
    assert "不能与最近 3 个密码相同" in change(names[-1], names[-3])
    assert "密码已修改" in change(names[-1], "shifan-lianxi")  # the fourth back is free again
    Person.objects.filter(username="diji").update(password_changed_at=timezone.now() - timedelta(days=91))
    answer = client.get(reverse(HOME), follow=True)
    assert answer.redirect_chain[-1][0] == reverse("web:change_password")
    assert "密码已到更换期限" in answer.content.decode()


def test_one_password_tried_with_many_names_is_held_up_by_the_address(county, settings):
    settings.SIGN_IN_FAILURES = 6
    for number in range(6):
        sign_in(f"nobody{number}", password="summer-2024-summer", REMOTE_ADDR="10.0.0.66")
    held = Client(REMOTE_ADDR="10.0.0.66").post(reverse("web:sign_in"), {"username": "diji", "password": PASSWORD})
    assert held.status_code == 429
    assert is_in(sign_in("diji", REMOTE_ADDR="10.0.0.67"))
