"""The reports (汇总分析报告、调查处理情况报告): which figures they state, from which cells, and in which words.

The wording is data (``lawbook/reports``): sentences for situations, thresholds of wording, tables, charts, the rule for
typical cases. What comes out is text with sources; how it looks on paper is :mod:`tuban.render.reports`.
"""

from tuban.rules.reports.composed import About, Report
from tuban.rules.reports.composing import compose_reports
from tuban.rules.reports.reading import read_reports

__all__ = ["About", "Report", "compose_reports", "read_reports"]
