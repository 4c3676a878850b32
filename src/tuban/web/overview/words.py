"""What stages, origins and late things are called."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tuban.workflow.overview.counties import Origin, Stage
from tuban.workflow.overview.late import Kind

STAGES = {
    Stage.ISSUED: _("being compared"),
    Stage.COMPARED: _("findings being taken"),
    Stage.FOUND: _("all found, not sealed"),
    Stage.SEALED: _("sealed, being signed"),
    Stage.SIGNED: _("signed, not submitted"),
    Stage.RETURNED: _("returned for correction"),
    Stage.REOPENED: _("reopened"),
    Stage.UNDER_WAY: _("lies with a level above"),
    Stage.ACCEPTED: _("accepted by all levels"),
}
LOOKS = {Stage.ACCEPTED: "good", Stage.RETURNED: "late", Stage.REOPENED: "late"}
ORIGINS = {
    Origin.HERE: _("work in this office"),
    Origin.PACKAGE: _("by package"),
    Origin.BOTH: _("this office and packages"),
}
KINDS = {
    Kind.SUBMISSION: _("Results not handed in"),
    Kind.EXAMINATION: _("Submission not decided within the limit"),
    Kind.CORRECTION: _("Correction that supervision demanded"),
    Kind.RECTIFICATION: _("Rectification past its last day"),
    Kind.REPORT: _("Daily report missing or empty"),
}
CADENCES = {"year": _("Yearly"), "quarter": _("Quarterly"), "month": _("Monthly"), "special": _("Special")}
HEADS = (
    ("unlawful", _("Unlawful")), ("unlawful_mu", _("Area (mu)")), ("after", _("Ratio after deduction")),
    ("handed_in", _("Results handed in")),
)  # fmt: skip
