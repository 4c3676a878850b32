"""Which help text belongs to which page, and where the texts and the manual lie."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext_lazy as _

TEXTS = Path(__file__).parents[1] / "templates/web/help"
_PACKAGED = Path(__file__).parents[1] / "manual"
_CHECKOUT = Path(__file__).parents[4] / "docs/zh"
MANUAL = _PACKAGED if _PACKAGED.is_dir() else _CHECKOUT

TITLES = {
    "my_day": _("My day"),
    "map": _("Map"),
    "patches": _("Patch list"),
    "patch": _("Patch dossier"),
    "desk": _("Review desk"),
    "calibration": _("Calibration of readers"),
    "imports": _("Import"),
    "results": _("Results"),
    "signing": _("Signatures"),
    "jobs": _("Jobs"),
    "messages": _("Messages"),
    "search": _("Search"),
    "layers": _("Layers"),
    "organisation": _("Organisation"),
    "responsibility": _("Responsibility register"),
    "people": _("People"),
    "campaigns": _("Campaigns"),
    "packages": _("Field packages"),
    "collation": _("Collation"),
    "opinions": _("Opinions and findings"),
    "rectification": _("Rectification"),
    "self_checks": _("Self-checks, phases and groups"),
    "reports": _("Daily and weekly reports"),
    "plans": _("Plans of units"),
    "exchange": _("Packages between installations"),
    "submission": _("Reporting up"),
    "ministry_export": _("Export for the ministry"),
    "supervision": _("Supervision"),
    "statistics": _("Statistics"),
    "written_reports": _("Analysis reports"),
    "overview": _("Overview of units"),
    "cases": _("Cases"),
    "cooperation": _("Tasks of departments"),
    "routes": _("Field routes"),
    "patrols": _("Patrol ledger"),
    "gate": _("Approval gate"),
    "returned": _("What came from the field"),
    "accountability": _("Accountability"),
    "audit": _("Audit"),
    "tokens": _("API tokens"),
    "health": _("State of the system"),
    "scrutiny": _("Proving evidence"),
    "copies": _("Public copies"),
    "signing_in": _("Signing in, second factor, posts, password"),
    "help": _("Help"),
}

_BY_PAGE = {
    "responsibility": "responsibility", "register_responsibility": "responsibility",
    "correct_responsibility": "responsibility", "end_responsibility": "responsibility", "people": "people",
    "person": "people", "register_person": "people", "correct_person": "people", "give_password": "people",
    "suspend_person": "people", "reinstate_person": "people", "appoint": "people", "appoint_person": "people",
    "end_holding": "people", "audit": "audit", "audit_line": "audit", "audit_verify": "audit",
    "audit_export": "audit", "health": "health", "sign_in": "signing_in", "sign_out": "signing_in",
    "sign_in_code": "signing_in", "account": "signing_in", "factor": "signing_in", "factor_codes": "signing_in",
    "factor_remove": "signing_in", "ask_factors": "people", "reset_factor": "people", "end_sessions": "people",
    "desk_calibration": "calibration", "desk_arrange": "calibration", "desk_controls": "calibration",
    "desk_control_retire": "calibration", "desk_pictures": "calibration", "desk_arbitrate": "calibration",
    "switch_post": "signing_in", "language": "signing_in", "change_password": "signing_in", "search": "search",
}  # fmt: skip
_BY_BEGINNING = (
    ("desk", "desk"), ("returned", "returned"), ("conflict", "returned"), ("rescue", "returned"),
    ("device", "returned"), ("patch_field", "returned"), ("package", "packages"), ("brought", "packages"),
    ("collation", "collation"), ("copies", "copies"), ("copy", "copies"), ("patch_photo", "copies"),
    ("help", "help"), ("signing", "signing"), ("verify", "signing"), ("form_", "signing"),
    ("patch_handling", "signing"),
    ("patch_signatures", "signing"), ("patch_put", "signing"), ("token", "tokens"), ("session", "signing_in"),
    ("outside", "signing_in"),
    ("campaign", "campaigns"), ("practice", "campaigns"),
    ("scrutiny", "scrutiny"), ("evidence_verify", "scrutiny"), ("patch_proof", "scrutiny"), ("proof", "scrutiny"),
    ("patch_rectification", "rectification"),
    ("patch_package", "scrutiny"), ("patch_cooperation", "cooperation"), ("cooperation", "cooperation"),
    ("patch_list", "patches"), ("patches", "patches"), ("patch_opinions", "opinions"),
    ("patch_finding", "opinions"), ("patch_return", "opinions"), ("opinion", "opinions"), ("finding", "opinions"),
    ("return", "opinions"), ("patch_cases", "cases"), ("case", "cases"),
    ("patch", "patch"), ("import", "imports"), ("upload", "imports"), ("result", "results"),
    ("job", "jobs"), ("message", "messages"), ("webhook", "messages"), ("map", "map"),
    ("image", "map"), ("ratio", "my_day"), ("tile", "map"),
    ("layer", "layers"), ("would_differ", "layers"), ("answer_would", "layers"), ("answer_all", "layers"),
    ("self_check", "self_checks"), ("rectification_phases", "self_checks"), ("rectification_assign", "self_checks"),
    ("submission", "submission"), ("ministry_export", "ministry_export"),
    ("supervision", "supervision"), ("exchange", "exchange"), ("report", "reports"),
    ("plan", "plans"),
    ("rectification", "rectification"), ("way", "rectification"),
    ("declaration", "rectification"),
    ("search", "search"),
    ("my_day", "my_day"),
    ("tree", "organisation"),
    ("route", "routes"),
    ("accountability", "accountability"), ("whereabouts", "accountability"), ("patrol", "patrols"), ("gate", "gate"),
    ("written_report", "written_reports"), ("statistics", "statistics"), ("overview", "overview"),
)  # fmt: skip
_BY_RAIL = {
    "my_day": "my_day",
    "map": "map",
    "data": "imports",
    "review": "desk",
    "settings": "organisation",
    "help": "help",
    "opinions": "opinions",
    "rectification": "rectification",
    "signing": "signing",
    "accountability": "accountability",
    "survey": "routes",
    "gate": "gate",
    "cases": "cases",
    "cooperation": "cooperation",
    "statistics": "statistics",
    "overview": "overview",
}


@dataclass(frozen=True, slots=True)
class Topic:
    """A help text: its name and its title."""

    name: str
    title: str


def topic_of(page: str, rail: str = "") -> str:
    """Return the topic that explains a page, by its name and by the entry of the rail that it stands below."""
    if page in _BY_PAGE:
        return _BY_PAGE[page]
    for beginning, topic in _BY_BEGINNING:
        if page.startswith(beginning):
            return topic
    return _BY_RAIL.get(rail, "")


def topics() -> list[Topic]:
    """Return all topics in the order of the rail."""
    return [Topic(name, str(title)) for name, title in TITLES.items()]


def text_of(topic: str, language: str) -> str:
    """Return the text of a topic as Markdown; empty where there is none."""
    path = TEXTS / ("en" if language == "en" else "zh") / f"{topic}.md"
    return path.read_text(encoding="utf-8") if topic in TITLES and path.is_file() else ""
