"""The API under /api/v1."""

from tuban import __version__
from tuban.api import patch_deeds, rectification_deeds, telling  # noqa: F401 - their operations stand on other routers
from tuban.api.accountability import router as accountability
from tuban.api.audit import router as audit
from tuban.api.authentication import READERS
from tuban.api.blind_sheets import router as blind_sheets
from tuban.api.campaign_parts import router as campaign_parts
from tuban.api.campaign_rules import router as campaign_rules
from tuban.api.campaigns import router as campaigns
from tuban.api.case_journal import router as case_journal
from tuban.api.case_papers import router as case_papers
from tuban.api.case_penalty import router as case_penalty
from tuban.api.cases import router as cases
from tuban.api.cooperation import router as cooperation
from tuban.api.described import DescribedAPI
from tuban.api.docs import Page
from tuban.api.errors import register
from tuban.api.evidence import router as evidence
from tuban.api.exports import router as exports
from tuban.api.features import router as features
from tuban.api.field_groups import router as field_groups
from tuban.api.gate import router as gate
from tuban.api.imports import router as imports
from tuban.api.jobs import router as jobs
from tuban.api.layers import router as layers
from tuban.api.limits import PerToken
from tuban.api.messages import router as messages
from tuban.api.ministry_exports import router as ministry_exports
from tuban.api.organisations import router as organisations
from tuban.api.overview import router as overview
from tuban.api.patches import router as patches
from tuban.api.patrols import router as patrols
from tuban.api.plans import router as plans
from tuban.api.proofs import router as proofs
from tuban.api.questions import router as questions
from tuban.api.readings import router as readings
from tuban.api.rectification import router as rectification
from tuban.api.reporting import router as reporting
from tuban.api.results import router as results
from tuban.api.review import router as review
from tuban.api.review_arrangement import router as review_arrangement
from tuban.api.route_moves import router as route_moves
from tuban.api.route_papers import router as route_papers
from tuban.api.route_plans import router as route_plans
from tuban.api.signing import router as signing
from tuban.api.statistics import router as statistics
from tuban.api.submission import router as submission
from tuban.api.supervision import router as supervision
from tuban.api.supervision_records import router as supervision_records
from tuban.api.units import router as units
from tuban.api.words import lazily as _

_ABOUT = _(
    "Land satellite-image enforcement inspection (土地卫片执法检查): campaigns, patches, layers, and what was done. "
    "Every deed takes the version that you saw and, if you like, an Idempotency-Key; where somebody was quicker, the "
    "answer is 409 with the difference."
)
_TAGS = {
    "organisations": _("Units, posts, groups, the responsibility register."),
    "campaigns": _("Campaigns: phases, values, contact points, questions, preparation."),
    "patches": _("Patches: lists, dossiers, reasons, and what is done with them."),
    "review": _("Opinions, conferences, findings and returns."),
    "rectification": _("Ways of rectification, their limits, declarations, acceptance; self-checks and phases."),
    "plans": _("Plans of units: until when owed, handed in, accepted or returned."),
    "cases": _("Cases: leads, steps, suspensions, the penalty and what was performed of it, persons, papers."),
    "routes": _("Field groups, their routes, moves on a plan, route books."),
    "patrols": _("Patrols: the ledger, tip-offs, which patch each is, what was found in time."),
    "gate": _("The gate before approvals: boundaries asked about, certificates, approvals made up."),
    "cooperation": _("Tasks of departments: asked, answered, accepted, overdue."),
    "exports": _("Patches as files."),
    "proofs": _("Proof packages: signed archives of a patch that are checked without the office."),
    "layers": _("Reference layers and what a newer edition would change."),
    "imports": _("Discs that come in."),
    "results": _("Forms, reports, sheets and discs as files; contradictions."),
    "accountability": _("Ratios of units, lists by the lines, what rectification would change, whereabouts."),
    "statistics": _("The official forms live: filled for a unit, a batch, a day; the patches behind every cell."),
    "ministry exports": _("Sealed submissions under official codes, as files for the ministry's reporting."),
    "reports": _("Daily and weekly reports: owed, confirmed, their way to the county government with the receipt."),
    "submission": _("Reporting up: what is in the way, seals, what every level above did with them, limits."),
    "supervision": _("Supervisions: the list and its draw, blind sheets, what the visits said, corrections."),
    "signatures": _("Documents to be signed and who signed them, to be read; signing is done by hand in the browser."),
    "jobs": _("Background work."),
    "messages": _("What the product told the person of the token."),
    "audit": _("What was done, by whom."),
    "OGC API – Features": _("For QGIS and other GIS programs."),
}

api = DescribedAPI(
    title="Tuban 图斑",
    version=__version__,
    description=_ABOUT,
    urls_namespace="api",
    auth=READERS,
    throttle=PerToken(),
    docs=Page(),
    openapi_extra={"tags": [{"name": name, "description": words} for name, words in _TAGS.items()]},
)
register(api)
for router in (
    organisations, units, campaigns, campaign_parts, campaign_rules, questions, exports, patches, evidence, readings,
    review_arrangement, review, rectification, plans, cases, case_journal, case_penalty, case_papers, cooperation,
    accountability, overview, messages, patrols, gate,
    field_groups, route_plans, route_moves, route_papers, layers, imports, results, proofs, statistics,
    ministry_exports, reporting, submission, supervision, supervision_records, blind_sheets, signing, jobs, audit,
):  # fmt: skip
    api.add_router("", router)
api.add_router("/features", features)
