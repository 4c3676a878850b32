"""Whatever people do and whatever changes: a later signature never holds above a level that is not whole."""

from __future__ import annotations

import contextlib
import os
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.workflow.signoff.conftest import IN_ORDER, changed, digest_now

from tuban.values.errors import TubanError
from tuban.workflow.audit.recording import PRODUCT
from tuban.workflow.signoff.actions import (
    delegate,
    refresh,
    register_absence,
    send_back,
    sign,
    withdraw,
)
from tuban.workflow.signoff.models import VALID, Document, Signature
from tuban.workflow.signoff.proof import Proof
from tuban.workflow.signoff.queries.waiting import count_waiting, waiting_documents
from tuban.workflow.signoff.turns import turns_of

pytestmark = pytest.mark.django_db
ONCE = os.environ.get("TUBAN_JOURNEYS") == "once"
"""Whether there is little time."""
PEOPLE = (*IN_ORDER, "diji", "zuzhi", "waiye", "xiang02", "anquan")
DEEDS = st.one_of(
    st.tuples(st.just("sign"), st.sampled_from(PEOPLE)),
    st.tuples(st.just("all"), st.integers(1, len(IN_ORDER))),
    st.tuples(st.just("withdraw"), st.sampled_from(PEOPLE)),
    st.tuples(st.just("change"), st.sampled_from(["", "1.20", "1.30"]), st.sampled_from(["", "见附件"])),
    st.tuples(st.just("send back"), st.sampled_from(PEOPLE)),
    st.tuples(st.just("delegate"), st.sampled_from(PEOPLE), st.sampled_from(PEOPLE)),
    st.tuples(st.just("absent"), st.sampled_from(PEOPLE)),
)


def do(deed, document: Document, acting) -> None:
    what, *of = deed
    document.refresh_from_db()
    today = timezone.localdate()
    days = {"since": today, "until": today + timedelta(days=1), "reason": "试"}
    if what == "sign":
        by = acting(of[0])
        sign(document, by=by, digest=digest_now(document), proof=Proof(by.person_id, timezone.now()))
    elif what == "all":
        for username in IN_ORDER[: of[0]]:
            tried(("sign", username), document, acting)
    elif what == "withdraw":
        by = acting(of[0])
        mine = document.signatures.filter(VALID, person=by.person).first()
        if mine is not None:
            withdraw(mine, by=by, reason="试")
    elif what == "change":
        refresh(document, by=PRODUCT, cells=changed(cultivated=of[0], note=of[1]))
    elif what == "send back":
        send_back(document, by=acting(of[0]), reason="试")
    elif what == "delegate":
        giver = acting(of[0])
        delegate(giver.post, giver.person, acting(of[1]).person, by=giver, **days)
    else:
        away = acting(of[0])
        register_absence(away.post, away.person, by=acting("zuzhi"), **days)


def tried(deed, document, acting) -> None:
    with contextlib.suppress(TubanError):  # a sentence, never anything else
        do(deed, document, acting)


def holds(document: Document, acting) -> None:
    document.refresh_from_db()
    steps = list(document.steps.all())
    valid = list(document.signatures.filter(VALID))
    signed = {one.step for one in valid}
    highest = max((one.level for one in valid), default=0)
    assert all(step.key in signed for step in steps if step.level < highest)
    assert len(signed) == len(valid)
    assert len({(one.level, one.person_id) for one in valid}) == len(valid)
    filling = [one for one in valid if one.level == 1]
    assert not any(one.person_id == first.person_id and one.level > 1 for first in filling for one in valid)
    opened = [step for step in steps if step.is_open]
    assert bool(opened) == (document.signed_at is None)
    assert len({step.level for step in opened}) <= 1
    assert not {step.key for step in opened} & signed
    for username in PEOPLE:  # what the queue counts is what one may sign
        by = acting(username)
        assert count_waiting(by) == len(waiting_documents(by, [document])) == bool(turns_of(by, document))


@settings(max_examples=3 if ONCE else 10, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(DEEDS, max_size=14))
def test_no_sequence_leaves_a_later_signature_over_a_broken_level(document, acting, deeds):
    with transaction.atomic():
        total = 0
        for deed in deeds:
            tried(deed, document, acting)
            holds(document, acting)
            kept = Signature.objects.filter(document=document).count()
            assert kept >= total  # nothing is ever deleted
            total = kept
        transaction.set_rollback(True)
