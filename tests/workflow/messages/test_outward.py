"""Messages that leave the product: signed calls with patience, e-mails gathered or at once, nothing by default."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
from datetime import datetime, time, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.utils import timezone

from tuban.workflow.audit.policies import Refused
from tuban.workflow.messages.actions import add_webhook, change_webhook, set_wishes
from tuban.workflow.messages.calling import AddressUnfit, HostNotAllowed, check_address, signature
from tuban.workflow.messages.delivering import WAITS, deliver_due
from tuban.workflow.messages.models import Delivery, Message, Wishes
from tuban.workflow.messages.outward import mailed_at
from tuban.workflow.messages.queries import wishes_of
from tuban.workflow.messages.sending import send
from tuban.workflow.organisations.models import Holding, Person

pytestmark = pytest.mark.django_db


class Receiver(HTTPServer):
    """Another system: keeps what it is sent, answers what it is told to."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.answers: list[tuple[int, dict[str, str]]] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/tuban"


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append(({name.lower(): value for name, value in self.headers.items()}, body))
        status, headers = self.server.answers.pop(0) if self.server.answers else (204, {})
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, *_told) -> None:
        pass


@pytest.fixture
def receiver(settings):
    settings.WEBHOOK_HOSTS = ["127.0.0.1"]
    server = Receiver()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def hook(acting, receiver):
    by = acting("xitong")
    return add_webhook(by.post.unit, by=by, name="督办平台", address=receiver.address, kinds=[])


def tell(*usernames, key="due:1", **more):
    held = Holding.objects.filter(person__username__in=usernames)
    return send(held, kind="test.due", title="整改明天到期", text="请尽快申报。", key=key, **more)


