"""The codes of a second factor: what an authenticator app shows is taken, once, and nothing else is."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.utils import timezone
from tests.workflow.sign_in.telephone import Telephone

from tuban.workflow.audit.models import Line
from tuban.workflow.audit.policies import Refused
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.models import Person
from tuban.workflow.organisations.practice import found_practice
from tuban.workflow.organisations.queries import acting_named
from tuban.workflow.organisations.roles import Role
from tuban.workflow.sign_in import actions
from tuban.workflow.sign_in.codes import TooManyCodes, WrongCode, letters_of, seal, totp_of
from tuban.workflow.sign_in.models import RecoveryCode, SecondFactor
from tuban.workflow.sign_in.queries import owes_factor
from tuban.workflow.signoff.proof import prove

pytestmark = pytest.mark.django_db


@pytest.fixture
def act(db):
    found_practice([("990101001", "甲溪镇")])

    def named(username: str) -> Acting:
        found = acting_named(username, on=timezone.localdate())
        assert found is not None
        return found

    return named


@pytest.fixture
def leader(act) -> tuple[Acting, Telephone, list[str]]:
    by = act("juzhang")
    telephone = Telephone(letters_of(actions.secret_to_scan(by=by)))
    return by, telephone, list(actions.set_up(by=by, code=telephone.code()))


@pytest.mark.parametrize(("at", "code"), [(59, b"287082"), (1111111109, b"081804"), (20000000000, b"353130")])
def test_the_codes_are_those_of_the_standard(at, code):
    assert totp_of(b"12345678901234567890").generate(at) == code  # RFC 6238, appendix B, its last six digits


def test_a_code_of_now_is_taken_once_and_none_before_it_afterwards(leader):
    by, telephone, _codes = leader
    with pytest.raises(WrongCode):  # the one that confirmed it
        actions.check_code(by.person, telephone.code(), by=by)
    later = telephone.code(1)
    actions.check_code(by.person, f"{later[:3]} {later[3:]}", by=by)
    for used in (later, telephone.code(), telephone.code(-1), telephone.code(3), "", "abc", "１２３４５６"):
        with pytest.raises((WrongCode, TooManyCodes)):
            actions.check_code(by.person, used, by=by)


def test_five_wrong_codes_make_even_the_right_one_wait(leader, monkeypatch):
    by, telephone, codes = leader
    for _try in range(5):
        with pytest.raises(WrongCode):
            actions.check_code(by.person, "000000", by=by)
    for right in (telephone.code(1), codes[0]):
        with pytest.raises(TooManyCodes):
            actions.check_code(by.person, right, by=by)
    assert Line.objects.filter(action="sign_in.check_code", is_refused=True).count() == 5
    assert Line.objects.filter(action="sign_in.lock_out", is_refused=True).count() == 1
    SecondFactor.objects.update(wrong_at=datetime(2020, 1, 1, tzinfo=UTC))
    actions.check_code(by.person, telephone.code(1), by=by)


def test_a_recovery_code_is_good_once_kept_as_a_digest_and_void_with_new_ones(leader):
    by, _telephone, codes = leader
    assert len(set(codes)) == 10
    kept = set(RecoveryCode.objects.values_list("digest", flat=True))
    assert not kept & {*codes, *(code.replace("-", "") for code in codes)}
    actions.check_code(by.person, codes[0].upper(), by=by)
    assert Line.objects.filter(action="sign_in.use_recovery_code").count() == 1
    with pytest.raises(WrongCode):
        actions.check_code(by.person, codes[0], by=by)
    new = actions.renew_recovery_codes(by=by, code=codes[1])
    with pytest.raises(WrongCode):
        actions.check_code(by.person, codes[2], by=by)
    actions.check_code(by.person, new[0], by=by)


def test_nothing_that_is_kept_tells_the_secret(leader):
    by, telephone, codes = leader
    row = SecondFactor.objects.get(person=by.person)
    assert telephone.letters.replace(" ", "") not in row.sealed
    audit = " ".join(str(line.details) + line.reason for line in Line.objects.all())
    assert not any(code in audit for code in codes)
    assert telephone.letters not in audit


def test_with_another_secret_of_the_office_no_code_is_taken(leader, settings):
    by, telephone, _codes = leader
    settings.SECRET_KEY = "another-one-of-forty-letters-and-more-0123456789"
    with pytest.raises(WrongCode):
        actions.check_code(by.person, telephone.code(1), by=by)


def test_one_that_was_never_confirmed_is_asked_of_nobody(act):
    by = act("juzhang")
    actions.secret_to_scan(by=by)
    with pytest.raises(WrongCode):
        actions.set_up(by=by, code="000000")
    actions.check_code(by.person, "", by=by)
    assert prove(by=by, password="shifan-lianxi")


def test_signing_wants_the_code_beside_the_password(leader):
    by, telephone, _codes = leader
    with pytest.raises(WrongCode):
        prove(by=by, password="shifan-lianxi")
    assert prove(by=by, password="shifan-lianxi", code=telephone.code(1)).holds_for(by)


def test_a_rule_holds_for_the_unit_and_those_below_and_nobody_removes_what_it_asks(act):
    actions.ask_factors(by=act("anquan"), roles=[Role.LEADER, Role.CLERK])
    assert owes_factor(act("juzhang"))
    assert owes_factor(act("xiang01"))
    assert not owes_factor(act("diji"))
    assert not owes_factor(act("shizhang"))  # the city's leader stands above
    by = act("xiang01")
    telephone = Telephone(letters_of(actions.secret_to_scan(by=by)))
    actions.set_up(by=by, code=telephone.code())
    assert not owes_factor(by)
    with pytest.raises(Refused):
        actions.remove_factor(by=by, code=telephone.code(1))
    actions.ask_factors(by=act("anquan"), roles=[Role.LEADER])
    actions.remove_factor(by=by, code=telephone.code(1))
    assert not SecondFactor.objects.filter(person=by.person).exists()
    with pytest.raises(Refused):
        actions.ask_factors(by=act("xitong"), roles=[])


def test_the_security_administrator_resets_others_and_never_their_own(leader, act):
    by, _telephone, _codes = leader
    for nobody in ("xitong", "shenji", "zuzhi", "juzhang"):
        with pytest.raises(Refused):
            actions.reset_factor(by.person, by=act(nobody), reason="手机遗失")
    actions.reset_factor(by.person, by=act("anquan"), reason="手机遗失")
    line = Line.objects.get(action="sign_in.reset_factor", is_refused=False)
    assert (line.subject_id, line.reason) == (str(by.person_id), "手机遗失")
    actions.check_code(by.person, "", by=by)
    SecondFactor.objects.create(person=act("anquan").person, sealed=seal(b"0" * 20), confirmed_at=timezone.now())
    with pytest.raises(Refused):
        actions.reset_factor(Person.objects.get(username="anquan"), by=act("anquan"), reason="自己")
