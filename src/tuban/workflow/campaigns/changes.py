"""Which campaigns there are is read once: see :mod:`tuban.workflow.organisations.remembering`."""

from __future__ import annotations

from tuban.workflow.organisations.changes import noted_of

TRIGGERS = noted_of("campaigns_campaign")
