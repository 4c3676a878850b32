"""What people do with patches: give out the work, split, merge, restore, add what the satellite did not see."""

from tuban.workflow.patches.actions.adding import add_patch, answer_likeness
from tuban.workflow.patches.actions.assigning import Assignment, BulkAssigned, assign, assign_many
from tuban.workflow.patches.actions.turning import merge, restore, split

__all__ = [
    "Assignment",
    "BulkAssigned",
    "add_patch",
    "answer_likeness",
    "assign",
    "assign_many",
    "merge",
    "restore",
    "split",
]
