"""The audit: in the transaction of the deed, chained, and not to be changed by anybody."""

from __future__ import annotations

import threading
from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction
from tests.workflow.triggers import without_triggers

from tuban.workflow.audit.models import ChainHead, Line, LineIsFinal
from tuban.workflow.audit.policies import Refused
from tuban.workflow.audit.queries import Asked, history, lines
from tuban.workflow.audit.recording import PRODUCT, Subject, digest_of, record, verify
from tuban.workflow.organisations.actions import found_unit, rename_unit
from tuban.workflow.organisations.models import Unit
from tuban.workflow.organisations.roles import Level


def write(count: int = 1) -> None:
    for number in range(count):
        with transaction.atomic():
            record("test.write", by=PRODUCT, subject=Subject("test.thing", str(number), f"事{number}", "990101"))


@pytest.mark.django_db
def test_a_line_is_written_only_in_a_transaction(transactional_db):
    with pytest.raises(transaction.TransactionManagementError):
        record("test.write", by=PRODUCT)


@pytest.mark.django_db
def test_a_chain_of_lines_holds():
    write(5)
    proof = verify()
    assert (proof.holds, proof.lines) == (True, 5)
    assert proof.digest == ChainHead.objects.get().digest


@pytest.mark.django_db
def test_a_deed_that_fails_leaves_no_line_and_a_line_no_deed(county, acting):
    before = verify().lines
    with pytest.raises(Exception, match="level"):
        found_unit(county, by=acting("xitong"), code="990101003", name="丙塘镇", level=Level.CITY)
    assert verify().lines == before
    assert not Unit.objects.filter(name="丙塘镇").exists()


@pytest.mark.django_db
def test_no_line_can_be_changed_or_deleted_through_the_product():
    write()
    line = Line.objects.get()
    with pytest.raises(LineIsFinal):
        line.save()
    with pytest.raises(LineIsFinal):
        line.delete()


@pytest.mark.django_db
@pytest.mark.parametrize("statement", ["UPDATE audit_line SET person_name = 'x'", "DELETE FROM audit_line"])
def test_the_database_itself_refuses_to_change_a_line(statement):
    write()
    with pytest.raises(DatabaseError, match="final"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert verify().holds


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("statement", "number"),
    [
        ("UPDATE audit_line SET reason = 'other' WHERE number = 3", 3),
        ("DELETE FROM audit_line WHERE number = 3", 4),
        ("DELETE FROM audit_line WHERE number = 5", 5),
        ("UPDATE audit_line SET details = '{}', digest = previous WHERE number = 2", 2),
    ],
)
def test_whoever_gets_past_the_database_breaks_the_chain_at_that_place(statement, number):
    write(5)
    without_triggers(statement)
    proof = verify()
    assert not proof.holds
    assert proof.breaks[0].number == number


@pytest.mark.django_db
def test_a_forged_line_with_a_right_digest_of_its_own_still_breaks_the_chain():
    write(3)
    forged = Line.objects.get(number=2)
    forged.reason = "other"
    without_triggers(f"UPDATE audit_line SET reason = 'other', digest = '{digest_of(forged)}' WHERE number = 2")
    assert [one.number for one in verify().breaks] == [3]


@pytest.mark.django_db
def test_a_line_tells_what_changed_and_why_and_by_whom(county, acting):
    township = Unit.objects.get(code="990101001")
    rename_unit(township, by=acting("xitong"), name="甲溪街道")
    (line,) = history("organisations.unit", str(township.pk))
    assert line.details["changed"]["name"] == ["甲溪镇", "甲溪街道"]
    assert (line.person_name, line.area_code) == ("系统管理员", "990101001")
    assert "示范县自然资源局办公室" in line.post_title


@pytest.mark.django_db
@pytest.mark.seed("O1")
def test_a_refusal_is_written_with_its_reason(county, acting):
    with pytest.raises(Refused, match="系统管理员"):
        rename_unit(county, by=acting("xiang01"), name="我的县")
    (line,) = lines(Asked(refused_only=True))
    assert line.is_refused
    assert "系统管理员" in line.reason
    assert Unit.objects.get(pk=county.pk).name == "示范县自然资源局"


@pytest.mark.django_db
def test_lines_are_found_by_words_and_day():
    write(3)
    assert [one.number for one in lines(Asked())] == [3, 2, 1]
    assert [one.subject_title for one in lines(Asked(text="事1"))] == ["事1"]
    assert not lines(Asked(until=date(2001, 1, 1)))
    assert lines(Asked(since=date(2001, 1, 1))).count() == 3
    assert not lines(Asked(since=date(2101, 1, 1)))


@pytest.mark.django_db
def test_a_text_is_found_in_what_was_asked_for():
    with transaction.atomic():
        record("organisations.found_department", by=PRODUCT, details={"name": "执法监察股"})
    assert [one.number for one in lines(Asked(text="监察"))] == [1]
    assert not lines(Asked(text="规划"))


@pytest.mark.django_db(transaction=True)
def test_writers_at_once_make_one_chain_without_forks():
    faults: list[BaseException] = []

    def many() -> None:
        try:
            write(10)
        except BaseException as error:
            faults.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=many) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    proof = verify()
    assert (proof.holds, proof.lines) == (True, 40)
