"""Cases (查处整改情况) at every stage, from the stop notice to the closed file."""

from __future__ import annotations

from typing import Any

from samples.practice_county.papers import user_of
from samples.practice_county.patches import Patch
from samples.practice_county.sites import SQUARE_METRES_IN_MU

STAGES = (
    "none",
    "stopped",
    "not_filed",
    "filed",
    "decided",
    "partly_paid",
    "demolished",
    "recultivated",
    "confiscated",
    "confiscated_settled",
    "court",
    "discipline",
    "crime",
    "closed",
    "regularised_unsettled",
    "regularised_settled",
    "filed_no_number",
    "not_filed_no_reason",
    "recultivated_too_much",
    "paid_too_much",
    "closed_with_rest",
    "return_refused",
    "handover_refused",
)


def case_rows(patches: list[Patch]) -> list[dict[str, Any]]:
    """Return one row per patch with a case, under standard field names; areas in the unit of the field."""
    rows = []
    for patch in patches:
        if patch.scenario.case is not None and not patch.dirt:
            rows.append(_row(patch, len(rows) + 1))
    return rows


def _row(patch: Patch, serial: int) -> dict[str, Any]:
    stage = patch.scenario.case
    found = "patrol" if patch.scenario.ledger else "report" if patch.scenario.report else "satellite"
    mu = patch.measured_mu * 0.975
    square_metres = round(mu * SQUARE_METRES_IN_MU, 2)
    floor = round(square_metres * 0.5)
    row: dict[str, Any] = {
        "patch_number": patch.number,
        "found_by": found,
        "found_on": "2024-09-26",
        "handling": "none",
    }
    if stage == "none":
        return row
    row |= {"stop_notice_number": f"示停〔2024〕{300 + serial}号", "stop_notice_on": "2024-09-27"}
    if patch.cultivated_mu >= 5:
        row |= {"reported_number": f"示报〔2024〕{serial}号", "reported_on": "2024-09-30"}
    row["persons_handled"] = False
    if stage == "stopped":
        return row | {"remaining_area": round(mu, 2)}
    if stage in ("not_filed", "not_filed_no_reason"):
        reason = "情节轻微,已自行拆除" if stage == "not_filed" else None
        return row | {"handling": "not_filed", "not_filed_reason": reason, "remaining_area": 0}
    row |= {
        "handling": "filed",
        "case_organ": "示范县自然资源局",
        "case_number": f"执立〔示〕〔2024〕{serial}号",
        "case_filed_on": "2024-10-08",
        "case_handlers": "某庚、某辛",
        "survey_unit": "示范测绘队",
        "remaining_area": round(mu, 2),
        "offender": "示范旧业有限公司" if serial % 61 == 7 else user_of(patch),
    }
    if patch.scenario.surveyed is not None and not patch.scenario.parts:
        counted = patch.measured_mu * patch.scenario.surveyed
        row["case_area"] = round(counted * (1.2 if serial % 53 == 5 else 1), 2)
    if stage == "filed_no_number":
        return row | {"case_number": None, "case_filed_on": None}
    if stage == "filed":
        return row
    plan_breach = patch.scenario.ground.zone != "permitted"
    fine = round(square_metres * (300 if plan_breach else 150))
    row |= {
        "investigation_ended_on": "2024-10-25",
        "penalty_number": f"示罚〔2024〕{serial}号",
        "penalty_on": "2024-11-08",
        "penalty_items_decided": ["return", "demolish" if plan_breach else "confiscate", "fine"],
        "return_due_area": square_metres,
        "fine_due": fine,
        "fine_paid": 0,
        "fulfilment": "none",
        "demolish_due_area": floor if plan_breach else None,
        "confiscate_due_area": None if plan_breach else floor,
    }
    if patch.scenario.ground.second is not None:
        row |= {
            "penalty_items_decided": ["return", "demolish", "confiscate", "fine"],
            "demolish_due_area": round(floor / 2),
            "confiscate_due_area": floor - round(floor / 2),
        }
    return row | _carried_out(stage or "", row, mu, patch.cultivated_mu * 0.975, square_metres, floor)


