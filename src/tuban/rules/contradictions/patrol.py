"""The patrol ledger and the public's reports against findings, images and the case register (C04, C16)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tuban.rules.checks.registry import part_key
from tuban.rules.contradictions.registry import (
    DASH,
    Found,
    Look,
    contradiction,
    date_of,
    days_between,
    ground,
    is_known,
)
from tuban.rules.contradictions.sources import RegisterRow
from tuban.rules.fact_words import day_in_words
from tuban.values.dates import PartialDate
from tuban.values.facts import Facts

_BY_RULE = ("not_in_ledger", "only_in_ledger", "ledger_against_finding")


@contradiction("C04")
def ledger_and_results(look: Look) -> Iterator[Found]:
    """What patrol is said to have found, when, and what became of it."""
    ledger: dict[str, list[RegisterRow]] = {}
    for row in look.rows("patrol"):
        ledger.setdefault(str(row.get("patch_number")), []).append(row)
    for facts, breach in look.breaches("R38"):
        if breach.case in _BY_RULE:
            rows = ledger.get(part_key(facts)[0], [])
            yield _patrol(look, breach.case, facts, rows)
    for number in sorted(set(ledger) - set(look.shared.by_patch)):
        about = {"ledger": _entry(ledger[number]), "number": number}
        yield Found("ledger_without_patch", about, _rows(ledger[number]), look.role("patches"), subject=number)
    for facts in look.parts:
        rows = ledger.get(part_key(facts)[0], [])
        if not rows and facts["finding"] == "unlawful":
            yield _patrol(look, "never_found", facts, rows)
        if rows:
            yield from _dates(look, facts, rows)
    yield from _stop_notices(look, ledger)


def _patrol(look: Look, case: str, facts: Facts, rows: Sequence[RegisterRow], **about: object) -> Found:
    found_on = date_of(facts, "patrol_found_on")
    words = {
        "ledger": _entry(rows),
        "finding": look.word(facts, "finding"),
        "ground": look.word(facts, "ground_state"),
        "violation": look.word(facts, "violation_type"),
        "use_date": look.word(facts, "use_date"),
        "image_after": look.word(facts, "image_after"),
        "found_on": f"（{day_in_words(found_on)}）" if found_on else "",
        **about,
    }
    names = {
        "found_after_image": ("image_after",),
        "found_before_use": ("use_date",),
        "never_found": ("ground_state", "image_after"),
    }
    second = look.source(facts, *names.get(case, ("ground_state", "patrol_found")))
    return Found(case, words, _rows(rows) if rows else look.role("patrol"), second, ground(facts), facts)


def _dates(look: Look, facts: Facts, rows: Sequence[RegisterRow]) -> Iterator[Found]:
    dates = [found_on for row in rows if isinstance(found_on := row.get("found_on"), PartialDate)]
    if not dates:
        return
    first = min(dates, key=lambda one: one.earliest)
    image, used = date_of(facts, "image_after"), date_of(facts, "use_date")
    if image and (days := days_between(image, first)) > 0:
        yield _patrol(look, "found_after_image", facts, rows, days=days)
    if used and (days := days_between(first, used)) > 0:
        yield _patrol(look, "found_before_use", facts, rows, days=days)


def _stop_notices(look: Look, ledger: dict[str, list[RegisterRow]]) -> Iterator[Found]:
    """The stop notice of the ledger against that of the case register, where both name one."""
    for case in look.rows("cases"):
        number = str(case.get("patch_number"))
        parts = look.parts_of(number)
        for row in ledger.get(number, ()):
            both = [
                (row.get(name), case.get(name))
                for name in ("stop_notice_number", "stop_notice_on")
                if row.get(name) and case.get(name)
            ]
            if parts and any(one != other for one, other in both):
                about = {"ledger_notice": _notice(row), "case_notice": _notice(case)}
                yield Found("stop_notice", about, row.source, case.source, ground(parts[0]), parts[0])


def _notice(row: RegisterRow) -> str:
    told = [str(row.get("stop_notice_number") or ""), _day(row.get("stop_notice_on"))]
    return " ".join(filter(None, told)) or DASH


def _entry(rows: Sequence[RegisterRow]) -> str:
    """Return what the ledger says in one sentence."""
    said = []
    for row in rows:
        day, note = _day(row.get("found_on")), str(row.get("note") or "")
        notice = f"责令停止{_notice(row)}" if row.get("stop_notice_number") or row.get("stop_notice_on") else ""
        said.append("，".join(filter(None, (f"{day}巡查发现" if day else "巡查发现", note, notice))))
    return "；".join(said) or "台账没有记录"


def _rows(rows: Sequence[RegisterRow]) -> str:
    return "；".join(row.source for row in rows) or DASH


def _day(value: object) -> str:
    return day_in_words(value) if isinstance(value, PartialDate) else ""


@contradiction("C16")
def reports_and_results(look: Look) -> Iterator[Found]:
    """What the public reported against the patches issued, what was found, and when patrol found it."""
    final = {entry.value for entry in look.rulebook.codelist("finding") if entry.get("final") is True}
    for row in look.rows("public_reports"):
        number = str(row.get("patch_number"))
        parts = look.parts_of(number)
        about: dict[str, object] = {"report": _report(row), "number": number}
        if not parts:
            yield Found("no_patch", about, row.source, look.role("patches"), subject=number)
            continue
        largest = max(parts, key=lambda facts: (ground(facts) is not None, ground(facts)))
        findings = {facts["finding"] for facts in parts}
        if findings <= final and "unlawful" not in findings:
            told = {**about, **look.words(largest, "finding"), "ground": look.word(largest, "ground_state")}
            second = look.source(largest, "ground_state")
            yield Found("not_unlawful", told, row.source, second, ground(largest), largest)
        yield from _before_patrol(look, row, about, largest)


def _before_patrol(look: Look, row: RegisterRow, about: dict[str, object], facts: Facts) -> Iterator[Found]:
    reported, found_on = row.get("reported_on"), date_of(facts, "patrol_found_on")
    if not isinstance(reported, PartialDate) or facts["finding"] != "unlawful":
        return
    if found_on is None and facts["in_patrol_ledger"] is False:
        told = {**about, "patrol": "动态巡查台账没有记录", "late": "群众举报，动态巡查没有发现"}
    elif found_on is not None and (days := days_between(reported, found_on)) > 0:
        told = {**about, "patrol": f"{day_in_words(found_on)}巡查发现", "late": f"巡查发现晚于举报{days}天"}
    else:
        return
    second = look.source(facts, "patrol_found_on") if found_on else look.role("patrol")
    yield Found("before_patrol", told, row.source, second, ground(facts), facts)


def _report(row: RegisterRow) -> str:
    day, channel, note = _day(row.get("reported_on")), str(row.get("channel") or ""), str(row.get("note") or "")
    head = f"{day}{channel}".strip()
    return "：".join(filter(None, (head, note))) if is_known(head) or note else "举报"
