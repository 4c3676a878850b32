"""What people do with cases, one function a deed."""

from tuban.workflow.cases.actions.journal import answer, end_suspension, extend, strike, suspend
from tuban.workflow.cases.actions.penalising import perform, set_item, strike_performance, take_off_item
from tuban.workflow.cases.actions.persons import name_nobody, propose_measure, record_reply
from tuban.workflow.cases.actions.registering import (
    add_patch,
    correct,
    not_file,
    register,
    report_upward,
    take_over,
)
from tuban.workflow.cases.actions.stepping import do_step

__all__ = [
    "add_patch", "answer", "correct", "do_step", "end_suspension", "extend", "name_nobody", "not_file", "perform",
    "propose_measure", "record_reply", "register", "report_upward", "set_item", "strike", "strike_performance",
    "suspend", "take_off_item", "take_over",
]  # fmt: skip