def test_one_call_tells_of_all_its_readers_and_is_signed(hook, receiver):
    tell("guzhang", "juzhang", "xiang01")
    assert deliver_due() == {"sent": 1, "waiting": 0, "given_up": 0}
    ((headers, body),) = receiver.got
    told = json.loads(body)
    assert told["data"]["title"] == "整改明天到期"
    assert sorted(one["name"] for one in told["to"]) == ["郑股长", "钱局长"]
    key = base64.b64decode(hook.secret.removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    by_hand = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{by_hand}"
    tell("guzhang", "juzhang")
    assert deliver_due()["sent"] == 0


def test_the_scheme_of_signatures_is_the_standard_one():
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    signed = signature(secret, key="msg_p5jXN8AQM9LWM0D4loKWxJek", timestamp=1614265330, body=b'{"test": 2432232314}')
    assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_call_that_fails_is_tried_later_and_given_up_at_last(hook, receiver):
    tell("guzhang")
    receiver.answers = [(500, {})] * (len(WAITS) + 1)
    for wait in WAITS:
        assert deliver_due() == {"sent": 0, "waiting": 1, "given_up": 0}
        left = Delivery.objects.get().due_at - timezone.now()
        assert wait - timedelta(seconds=30) < left <= wait
        assert deliver_due()["waiting"] == 0
        Delivery.objects.update(due_at=timezone.now())
    assert deliver_due()["given_up"] == 1
    assert Delivery.objects.get().status == 500


def test_a_redirect_is_not_followed_and_gone_is_gone(hook, receiver):
    tell("guzhang")
    receiver.answers = [(302, {"Location": receiver.address})]
    assert deliver_due()["waiting"] == 1
    assert len(receiver.got) == 1
    receiver.answers = [(410, {})]
    Delivery.objects.update(due_at=timezone.now())
    assert deliver_due()["given_up"] == 1


def test_a_switched_off_webhook_and_one_for_other_kinds_are_not_called(hook, receiver, acting):
    by = acting("xitong")
    change_webhook(hook, by=by, expected_version=1, address=hook.address, kinds=["other.kind"], is_on=True)
    tell("guzhang")
    change_webhook(hook, by=by, expected_version=2, address=hook.address, kinds=[], is_on=False)
    tell("guzhang", key="due:2")
    assert not Delivery.objects.exists()


@pytest.mark.parametrize(
    ("address", "error"),
    [
        ("ftp://127.0.0.1/", AddressUnfit), ("127.0.0.1/x", AddressUnfit), ("http://a:b@127.0.0.1/", AddressUnfit),
        ("http://127.0.0.1:99999999/", AddressUnfit), ("http://[::1", AddressUnfit),
        ("http://10.0.0.1/", HostNotAllowed),
        ("http://127.0.0.1.example.org/", HostNotAllowed), ("https://localhost/", HostNotAllowed),
    ],
)  # fmt: skip
def test_only_allowed_hosts_are_called(settings, address, error):
    settings.WEBHOOK_HOSTS = ["127.0.0.1"]
    with pytest.raises(error):
        check_address(address)


def test_only_a_system_administrator_sets_one_up(acting, receiver):
    by = acting("juzhang")
    with pytest.raises(Refused):
        add_webhook(by.post.unit, by=by, name="x", address=receiver.address, kinds=[])


# E-mails ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def wish(acting, settings):
    settings.MAIL_IS_ON = True
    by = acting("guzhang")

    def set_(**changed):
        told = {"email": "zheng@example.org", "is_mailed": True, "is_gathered": False, "daily_at": time(8, 30),
                "left_out": [], "quiet_from": None, "quiet_until": None} | changed  # fmt: skip
        return set_wishes(wishes_of(by), by=by, **told)

    return set_


def test_nothing_is_mailed_unless_somebody_wants_it(acting, settings, mailoutbox):
    settings.MAIL_IS_ON = True
    tell("guzhang")
    assert deliver_due()["sent"] == 0
    assert not mailoutbox
    assert Message.objects.count() == 1


def test_each_message_is_mailed_at_once_where_they_are_not_gathered(wish, mailoutbox):
    wish(left_out=["test.other"])
    tell("guzhang")
    send([Person.objects.get(username="guzhang")], kind="test.other", title="不要的", key="x")
    assert deliver_due()["sent"] == 1
    assert [one.subject for one in mailoutbox] == ["整改明天到期"]
    assert "请尽快申报。" in mailoutbox[0].body


def test_gathered_ones_come_as_one_mail_when_it_is_time(wish, mailoutbox):
    wish(is_gathered=True)
    tell("guzhang")
    tell("guzhang", key="due:2")
    assert deliver_due()["sent"] == 0
    Delivery.objects.update(due_at=timezone.now())
    assert deliver_due()["sent"] == 2
    assert len(mailoutbox) == 1
    assert "另有 1 条" in mailoutbox[0].subject or "and 1 more" in mailoutbox[0].subject


def test_who_wants_none_any_more_gets_none(wish, mailoutbox):
    wish()
    tell("guzhang")
    wish(is_mailed=False)
    assert deliver_due()["given_up"] == 1
    assert not mailoutbox


@pytest.mark.parametrize(
    ("now", "is_urgent", "is_gathered", "expected"),
    [
        ("2026-11-26 12:00", False, False, "2026-11-26 12:00"), ("2026-11-26 23:00", False, False, "2026-11-27 07:00"),
        ("2026-11-27 03:00", True, True, "2026-11-27 07:00"), ("2026-11-26 07:00", True, True, "2026-11-26 07:00"),
        ("2026-11-26 08:00", False, True, "2026-11-26 08:30"), ("2026-11-26 09:00", False, True, "2026-11-27 08:30"),
    ],
)  # fmt: skip
def test_quiet_hours_are_kept_by_urgent_ones_too(now, is_urgent, is_gathered, expected):
    wish = Wishes(is_gathered=is_gathered, daily_at=time(8, 30), quiet_from=time(22), quiet_until=time(7))
    at = timezone.make_aware(datetime.fromisoformat(now))
    assert mailed_at(wish, at, is_urgent=is_urgent) == timezone.make_aware(datetime.fromisoformat(expected))
