"""The nouns of the verification: what people told, and what devices brought from the field."""

from tuban.workflow.survey.models.brought import Capture, FoundPatch, Measurement, TrackPart, Visit
from tuban.workflow.survey.models.conflicts import Conflict
from tuban.workflow.survey.models.statements import Statement

__all__ = ["Capture", "Conflict", "FoundPatch", "Measurement", "Statement", "TrackPart", "Visit"]
