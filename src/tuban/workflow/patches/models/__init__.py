"""The nouns of patches: arrivals of discs, patches, their descent, duplicates."""

from tuban.workflow.patches.models.arrivals import Arrival
from tuban.workflow.patches.models.changes import Change
from tuban.workflow.patches.models.descent import Descent, Likeness
from tuban.workflow.patches.models.patches import Patch

__all__ = ["Arrival", "Change", "Descent", "Likeness", "Patch"]
