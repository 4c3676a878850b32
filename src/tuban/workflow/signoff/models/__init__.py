"""The nouns of signatures: documents as they stood, steps, signatures; delegations and absences."""

from tuban.workflow.signoff.models.deputies import Absence, Delegation
from tuban.workflow.signoff.models.documents import Document, Snapshot, Step
from tuban.workflow.signoff.models.signatures import VALID, Capacity, Signature, StaysForever

__all__ = [
    "VALID", "Absence", "Capacity", "Delegation", "Document", "Signature", "Snapshot", "StaysForever", "Step",
]  # fmt: skip
