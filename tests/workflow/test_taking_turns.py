"""Many small transactions in a row: whoever else wants to write gets in before the last of them."""

from __future__ import annotations

import threading
import time

import pytest
from django.db import connection, transaction

from tuban.workflow.taking_turns import taking_turns

pytestmark = pytest.mark.django_db(transaction=True)
ROWS, SECONDS_EACH = 120, 0.02


def test_another_writer_gets_in_between_many_transactions():
    began = threading.Event()
    waited: list[float] = []

    def write_too() -> None:
        began.wait(10)
        asked = time.monotonic()
        with transaction.atomic():
            waited.append(time.monotonic() - asked)
        connection.close()

    other = threading.Thread(target=write_too)
    other.start()
    for row in taking_turns(range(ROWS)):
        with transaction.atomic():
            time.sleep(SECONDS_EACH)
        if row == 0:
            began.set()
    ended_before = not other.is_alive()
    other.join(30)
    assert ended_before
    assert waited[0] < ROWS * SECONDS_EACH


def test_every_row_is_yielded_in_its_order():
    assert list(taking_turns("图斑判定")) == list("图斑判定")
