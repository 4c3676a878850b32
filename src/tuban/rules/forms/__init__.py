"""The statutory forms (统计表): read from the lawbook, filled from judgements, with their checks.

A form is data (``lawbook/forms``); a population is facts and the values they must have. A cell is a sum of the figures
of parts and keeps those parts.
"""

from tuban.rules.forms.filling import fill, fill_forms, fill_these, statutory_forms, wording
from tuban.rules.forms.population import ReportingUnit

__all__ = ["ReportingUnit", "fill", "fill_forms", "fill_these", "statutory_forms", "wording"]
