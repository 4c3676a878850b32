"""The reports (汇总分析报告、调查处理情况报告) as Word documents that an office can edit, sign and hand in.

Receives composed reports (:mod:`tuban.rules.reports`) and the pictures of patches; knows how an official paper looks.
"""

from tuban.render.reports.writing import Photo, Written, write_reports

__all__ = ["Photo", "Written", "write_reports"]
