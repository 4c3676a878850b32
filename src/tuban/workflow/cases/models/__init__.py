"""The nouns of cases: the case and its patches, its journal, its numbers, papers, penalties and persons."""

from tuban.workflow.cases.models.cases import Case, CasePatch, Sequence
from tuban.workflow.cases.models.journal import Entry
from tuban.workflow.cases.models.papers import Draft, Paper
from tuban.workflow.cases.models.penalties import Item, Performance
from tuban.workflow.cases.models.persons import Measure

__all__ = ["Case", "CasePatch", "Draft", "Entry", "Item", "Measure", "Paper", "Performance", "Sequence"]
