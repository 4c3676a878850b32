"""Contradictions (矛盾对照): results held against the change survey, quota, patrol ledger, approvals, lists, earlier
batches, public reports and cases, with what either source says side by side (requirement L7).

``find_contradictions`` hands on one comparison per kind of source pair. Kinds, sentences, citations and who should
settle each are data (``lawbook/contradictions.yaml``); what the rule catalogue reports too comes from its predicates,
so that both name the same parts.
"""

from tuban.rules.contradictions.asking import Comparison, Contradiction, Statement, find_contradictions
from tuban.rules.contradictions.definitions import Kind, Kinds, kinds_of
from tuban.rules.contradictions.reconciliation import Reconciliation, Sums, reconcile
from tuban.rules.contradictions.sources import FiledPaper, RegisterRow, RoleSource, Sources, SurveyedPlace

__all__ = [
    "Comparison",
    "Contradiction",
    "FiledPaper",
    "Kind",
    "Kinds",
    "Reconciliation",
    "RegisterRow",
    "RoleSource",
    "Sources",
    "Statement",
    "Sums",
    "SurveyedPlace",
    "find_contradictions",
    "kinds_of",
    "reconcile",
]
