"""Every address of the office: the pages that people open, as whom; and which addresses are no pages, and why.

A new address has no place in either list: the test that reads them fails until it has one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import get_resolver, reverse

Seed = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Opened:
    """How a page is opened: as whom, and with which identities of the seed for the parts of its address."""

    by: str
    parts: tuple[str, ...] = ()
    query: tuple[tuple[str, str], ...] = ()

    def address(self, name: str, seed: Seed) -> str:
        """Return the address of the page in an office."""
        made = reverse(f"web:{name}", args=[seed.get(part, part) for part in self.parts])
        return f"{made}?{urlencode(self.query)}" if self.query else made


def _all(names: str, by: str, *parts: str) -> dict[str, tuple[Opened, ...]]:
    return {name: (Opened(by, parts),) for name in names.split()}


NOBODY = ""
PAGES: dict[str, tuple[Opened, ...]] = {
    "my_day": tuple(
        Opened(one) for one in ("zuzhi", "xiang01", "waiye", "guihua", "guzhang", "juzhang", "shi", "ducha", "bu",
                                "xitong", "anquan", "shenji")
    ),
    "sign_in": (Opened(NOBODY),),
    "patches": (
        Opened("zuzhi"), Opened("xiang01"), Opened("zuzhi", query=(("q", "没有这样的图斑"),)),
        Opened("zuzhi", query=(("finding", "unlawful"), ("order", "area"))),
    ),
    "search": (Opened("zuzhi", query=(("q", "甲溪"),)), Opened("zuzhi", query=(("q", "没有这样的地方"),))),
    "help_topic": (Opened("zuzhi", ("patches",)), Opened("shenji", ("audit",))),
    "help_manual": (Opened("zuzhi", ("how-to/import-a-disc",)),),
    "audit": (Opened("shenji"), Opened("shenji", query=(("q", "没有这样的事"),))),
    "audit_line": (Opened("shenji", ("line",)),),
    "organisation": (Opened("zuzhi"), Opened("xitong")),
    "campaigns": (Opened("zuzhi"), Opened("sheng")),
    "practice": (Opened("zuzhi"), Opened("xitong")),
    "practice_reset": (Opened("zuzhi"),),
    "campaign_value": (Opened("zuzhi", ("campaign", "accountability/account_line")),),
    "campaign_phase": (Opened("zuzhi", ("campaign", "phase")),),
    "campaign_drop_phase": (Opened("zuzhi", ("campaign", "phase")),),
    "campaign_contact": (Opened("zuzhi", ("campaign", "contact")),),
    "campaign_drop_contact": (Opened("zuzhi", ("campaign", "contact")),),
    "campaign_answer": (Opened("zuzhi", ("campaign", "question")),),
    "campaign_material": (Opened("zuzhi", ("campaign", "material")),),
    "import": (Opened("zuzhi", ("arrival",)),),
    "likeness": (Opened("zuzhi", ("likeness_patch", "likeness")),),
    "tokens": (Opened("zuzhi"), Opened("anquan")),
    "token_give": (Opened("zuzhi"),),
    "desk": (Opened("diji"), Opened("juzhang")),
    "desk_calibration": (Opened("zuzhi"), Opened("diji"), Opened("guzhang")),
    **_all("desk_keys desk_bulk", "diji"),
    **_all("desk_arrange desk_controls", "zuzhi"),
    "layer_deliver": (Opened("guihua"),),
    "collation": (Opened("zuzhi"), Opened("diji")),
    "packages": (Opened("waiye"), Opened("zuzhi"), Opened("shi")),
    "brought": (Opened("waiye", ("brought",)),),
    "signing": (Opened("zuzhi"), Opened("xiang01"), Opened("guihua")),
    "signing_sign": (Opened("xiang01"),),
    "signing_deputies": (Opened("zuzhi"), Opened("anquan")),
    "signing_delegate": (Opened("guzhang"),),
    "verify_ask": (Opened(NOBODY), Opened("zuzhi")),
    "results_of": (Opened("zuzhi", ("campaign",)), Opened("xiang01", ("campaign",))),
    **_all("account factor", "diji"),
    **_all("ratio change_password map jobs imports import_new health help responsibility people layers "
           "would_differ patch_add results", "zuzhi"),
    **_all("patch patch_images patch_overlaps patch_reasons patch_telling patch_card patch_evidence patch_history "
           "patch_signatures patch_assign patch_split patch_merge patch_restore", "zuzhi", "patch"),
    **_all("campaign campaign_change campaign_close campaign_parameters campaign_add_phase "
           "campaign_add_contact campaign_ask", "zuzhi", "campaign"),
    **_all("campaign_open signing_absence", "zuzhi"),
    **_all("results_write results_contradictions", "zuzhi", "campaign"),
    **_all("layer layer_describe layer_ask layer_newer", "zuzhi", "edition"),
    **_all("unit", "zuzhi", "county"),
    **_all("found_unit correct_unit close_unit set_areas found_department found_post", "xitong", "county"),
    **_all("found_group register_responsibility", "zuzhi", "county"),
    **_all("correct_department", "xitong", "department"),
    **_all("close_post", "xitong", "post"),
    **_all("set_members end_group", "zuzhi", "group"),
    **_all("correct_responsibility end_responsibility", "zuzhi", "responsibility"),
    **_all("register_person ask_factors", "anquan"),
    **_all("person correct_person give_password suspend_person reinstate_person appoint_person "
           "end_sessions", "anquan", "person"),
    **_all("appoint", "anquan", "post"),
    **_all("end_holding", "anquan", "holding"),
    "opinions": (
        Opened("zuzhi"), Opened("guihua"), Opened("zhifa", query=(("queue", "ready"),)),
        Opened("juzhang", query=(("queue", "disagreeing"),)), Opened("zuzhi", query=(("queue", "late"),)),
    ),
    "opinion": (Opened("guihua", ("asked",)), Opened("juzhang", ("disputed",))),
    **_all("opinions_ask opinions_withdraw", "zuzhi", "asked"),
    **_all("opinions_arrange", "zuzhi"),
    **_all("opinions_chair", "juzhang", "disputed"),
    "patch_opinions": (Opened("zuzhi", ("settled",)), Opened("zuzhi", ("patch",))),
    "patch_finding": (Opened("zuzhi", ("settled",)), Opened("zuzhi", ("patch",))),
    **_all("finding_take", "zhifa", "asked"),
    **_all("finding_reopen", "juzhang", "settled"),
    **_all("patch_return", "zuzhi", "settled"),
    "rectification": (
        Opened("zuzhi"), Opened("xiang01"), Opened("zuzhi", query=(("late", "1"),)), Opened("juzhang"), Opened("shi"),
    ),
    **_all("rectification_units rectification_on_site rectification_phases", "zuzhi"),
    "self_checks": (Opened("zuzhi"), Opened("xiang01")),
    "reports": (Opened("zuzhi"), Opened("xiang01")),
    "supervisions": (Opened("ducha"), Opened("zuzhi")),
    "supervision_sheets": (Opened("shi"),),
    "plans": (Opened("zuzhi"), Opened("xiang01"), Opened("shi")),
    "supervision_open": (Opened("ducha"),),
    "report_weekly": (Opened("zuzhi"), Opened("shi")),
    "submission": (Opened("zuzhi"), Opened("xiang01")),
    "ministry_exports": (Opened("zuzhi"), Opened("shi")),
    "ministry_export_draft": (Opened("zuzhi"),),
    "submission_units": (Opened("shi"), Opened("zuzhi")),
    "statistics": (
        Opened("zuzhi"), Opened("xiang01"), Opened("shi"), Opened("zuzhi", query=(("form", "rural_shares"),)),
        Opened("zuzhi", query=(("unit", "990101001"), ("other_unit", "990101002"))),
    ),
    "written_reports": (Opened("zuzhi"), Opened("xiang01")),
    "written_report_draft": (Opened("zuzhi"),),
    "overview": (Opened("shi"), Opened("sheng", query=(("unit", "990101"),)), Opened("bu")),
    **_all("overview_late overview_forms", "shi"),
    "statistics_cell": (
        Opened("zuzhi", query=(("form", "unlawful_summary"), ("row", "990101"), ("column", "unlawful.plots"))),
    ),
    "statistics_map": (Opened("zuzhi"),),
    **_all("statistics_recounts statistics_recount", "juzhang"),
    "report_schedule": (Opened("zuzhi"),),
    "exchange": (Opened("zuzhi"), Opened("shi")),
    **_all("exchange_outbox exchange_peers exchange_keys exchange_take_card", "zuzhi"),
    "patch_rectification": (Opened("zuzhi", ("settled",)), Opened("zuzhi", ("patch",))),
    **_all("self_check_place", "xiang01"),
    "scrutiny": (Opened("ducha"), Opened("xiang01")),
    "evidence_verify": (Opened("ducha"),),
    **_all("patch_proof patch_proof_package", "zuzhi", "patch"),
    **_all("proof_packages", "zuzhi"),
    "accountability": (Opened("zuzhang"), Opened("xiang01"), Opened("shi"), Opened("xitong")),
    "accountability_unit": (Opened("zuzhang", ("990101",)),),
    "accountability_lists": (Opened("zuzhang"), Opened("shi")),
    **_all("accountability_plan accountability_days accountability_applications whereabouts whereabouts_patches "
           "accountability_keep", "zuzhang"),
    "cases": (Opened("zhifa"), Opened("juzhang"), Opened("zhifa", query=(("q", "没有这样的案件"),))),
    "case_supervision": (Opened("shi"), Opened("zhifa")),
    "case_law": (Opened("zhifa"),),
    **_all("patch_cases", "zhifa", "settled"),
    "case_new": (Opened("zhifa"),),
    "case": (Opened("zhifa", ("case",)), Opened("juzhang", ("case",)), Opened("shi", ("case",))),
    **_all("case_correct case_add_patch case_suspend case_report_upward", "zhifa", "case"),
    **_all("case_not_filed", "juzhang", "case"),
    **_all("case_take_over", "shi", "case"),
    "case_step": (Opened("zhifa", ("case", "verified")),),
    "case_answer": (Opened("zhifa", ("case", "major_report")),),
    "case_extend": (Opened("juzhang", ("case", "decided")),),
    "case_nobody": (Opened("juzhang", ("case",)),),
    "case_measure": (Opened("zhifa", ("case", "discipline_proposal")),),
    "case_paper": (Opened("zhifa", ("case", "filing")), Opened("fagui", ("case", "legal_opinion"))),
    "case_paper_issue": (Opened("zhifa", ("case", "lead")),),
    "messages": (Opened("zuzhi"), Opened("zuzhi", query=(("q", "没有这样的消息"),))),
    **_all("message_wishes", "zuzhi"),
    "cooperation": (Opened("zhifa"), Opened("caizheng"), Opened("juzhang", query=(("queue", "late"),))),
    "cooperation_figures": (Opened("juzhang"),),
    **_all("cooperation_ask", "zhifa"),
    "cooperation_ask_for": (Opened("zhifa", ("land_payment",)),),
    **_all("patch_cooperation patch_cooperation_ask", "zhifa", "patch"),
    "patch_cooperation_ask_for": (Opened("zhifa", ("patch", "handover")),),
    "webhooks": (Opened("xitong"), Opened("zuzhi")),
    **_all("webhook_add", "xitong"),
    "copies": (Opened("zhifa"), Opened("zuzhi")),
    "copy": (Opened("zhifa", ("patch", "exhibit")), Opened("zuzhi", ("patch", "exhibit"))),
    "patch_photo": (Opened("juzhang", ("patch", "exhibit")), Opened("waiye", ("patch", "exhibit"))),
    **_all("return_answer", "zhifa", "return"),
    **_all("returned conflicts rescue devices", "zuzhi"),
    "returned_entries": (Opened("zuzhi"), Opened("waiye"), Opened("zuzhi", query=(("applied", "no"),))),
    **_all("returned_entry returned_aside", "zuzhi", "field_entry"),
    **_all("conflict", "zuzhi", "conflict"),
    **_all("device_revoke", "zuzhi", "device"),
    **_all("patch_field", "zuzhi", "field_patch"),
    "gate": (Opened("gengbao"), Opened("zuzhi", query=(("q", "没有这样的项目"),))),
    "gate_bulk": (Opened("gengbao"),),
    "gate_made_up": (Opened("zuzhi"),),
    "gate_answer": (Opened("gengbao", ("inquiry",)), Opened("zuzhi", ("inquiry",))),
    "gate_bulk_one": (Opened("gengbao", ("bulk_check",)),),
    "gate_verify": (Opened(NOBODY, ("gate_digest",)), Opened("gengbao", ("gate_digest",))),
    "patrols": (Opened("zhifa"), Opened("zuzhi", query=(("q", "没有这样的记录"),))),
    "patrol_discovery": (Opened("zuzhi"),),
    **_all("patrol_new patrol_import", "zhifa"),
    "patrol": (Opened("zhifa", ("sighting",)), Opened("zuzhi", ("sighting",))),
    **_all("patrol_edit patrol_withdraw patrol_patch", "zhifa", "sighting"),
    "routes": (Opened("zuzhi"), Opened("waiye"), Opened("xiang01"), Opened("xitong")),
    **_all("route_new route_draw", "zuzhi"),
    "route_equip": (Opened("waiye", ("field_group",)),),
    "route": (Opened("zuzhi", ("route_plan",)), Opened("xiang01", ("route_plan",))),
    **_all("route_add route_anew route_give_out route_drop route_papers", "zuzhi", "route_plan"),
}  # fmt: skip
NO_PAGES: dict[str, str] = {
    **dict.fromkeys(
        ("gate_again", "gate_certify", "patrol_match", "patrol_answer_named", "patrol_take_over",
         "package_make", "package_project", "package_sheet", "brought_bring", "brought_place",
         "sign_out", "session_end", "sessions_end", "switch_post", "language", "import_begin", "import_finish",
         "import_check", "import_roles",
         "import_confirm", "import_drop", "import_take_back", "job_stop", "job_again", "patches_assign",
         "patches_assign_undo", "patch_exhibit_off", "supervision_add_photos", "supervision_photo_off",
         "patch_split_preview", "patch_telling_preview",
         "answer_would_differ", "audit_verify", "map_measure", "token_revoke", "answer_all_that_differ",
         "patches_export_ask", "results_make_disc", "opinions_many", "opinions_undo", "patch_put_forward",
         "patch_put_form_forward", "form_put_forward",
         "signing_refresh", "campaign_ask_rules", "desk_undo", "desk_let_go", "desk_bulk_undo", "desk_control_retire",
         "desk_pictures",
         "desk_read", "desk_hold", "desk_take_over", "returned_again", "returned_again_all", "route_what_if",
         "messages_read", "message_mark", "webhook_try", "cooperation_documents", "rectification_many",
         "route_fit", "route_take", "route_move", "proof_ask", "route_undo", "route_papers_write"),
        "is posted to",
    ),
    **dict.fromkeys(
        ("tree_below", "patch_place_legend", "patch_aside", "import_group", "import_job", "import_chart", "job",
         "map_list", "map_patch", "results_job", "campaign_rules_work", "route_count",
         "route_add_count", "route_job",
         "route_papers_job", "gate_bulk_job"),
        "is a part of a page",
    ),
    **dict.fromkeys(
        ("collation_file", "package_project_file", "brought_photo", "audit_export", "patches_export",
         "patch_picture", "patch_photo_picture", "copy_file", "patch_place", "patch_card_file", "patch_exhibit",
         "patch_package", "proof_file",
         "import_yaml", "import_certificate", "map_picture", "map_print", "patches_export_fetch", "results_archive",
         "results_file", "results_shown", "cooperation_document", "form_file", "patch_handling_file", "route_paper",
         "rectification_file", "reports_file", "report_week_paper", "report_scan",
         "exchange_card", "exchange_file", "submission_file", "ministry_export_file",
         "supervision_picture", "supervision_photo", "supervision_track", "supervision_report_file",
         "supervision_lot_file", "accountability_file", "accountability_list_file",
         "accountability_plan_file",
         "accountability_applications_file", "whereabouts_file", "statistics_file", "statistics_forms",
         "gate_certificate",
         "overview_file", "overview_forms_file",
         "gate_bulk_table"),
        "is a file",
    ),
    **dict.fromkeys(("patch_tile", "layer_tile", "image_tile"), "is a tile"),
    **dict.fromkeys(
        ("import_state", "import_files", "import_file", "layer_readiness", "desk_next", "desk_find", "desk_patch",
         "route_data"),
        "speaks to a script",
    ),
    **dict.fromkeys(
        ("signing_document", "signing_send_back", "signing_withdraw", "signing_end_delegation", "signing_end_absence"),
        "wants a document that was put forward: the tests of the signatures open it",
    ),
    **dict.fromkeys(
        ("sign_in_code", "factor_codes", "factor_remove", "reset_factor"),
        "wants somebody with a second factor: the tests of signing in open it",
    ),
    **dict.fromkeys(("outside", "outside_back"), "leads to a sign-in service and back"),
    "statistics_refill": "wants an earlier day with records: the tests of statistics fill one",
    "accountability_list": "wants a list that was set down: the tests of accountability open it",
    **dict.fromkeys(
        ("way_set", "way_examine", "way_withdraw", "way_hand", "way_suspend", "way_resume", "way_fix", "way_progress",
         "way_declare", "way_reopen", "declaration_inspect", "declaration_sign", "declaration_false", "self_check",
         "self_check_patch", "self_check_place_again", "self_check_place_drop", "self_check_confirm",
         "rectification_phases_take", "rectification_assign"),
        "wants a patch found unlawful, a way or a declaration: the tests of rectification open it",
    ),
    "way": "leads to the page of its patch",
    **dict.fromkeys(
        ("exchange_receive", "exchange_issue", "exchange_report", "exchange_verdict", "exchange_trust",
         "exchange_withdraw", "exchange_package", "exchange_take", "exchange_aside"),
        "wants keys, another installation or a package: the tests of the exchange open it",
    ),
    **dict.fromkeys(
        ("supervision_lot", "supervision_office", "supervision_checklist", "supervision_dossier", "supervision_item",
         "supervision_corrections", "supervision_fix", "supervision_draw", "supervision_close", "supervision_sheet",
         "supervision_hand_over", "supervision_name_false", "supervision_file", "supervision_compared",
         "supervision_compare", "supervision_answer", "supervision_accept", "supervision_return",
         "supervision_material", "supervision_minute", "supervision_demand", "supervision_report",
         "supervision_report_forward"),
        "wants a supervision that was opened and drawn: the tests of supervision open it",
    ),
    **dict.fromkeys(
        ("report_daily", "report_week", "report_confirm", "report_confirm_weekly", "report_of_week",
         "report_hand_over", "report_receipt", "report_receive"),
        "wants a campaign whose days of reports are set: the tests of reports open it",
    ),
    **dict.fromkeys(
        ("submission_explain", "submission_seal", "submission_send", "submission_accept", "submission_return",
         "submission_reopen", "submission_pin", "submission_unpin"),
        "wants a campaign whose patches all have a finding: the tests of reporting up open it",
    ),
    **dict.fromkeys(
        ("ministry_export", "ministry_export_seal", "submission_form"),
        "wants a seal that all have signed: the tests of the export open it",
    ),
    **dict.fromkeys(
        ("plan", "plan_day", "plan_hand_in", "plan_accept", "plan_return"),
        "wants a unit and a kind of plan: the tests of the plans open it",
    ),
    **dict.fromkeys(("plan_draft", "plan_file"), "is a file"),
    **dict.fromkeys(
        ("written_report", "written_report_cases", "written_report_keep", "written_report_edition",
         "written_report_compare"),
        "wants a report that was drafted: the tests of the written reports open it",
    ),
    **dict.fromkeys(
        ("written_report_file", "written_report_page", "written_report_edition_file", "written_report_edition_page"),
        "is a file",
    ),
    **dict.fromkeys(("case_paper_draft", "case_paper_issued"), "is a file"),
    **dict.fromkeys(
        ("case_strike", "case_end_suspension", "case_item", "case_item_off", "case_perform", "case_performed_strike",
         "case_reply"),
        "wants a case that went on: the tests of the cases open it",
    ),
    "patch_photos": "leads to the first photo",
    **dict.fromkeys(
        ("cooperation_task", "cooperation_answer", "cooperation_accept", "cooperation_again", "cooperation_withdraw"),
        "wants a task of a department: the tests of the cooperation open it",
    ),
    **dict.fromkeys(("webhook", "webhook_change"), "wants a webhook: the tests of the messages open it"),
    "message_open": "leads to what the message is about",
    "results_kind": "wants a result that was written: the tests of the results open it",
    "verify": "wants a digest that was signed: the tests of the signatures open it",
    "desk_arbitrate": "wants two readings that differ: the tests of the desk open it",
    "import_upload": "goes on with an upload: the journey of the organiser opens it",
}  # fmt: skip


def names_of_addresses() -> set[str]:
    """Return the names of all addresses of the pages, as the office itself has them."""
    return {name for name in _names(get_resolver("tuban.site.urls")) if name}


def _names(resolver: Any) -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if hasattr(pattern, "url_patterns"):
            if getattr(pattern, "app_name", "") == "web":
                yield from _names(pattern)
        elif pattern.name:
            yield pattern.name


def opened_pages(seed: Seed) -> list[tuple[str, str]]:
    """Return who opens which address, in the order of people so that each signs in once."""
    return sorted({(one.by, one.address(name, seed)) for name, ways in PAGES.items() for one in ways})
