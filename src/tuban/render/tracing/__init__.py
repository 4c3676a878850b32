"""Opening a printed number to its patches: from a result folder and the address of a cell to the parts that make it."""

from tuban.render.tracing.addresses import find_cell, find_check, find_tables
from tuban.render.tracing.book import TraceBook, TracedCheck, TracedForm, TracedTable, TracesDamaged, open_traces
from tuban.render.tracing.opening import Given, OpenedCell, OpenedSum, TracedPart, open_cell, parts_of_check

__all__ = [
    "Given",
    "OpenedCell",
    "OpenedSum",
    "TraceBook",
    "TracedCheck",
    "TracedForm",
    "TracedPart",
    "TracedTable",
    "TracesDamaged",
    "find_cell",
    "find_check",
    "find_tables",
    "open_cell",
    "open_traces",
    "parts_of_check",
]
