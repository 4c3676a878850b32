"""The nouns of patches: arrivals of discs, patches, their descent, duplicates, reissues."""

from tuban.workflow.patches.models.arrivals import Arrival
from tuban.workflow.patches.models.changes import Change
from tuban.workflow.patches.models.descent import Descent, Likeness
from tuban.workflow.patches.models.patches import Patch
from tuban.workflow.patches.models.reissues import Reissue

__all__ = ["Arrival", "Change", "Descent", "Likeness", "Patch", "Reissue"]
