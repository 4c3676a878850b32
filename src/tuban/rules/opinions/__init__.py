"""What departments answer for when a patch is reviewed together: points, evidence by category, and what stands in the
way of a finding."""

from tuban.rules.opinions.answering import (
    Answer,
    Answered,
    Asked,
    answers_of,
    evidence_of,
    objections_to,
    settled_where,
)
from tuban.rules.opinions.definitions import Department, Evidence, OpinionBook, Point, opinion_book

__all__ = [
    "Answer",
    "Answered",
    "Asked",
    "Department",
    "Evidence",
    "OpinionBook",
    "Point",
    "answers_of",
    "evidence_of",
    "objections_to",
    "opinion_book",
    "settled_where",
]
