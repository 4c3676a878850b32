"""The nouns of evidence: files with their custody, the devices of the field, their logs and what they send."""

from tuban.workflow.evidence.models.devices import Device, LogEntry, LogFile, Media
from tuban.workflow.evidence.models.exhibits import Attachment, Exhibit

__all__ = ["Attachment", "Device", "Exhibit", "LogEntry", "LogFile", "Media"]
