"""准备资料清单: what is at hand and what is missing before the inspection begins, and the blank forms, as workbooks."""

from tuban.render.preparation.blank import write_blank_forms
from tuban.render.preparation.writing import Checklist, write_checklist

__all__ = ["Checklist", "write_blank_forms", "write_checklist"]
