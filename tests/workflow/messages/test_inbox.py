"""A message reaches the person who holds the post, once, and only they read it."""

from __future__ import annotations

import pytest

from tuban.workflow.audit.recording import Subject
from tuban.workflow.messages.queries import Wanted, count_unread, counts_by_kind, messages_of
from tuban.workflow.messages.reading import mark_all_read, mark_read
from tuban.workflow.messages.sending import send
from tuban.workflow.organisations.models import Holding, Person

ABOUT = Subject("patches.patch", "0" * 32, "990101SJBG24000001", "990101001")


def tell(*to, key="due:1", **more):
    return send(to, kind="test.due", title="整改明天到期", text="请尽快申报。", about=ABOUT, key=key, **more)


@pytest.mark.django_db
def test_the_same_occasion_is_told_once_and_only_to_whom_it_is_meant(acting):
    holding, zuzhi, juzhang = Holding.objects.get(person__username="guzhang"), acting("zuzhi"), acting("juzhang")
    assert tell(holding, zuzhi) == 2
    assert tell(holding, zuzhi, juzhang) == 1
    assert [one.title for one in messages_of(acting("guzhang"))] == ["整改明天到期"]
    assert messages_of(acting("guzhang")).get().post == holding.post
    assert count_unread(juzhang) == 1
    assert count_unread(acting("shi")) == 0


@pytest.mark.django_db
def test_who_was_suspended_is_told_nothing(acting):
    person = Person.objects.get(username="guzhang")
    person.is_active = False
    person.save()
    assert tell(person) == 0


@pytest.mark.django_db
def test_reading_is_ones_own_and_can_be_taken_back(acting):
    zuzhi = acting("zuzhi")
    tell(zuzhi, acting("juzhang"))
    tell(zuzhi, key="due:2", is_urgent=True)
    message = messages_of(zuzhi, Wanted(urgent_only=True)).get()
    mark_read(message, by=acting("juzhang"))
    assert count_unread(zuzhi) == 2
    mark_read(message, by=zuzhi)
    assert count_unread(zuzhi) == 1
    mark_read(message, by=zuzhi, is_read=False)
    assert counts_by_kind(zuzhi) == {"test.due": ("test.due", 2)}
    assert mark_all_read(by=zuzhi, wanted=Wanted(urgent_only=True)) == 1
    assert mark_all_read(by=zuzhi) == 1
    assert count_unread(acting("juzhang")) == 1


@pytest.mark.django_db
@pytest.mark.parametrize(("text", "count"), [("到期", 1), ("SJBG24000001", 1), ("没有", 0)])
def test_a_text_finds_titles_words_and_numbers(acting, text, count):
    tell(acting("zuzhi"))
    assert messages_of(acting("zuzhi"), Wanted(text=text)).count() == count
