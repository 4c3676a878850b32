"""The rows of the review."""

from tuban.workflow.review.models.arrangement import Arrangement
from tuban.workflow.review.models.counting import FindingTerms
from tuban.workflow.review.models.findings import Finding
from tuban.workflow.review.models.opinions import Conference, Consultation, Opinion
from tuban.workflow.review.models.readings import Arbitration, Control, DeskKeys, Lock, Reading
from tuban.workflow.review.models.returns import Return

__all__ = [
    "Arbitration",
    "Arrangement",
    "Conference",
    "Consultation",
    "Control",
    "DeskKeys",
    "Finding",
    "FindingTerms",
    "Lock",
    "Opinion",
    "Reading",
    "Return",
]
