"""Which roles must have a second factor is read once: see :mod:`tuban.workflow.organisations.remembering`."""

from __future__ import annotations

from tuban.workflow.organisations.changes import noted_of

TRIGGERS = noted_of("sign_in_factorrule")
