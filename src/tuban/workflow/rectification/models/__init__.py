"""The nouns of rectification: ways, what happened to them, declarations with their acceptance, self-checks, groups."""

from tuban.workflow.rectification.models.declarations import Declaration, Inspection, Signature
from tuban.workflow.rectification.models.entries import Entry
from tuban.workflow.rectification.models.self_checks import AcceptanceTask, SelfCheck, SelfCheckLine
from tuban.workflow.rectification.models.ways import Examination, Suspension, Way

__all__ = [
    "AcceptanceTask", "Declaration", "Entry", "Examination", "Inspection", "SelfCheck", "SelfCheckLine", "Signature",
    "Suspension", "Way",
]  # fmt: skip
