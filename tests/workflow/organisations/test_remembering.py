"""What changes seldom is read once, and no change of it is missed."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tuban.workflow.campaigns.changes import TRIGGERS as OF_CAMPAIGNS
from tuban.workflow.organisations.changes import TRIGGERS, gather, mark
from tuban.workflow.organisations.models import Department, FormerPassword, Holding, Mark, Person, Unit
from tuban.workflow.organisations.queries import acting_as, chain_above, holdings_of
from tuban.workflow.organisations.remembering import counted, one_mark, remembered
from tuban.workflow.sign_in.changes import TRIGGERS as OF_SIGN_IN
from tuban.workflow.signoff.changes import TRIGGERS as OF_SIGNATURES

pytestmark = [pytest.mark.django_db, pytest.mark.seed("O1")]


@pytest.fixture
def zuzhi(county):
    return Person.objects.get(username="zuzhi")


def statements(deed):
    with CaptureQueriesContext(connection) as told:
        deed()
    return len(told)


def test_who_somebody_is_costs_one_small_question_once_it_is_known(zuzhi):
    today = timezone.localdate()
    acting = acting_as(zuzhi, None, on=today)
    assert statements(lambda: (acting_as(zuzhi, None, on=today), chain_above(acting.post.unit))) > 1
    with one_mark():
        assert statements(lambda: (acting_as(zuzhi, None, on=today), chain_above(acting.post.unit))) == 1


def test_a_change_past_every_action_is_seen_by_the_next_question(zuzhi):
    today = timezone.localdate()
    (held,) = holdings_of(zuzhi, on=today)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE organisations_post SET title = %s WHERE title = %s", ["改了的岗位", held.post.title])
    assert holdings_of(zuzhi, on=today)[0].post.title == "改了的岗位"
    Holding.objects.filter(pk=held.pk).delete()
    assert holdings_of(zuzhi, on=today) == []
    assert acting_as(zuzhi, None, on=today) is None


def test_what_was_rolled_back_is_forgotten(zuzhi):
    today = timezone.localdate()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        Holding.objects.all().delete()
        assert holdings_of(zuzhi, on=today) == []
        raise ZeroDivisionError
    assert len(holdings_of(zuzhi, on=today)) == 1


def test_everybody_is_given_rows_of_their_own(zuzhi):
    today = timezone.localdate()
    mine = holdings_of(zuzhi, on=today)[0]
    mine.post.unit.name = "我改的"
    assert holdings_of(zuzhi, on=today)[0].post.unit.name != "我改的"
    assert mine.person is zuzhi


@pytest.mark.parametrize("deed", ["insert", "update", "delete"])
def test_a_write_of_any_kind_draws_a_new_mark(county, deed):
    department = Department.objects.create(unit=county, name="甲股", duty="planning")
    before = mark()
    if deed == "insert":
        Department.objects.create(unit=county, name="乙股", duty="planning")
    elif deed == "update":
        Department.objects.filter(pk=department.pk).update(name="丙股")
    else:
        department.delete()
    assert mark() != before


def test_every_watched_table_has_its_triggers(county):
    for triggers in (TRIGGERS, OF_CAMPAIGNS, OF_SIGN_IN, OF_SIGNATURES):
        assert triggers.here
        assert triggers.missing() == []


def test_signing_in_draws_no_mark(zuzhi):
    before = mark()
    zuzhi.last_login = timezone.now()
    zuzhi.save(update_fields=["last_login"])
    assert mark() == before
    Person.objects.filter(pk=zuzhi.pk).update(is_active=False)
    assert mark() != before


def test_nothing_is_kept_where_no_mark_was_drawn_yet(db):
    Mark.objects.all().delete()
    answers = iter((1, 2))
    assert [remembered("asked", lambda: next(answers)) for _time in range(2)] == [1, 2]


def test_a_count_is_made_anew_while_its_statement_is_kept(zuzhi):
    written = []

    def former():
        written.append(1)
        return FormerPassword.objects.filter(person=zuzhi).values("pk")

    assert counted("former passwords", former) == 0
    FormerPassword.objects.create(person=zuzhi, password="x", until=timezone.now())
    assert counted("former passwords", former) == 1
    assert len(written) == 1
    assert counted("nothing", lambda: Unit.objects.none().values("pk")) == 0


def test_marks_are_joined_in_the_night_and_add_up_to_the_same(county):
    before = mark()
    joined = gather()
    assert mark() == before
    if connection.vendor == "postgresql":
        Mark.objects.bulk_create([Mark(mark=place) for place in range(300)])
        before = mark()
        assert gather() > 0 or joined > 0
        assert Mark.objects.count() == 1
        assert mark() == before
    else:
        assert Mark.objects.count() == 1
