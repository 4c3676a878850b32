"""What the absence of a layer costs: which facts stay unknown, which forms lose what. Said once per role."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from tuban.inspect.disc.fields import roles
from tuban.inspect.disc.findings import Finding, finding
from tuban.values.language import gettext as _

# Message ids; a test sees to it that every role but patches has its sentence.
COSTS: Mapping[str, str] = {
    "boundaries": "Where each patch lies is taken from its own entries and not checked; patches across a boundary stay "
    "unnoticed.",
    "survey_last": "The land classes under a patch, its cultivated land above all, stay unknown: the cultivated "
    "columns of every form and the unlawful ratio stay blank.",
    "survey_this": "Patches cannot be compared with this year's change survey: the marks of "
    "变化图斑情况统计表 are left out.",
    "plan": "Whether a use conforms to the plan stays unknown, and with it confiscation or demolition.",
    "basic_farmland": "Whether permanent basic farmland is taken stays unknown; no patch can be called facility "
    "agricultural land or lawful without a person looking.",
    "redline": "Whether the ecological red line is touched stays unknown.",
    "conversion": "Whether conversion of farmland was approved stays unknown: no patch can be called lawful.",
    "expropriation": "Whether expropriation was approved is known only where the conversion approval says so.",
    "early_use": "Early-use approvals are unknown: the exception to the order of dates cannot apply.",
    "other_approvals": "Approvals of other kinds (linkage, pilots, housing, disaster, emergency) are unknown.",
    "approval_survey": "The cultivated land of approved-earlier, built-now patches is unknown: their form "
    "(S11) stays blank.",
    "supply": "Whether the land was supplied stays unknown: no patch can be called lawful.",
    "pending": "Applications under way are unknown: 未报即用 and 边报边用 cannot be told apart.",
    "temporary": "Temporary land approvals are unknown: no patch can be called temporary land.",
    "facility": "Facility agriculture filings are unknown: no patch can be called facility agricultural land.",
    "registration": "Registered rights are unknown; they are not shown on the cards.",
    "earlier_patches": "Whether a patch was issued before stays unknown (R05).",
    "patrol": "Whether patrol found the violation in time stays unknown; the discovery rate stays blank.",
    "public_reports": "Reports by the public are unknown.",
    "quota": "New construction cannot be compared with the annual quota (R38).",
    "roads": "Routes to the patches cannot be planned; maps show no roads.",
    "image_before": "Cards show no image from before the change.",
    "image_after": "Cards show no image from after the change.",
    "field_results": "What is on the ground stays unknown: every patch remains a lead, with an office "
    "pre-judgement only.",
    "cases": "Whether and how violations were handled stays unknown: the handling forms stay blank.",
}


def missing_roles(present: Collection[str]) -> tuple[str, ...]:
    """Return the roles of which the disc has no layer, in the usual order."""
    return tuple(name for name in roles() if name not in present)


def cost_findings(missing: Collection[str]) -> list[Finding]:
    """Return one note for every missing role, with what its absence costs."""
    return [
        finding("disc.role_missing", role=name, title=roles()[name].title, cost=_(COSTS[name]))
        for name in missing
        if name in COSTS
    ]
