"""Preparation (准备工作): what must be at hand before the inspection begins, and what its absence costs (D5).

The list is data (``lawbook/preparation.yaml``). Here it is read, and what an item's absence costs is found: the facts
that stay unknown, the forms that show them, the rules that ask for them.
"""

from tuban.rules.preparation.checklist import (
    Entry,
    Fitness,
    Holding,
    Instrument,
    State,
    ToolEntry,
    checklist,
    field_end,
    tools,
)
from tuban.rules.preparation.costs import Cost, cost_of
from tuban.rules.preparation.definitions import Item, Preparation, Tool, preparation_of

__all__ = [
    "Cost",
    "Entry",
    "Fitness",
    "Holding",
    "Instrument",
    "Item",
    "Preparation",
    "State",
    "Tool",
    "ToolEntry",
    "checklist",
    "cost_of",
    "field_end",
    "preparation_of",
    "tools",
]
