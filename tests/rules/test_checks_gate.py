"""The gate for approvals: who is on the block list, and whose approval was made up afterwards."""

from __future__ import annotations

import pytest
from tests.rules.check_specimens import LAWFUL, UNLAWFUL, judged, on, paper

from tuban.rules.checks import block_list, illegal_approvals
from tuban.values.facts import UNKNOWN

OPEN = {**UNLAWFUL, "settled": False, "case_closed": False, "use_date": on("2024-03")}
LATER = paper("conversion", "2024-08-01", number="示政批〔2024〕补1号")


@pytest.mark.parametrize("settled", [False, None, UNKNOWN])
def test_unlawful_land_not_known_to_be_settled_is_blocked(settled: object) -> None:
    (blocked,) = block_list([judged(OPEN, settled=settled)])
    assert blocked.patch_number == "990101SJBG24000002"
    assert blocked.user == "示范建材厂"
    assert blocked.made_up_by is None
    assert blocked.settlement_known == (settled is False)


def test_settled_and_lawful_land_is_not_blocked() -> None:
    assert block_list([judged(UNLAWFUL), judged(LAWFUL)]) == ()


def test_an_approval_made_up_before_settlement_is_on_the_list_of_illegal_approvals() -> None:
    (listed,) = illegal_approvals([judged(OPEN, approvals=(LATER,)), judged(OPEN)])
    assert listed.made_up_by == "示政批〔2024〕补1号"


@pytest.mark.parametrize(
    "changes",
    [{"regularised": True}, {"regularised_number": "示政批〔2024〕补1号"}, {"regularised": True, "approvals": UNKNOWN}],
)
def test_the_case_ledger_alone_may_tell_of_the_made_up_approval(changes: dict[str, object]) -> None:
    assert len(illegal_approvals([judged(OPEN, **changes)])) == 1


def test_after_fulfilment_the_gate_opens() -> None:
    done = judged(OPEN, approvals=(LATER,), settled=True)
    assert block_list([done]) == ()
    assert illegal_approvals([done]) == ()


def test_an_approval_before_the_use_was_not_made_up() -> None:
    earlier = paper("conversion", "2023-08-01")
    assert illegal_approvals([judged(OPEN, approvals=(earlier,))]) == ()
    assert len(block_list([judged(OPEN, approvals=(earlier,))])) == 1
