"""Who signs for whom is read once: see :mod:`tuban.workflow.organisations.remembering`."""

from __future__ import annotations

from tuban.workflow.organisations.changes import noted_of

TRIGGERS = noted_of("signoff_delegation", "signoff_absence")
