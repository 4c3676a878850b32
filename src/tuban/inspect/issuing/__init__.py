"""Issuing a city's discs (制作并发放数据光盘): once its monitoring results are complete, one disc for each county.

Receives a folder with the monitoring results of a city; says what is still missing, or makes the discs, each proved
and checked. Nothing is issued before everything is there (requirement D1).
"""

from tuban.inspect.issuing.completeness import City, County, Unmet, examine_city
from tuban.inspect.issuing.issuing import CannotIssue, Issue, Issued, issue_discs

__all__ = ["CannotIssue", "City", "County", "Issue", "Issued", "Unmet", "examine_city", "issue_discs"]