def _carried_out(
    stage: str, row: dict[str, Any], mu: float, cultivated: float, square_metres: float, floor: int
) -> dict[str, Any]:
    fine = row["fine_due"]
    returned = {"returned_area": square_metres, "returned_on": "2024-11-20"}
    paid = {"fine_paid": fine, "fine_paid_on": "2024-11-20"}
    torn_down = {
        "penalty_items_decided": ["return", "demolish", "fine"],
        "demolish_due_area": floor,
        "confiscate_due_area": None,
        "demolished_area": floor,
        "demolished_on": "2024-11-25",
        "demolished_land_area": round(mu, 2),
    }
    sown = {"recultivated_area": round(cultivated, 2), "recultivated_on": "2024-12-05"}
    taken_over = {
        "penalty_items_decided": ["return", "confiscate", "fine"],
        "confiscate_due_area": floor,
        "demolish_due_area": None,
        "confiscated_area": floor,
        "handed_over_on": "2024-11-28",
        "handover_receipt": "示财接〔2024〕6号",
    }
    discipline = {
        "discipline_number": "示处建〔2024〕3号",
        "discipline_on": "2024-11-18",
        "discipline_organ": "某县纪检监察机关",
        "discipline_proposed_count": 2,
    }
    crime = {
        "crime_transfer_number": "示移〔2024〕2号",
        "crime_transfer_on": "2024-11-15",
        "crime_transfer_organ": "某县公安机关",
        "crime_transfer_count": 1,
    }
    done = {"fulfilment": "fully", "persons_handled": True, "remaining_area": 0}
    closed = {"case_closed": True, "case_closed_on": "2024-12-12"}
    made_up = {
        "regularised": True,
        "regularised_number": "示政土〔2024〕900号",
        "regularised_on": "2024-08-12",
        "regularised_area": round(mu, 2),
        "regularised_cultivated_area": round(cultivated, 2),
    }
    return {
        "decided": {},
        "return_refused": {"return_refused": True},
        "handover_refused": {"handover_refused": True},
        "partly_paid": {"fine_paid": round(fine / 2), "fine_paid_on": "2024-11-20", "fulfilment": "partly"},
        "demolished": torn_down | returned | {"fulfilment": "partly", "remaining_area": round(mu * 0.2, 2)},
        "recultivated": torn_down | returned | paid | sown | done,
        "confiscated": taken_over | returned | paid | {"fulfilment": "fully", "persons_handled": False},
        "confiscated_settled": taken_over | returned | paid | done,
        "court": {
            "demand_on": "2024-12-01",
            "court_applied_on": "2024-12-16",
            "court_number": "示法行审〔2024〕5号",
            "court_result": "准予执行",
        },
        "discipline": discipline
        | {"party_discipline_count": 1, "administrative_discipline_count": 1, "persons_handled": True},
        "crime": crime | {"criminal_count": 0},
        "closed": torn_down | returned | paid | sown | done | closed,
        "regularised_unsettled": made_up | {"fulfilment": "partly"},
        "regularised_settled": taken_over
        | returned
        | paid
        | discipline
        | made_up
        | done
        | closed
        | {
            "regularised_supply_number": "示供〔2024〕900号",
            "regularised_supply_on": "2024-12-10",
            "regularised_on": "2024-12-05",
        },
        "recultivated_too_much": torn_down
        | returned
        | paid
        | done
        | {
            "recultivated_area": round(cultivated * 1.4, 2),
            "recultivated_on": "2024-12-05",
            "demolished_land_area": round(mu * 1.3, 2),
        },
        "paid_too_much": {"fine_paid": fine + 5000, "fine_paid_on": "2024-11-20", "fulfilment": "partly"},
        "closed_with_rest": torn_down
        | returned
        | paid
        | closed
        | {"fulfilment": "fully", "remaining_area": round(mu * 0.4, 2)},
    }[stage]
