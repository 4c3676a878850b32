"""The statutory forms as one Excel workbook, in their official layout, ready to print and sign.

One sheet for each table of a form, then the checks; the first sheet explains.
"""

from tuban.render.workbook.cover import Cover
from tuban.render.workbook.writing import write_form, write_forms

__all__ = ["Cover", "write_form", "write_forms"]
