"""The inbox as a person has it: the bell, the filters, on to the patch."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.urls import reverse

from tuban.workflow.audit.recording import NOTHING, Subject
from tuban.workflow.messages.models import Message
from tuban.workflow.messages.sending import send
from tuban.workflow.organisations.models import Person

INBOX = "/messages/"


def tell(username, *, key="a", title="整改明天到期", about=NOTHING, **more):
    person = Person.objects.get(username=username)
    send([person], kind="test.due", title=title, text="请<b>尽快</b>申报。", about=about, key=key, **more)
    return Message.objects.get(person=person, key=key)


@pytest.mark.django_db
def test_an_empty_inbox_says_what_comes_into_it(client_of):
    page = client_of("zuzhi").get(INBOX).content.decode()
    assert "还没有消息" in page
    assert "count is-new" not in page


@pytest.mark.django_db
def test_the_bell_counts_what_is_unread_and_all_can_be_read(client_of):
    tell("zuzhi")
    tell("zuzhi", key="b", title="已逾期", is_urgent=True)
    client = client_of("zuzhi")
    page = client.get(INBOX).content.decode()
    assert '<span class="count is-new">2</span>' in page
    assert "请&lt;b&gt;尽快" in page
    assert "整改明天到期" not in client.get(INBOX, {"show": "urgent"}).content.decode()
    client.post(reverse("web:messages_read"), {"show": "urgent"})
    assert '<span class="count is-new">1</span>' in client.get(INBOX).content.decode()
    client.post(reverse("web:messages_read"))
    assert "没有这样的消息" in client.get(INBOX, {"show": "unread"}).content.decode()


@pytest.mark.django_db
def test_a_message_leads_to_its_patch_and_is_read_by_that(client_of):
    key = str(uuid4())
    about = Subject("patches.patch", key, "990101SJBG24000001")
    message, client = tell("zuzhi", about=about), client_of("zuzhi")
    answer = client.get(reverse("web:message_open", args=[message.pk]))
    assert answer["Location"] == reverse("web:patch", args=[key])
    message.refresh_from_db()
    assert message.read_at is not None
    client.post(reverse("web:message_mark", args=[message.pk]), {"read": "no", "back": "//elsewhere.example/"})
    message.refresh_from_db()
    assert message.read_at is None


@pytest.mark.django_db
def test_what_was_told_to_others_is_not_there(client_of):
    message, client = tell("juzhang"), client_of("zuzhi")
    assert "整改明天到期" not in client.get(INBOX).content.decode()
    assert client.get(reverse("web:message_open", args=[message.pk])).status_code == 404
    assert client.post(reverse("web:message_mark", args=[message.pk])).status_code == 404


@pytest.mark.django_db
def test_a_long_inbox_goes_on_by_key(client_of):
    for number in range(55):
        tell("zuzhi", key=str(number), title=f"第{number}条")
    client = client_of("zuzhi")
    first = client.get(INBOX)
    assert len(first.context["rows"]) == 50
    then = client.get(INBOX + first.context["next_url"])
    assert len(then.context["rows"]) == 5
    assert not {one["row"].pk for one in first.context["rows"]} & {one["row"].pk for one in then.context["rows"]}
