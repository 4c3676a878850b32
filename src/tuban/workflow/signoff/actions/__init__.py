"""What people do with signatures: put a form forward, sign, withdraw, send back, delegate, register absences."""

from tuban.workflow.signoff.actions.deputies import (
    delegate,
    end_absence,
    end_delegation,
    register_absence,
)
from tuban.workflow.signoff.actions.documents import end, end_all_about, end_all_of, open_document, refresh
from tuban.workflow.signoff.actions.signing import Signed, send_back, sign, sign_all, withdraw

__all__ = [
    "Signed", "delegate", "end", "end_absence", "end_all_about", "end_all_of", "end_delegation", "open_document",
    "refresh", "register_absence", "send_back", "sign", "sign_all", "withdraw",
]  # fmt: skip
