"""Who decides how messages leave the product: each person for their own e-mails, the system administrator for the
webhooks of a unit."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tuban.workflow.audit.policies import policy
from tuban.workflow.messages.models import Webhook, Wishes
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.models import Unit
from tuban.workflow.organisations.policies import outside
from tuban.workflow.organisations.roles import Role


@policy
def may_set_wishes(by: Acting, wishes: Wishes) -> str:
    """Why not: only one's own."""
    return "" if wishes.person_id == by.person_id else _("How somebody is told, they choose themselves.")


@policy
def may_keep_webhooks(by: Acting, subject: Unit | Webhook | None = None) -> str:
    """Why not: where messages are sent is set up by the system administrator of the unit."""
    if by.role is not Role.SYSTEM_ADMINISTRATOR:
        return _("Only a system administrator sets up webhooks.")
    if subject is None:
        return ""
    return outside(by, subject.unit if isinstance(subject, Webhook) else subject)
