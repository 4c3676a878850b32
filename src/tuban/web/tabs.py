"""The tabs of desks that stand below one entry of the rail."""

from __future__ import annotations

from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from tuban.workflow.exchange.policies import may_exchange
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.roles import Level

_SETTINGS = (
    ("organisation", _("Organisation"), "web:organisation"),
    ("responsibility", _("Responsibility register"), "web:responsibility"),
    ("people", _("People"), "web:people"),
    ("campaign", _("Campaigns"), "web:campaigns"),
    ("audit", _("Audit"), "web:audit"),
    ("tokens", _("API tokens"), "web:tokens"),
    ("webhooks", _("Webhooks"), "web:webhooks"),
    ("health", _("State of the system"), "web:health"),
)
_DATA = (
    ("layers", _("Layers"), "web:layers"),
    ("import", _("Import"), "web:imports"),
    ("results", _("Results"), "web:results"),
    ("jobs", _("Jobs"), "web:jobs"),
)


_SUPERVISION = (
    ("supervisions", _("Supervisions"), "web:supervisions"),
    ("sheets", _("My blind sheets"), "web:supervision_sheets"),
    ("scrutiny", _("Field work to look at first"), "web:scrutiny"),
    ("verify", _("Prove evidence"), "web:evidence_verify"),
    ("copies", _("Public copies"), "web:copies"),
)
_ACCOUNTABILITY = (
    ("standings", _("Ratio of every unit"), "web:accountability"),
    ("lists", _("Lists by the lines"), "web:accountability_lists"),
    ("plan", _("What rectification would change"), "web:accountability_plan"),
    ("days", _("Day by day"), "web:accountability_days"),
    ("applications", _("Used before approval"), "web:accountability_applications"),
    ("whereabouts", _("Whereabouts"), "web:whereabouts"),
)
_SIGNING = (
    ("signing", _("Waits for my signature"), "web:signing"),
    ("deputies", _("Delegates and absences"), "web:signing_deputies"),
    ("verify", _("Verify a digest"), "web:verify_ask"),
)
_SUBMISSION = (
    ("submission", _("Reporting up"), "web:submission"),
    ("units", _("Submissions of the units"), "web:submission_units"),
    ("ministry", _("Export for the ministry"), "web:ministry_exports"),
    ("inbox", _("Inbox of packages"), "web:exchange"),
    ("outbox", _("Outbox of packages"), "web:exchange_outbox"),
    ("peers", _("Keys and other installations"), "web:exchange_peers"),
)
_CASES = (
    ("cases", _("Cases"), "web:cases"),
    ("supervision", _("Handled, late, not handled"), "web:case_supervision"),
    ("law", _("Another edition of the law"), "web:case_law"),
)
_COOPERATION = (
    ("cooperation", _("Tasks of departments"), "web:cooperation"),
    ("figures", _("By department"), "web:cooperation_figures"),
)
_FIELD = (
    ("routes", _("Field routes"), "web:routes"),
    ("packages", _("Field packages"), "web:packages"),
    ("returned", _("Brought back"), "web:returned"),
    ("conflicts", _("Conflicts"), "web:conflicts"),
    ("collation", _("Collation"), "web:collation"),
    ("patrols", _("Patrol ledger"), "web:patrols"),
    ("discovery", _("Found in time"), "web:patrol_discovery"),
    ("rescue", _("Rescue file"), "web:rescue"),
    ("devices", _("Devices"), "web:devices"),
)
_GATE = (
    ("gate", _("Check a boundary"), "web:gate"),
    ("bulk", _("Bulk check"), "web:gate_bulk"),
    ("made_up", _("Approvals made up"), "web:gate_made_up"),
)


_OVERVIEW = (
    ("units", _("Units below"), "web:overview"),
    ("late", _("Late, and by whom"), "web:overview_late"),
    ("forms", _("Forms over all units"), "web:overview_forms"),
)
_STATISTICS = (
    ("tables", _("Official forms"), "web:statistics"),
    ("map", _("Chart and map"), "web:statistics_map"),
    ("written", _("Analysis reports"), "web:written_reports"),
    ("recounts", _("Recount"), "web:statistics_recounts"),
)


def statistics_tabs(current: str) -> list[dict[str, Any]]:
    """Return the tabs of the statistics."""
    return _tabs(_STATISTICS, current)


def overview_tabs(current: str, query: str = "") -> list[dict[str, Any]]:
    """Return the tabs of the overview, each of the same division and year."""
    return [{**one, "url": f"{one['url']}?{query}" if query else one["url"]} for one in _tabs(_OVERVIEW, current)]


def gate_tabs(current: str) -> list[dict[str, Any]]:
    """Return the tabs of the gate."""
    return _tabs(_GATE, current)


_RECTIFICATION = (
    ("ledger", _("Ledger"), "web:rectification"),
    ("on_site", _("Acceptance"), "web:rectification_on_site"),
    ("units", _("By unit"), "web:rectification_units"),
    ("self_checks", _("Self-checks"), "web:self_checks"),
    ("phases", _("Phases and groups"), "web:rectification_phases"),
    ("reports", _("Daily reports"), "web:reports"),
    ("weekly", _("Weekly report"), "web:report_weekly"),
    ("plans", _("Plans of units"), "web:plans"),
)


def rectification_tabs(current: str) -> list[dict[str, Any]]:
    """Return the tabs of rectification."""
    return _tabs(_RECTIFICATION, current)


def cooperation_tabs(current: str) -> list[dict[str, Any]]:
    """Return the tabs of the tasks between departments."""
    return _tabs(_COOPERATION, current)


def field_tabs(current: str) -> list[dict[str, Any]]:
    """Return the tabs of field work."""
    return _tabs(_FIELD, current)


def accountability_tabs(current: str) -> list[dict[str, Any]]:
    """Return the tabs of accountability."""
    return _tabs(_ACCOUNTABILITY, current)


def submission_tabs(current: str, acting: Acting) -> list[dict[str, Any]]:
    """Return the tabs of reporting up that open to the acting person."""
    shut = {"inbox", "outbox", "peers"} if may_exchange.explain(acting) else set()
    if acting.level in (Level.TOWNSHIP, Level.ZONE):
        shut.add("ministry")
    return _tabs(tuple(one for one in _SUBMISSION if one[0] not in shut), current)


def case_tabs(current: str) -> list[dict[str, Any]]:
    """Return the tabs of cases."""
    return _tabs(_CASES, current)


def supervision_tabs(current: str) -> list[dict[str, Any]]:
    """Return the tabs of supervision."""
    return _tabs(_SUPERVISION, current)


def settings_tabs(current: str) -> list[dict[str, Any]]:
    """Return the tabs of the settings."""
    return _tabs(_SETTINGS, current)


def data_tabs(current: str) -> list[dict[str, Any]]:
    """Return the tabs of the data."""
    return _tabs(_DATA, current)


def signing_tabs(current: str) -> list[dict[str, Any]]:
    """Return the tabs of the signatures."""
    return _tabs(_SIGNING, current)


def _tabs(entries: tuple[tuple[str, Any, str], ...], current: str) -> list[dict[str, Any]]:
    tabs = []
    for key, title, name in entries:
        try:
            url = reverse(name)
        except NoReverseMatch:
            continue  # a desk that this edition does not have
        tabs.append({"title": title, "url": url, "is_current": key == current})
    return tabs
