"""The record of a case as papers take it: every field they may name, and the lists."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from django.utils import timezone

from tuban.rules.case_papers import Record, Table, templates
from tuban.rules.rulebook import Rulebook
from tuban.workflow.cases.course import Course
from tuban.workflow.cases.filing import Answered, filing_basis, filing_grounds, offender_of
from tuban.workflow.cases.ground import Ground, grounds_of
from tuban.workflow.cases.law import law_of, word
from tuban.workflow.cases.models import Case, Item, Measure, Paper
from tuban.workflow.cases.papers.wording import (
    cited,
    day_in_words,
    day_written,
    facts_in_words,
    items_in_words,
    lead_in_words,
    limit_in_words,
    numbered,
    performed_in_words,
    place_of,
    provisions,
    surcharge_in_words,
    surcharge_rate,
    unperformed_in_words,
    violation_in_words,
)
from tuban.workflow.cases.penalties import fines_due, together
from tuban.workflow.cases.proposing import proposals
from tuban.workflow.cases.queries import items_of
from tuban.workflow.evidence.queries import attachments_of

_DAYS = {
    "received_on": "lead", "verified_on": "verified", "filed_on": "filed", "stop_on": "stop",
    "examined_on": "examined", "reviewed_on": "legal_review", "discussed_on": "discussed", "notified_on": "notified",
    "decided_on": "decided", "served_on": "served", "demanded_on": "demanded", "investigated_to": "investigated",
}  # fmt: skip
_LIMITS = {
    "statement_limit": "limits/case/statement", "hearing_limit": "limits/case/hearing_request",
    "review_limit": "limits/case/review_application", "demand_limit": "limits/case/demand",
    "registration_limit": "limits/case/evidence_registration",
    "court_limit": "limits/case/court_application",
}  # fmt: skip
_PROVING = frozenset({"survey_record", "questioning", "stop", "evidence_registration"})
FILING = "filing"
_DIGEST = 8
_SUIT, _SUIT_DEMOLITION = "limits/case/suit", "limits/case/suit_against_demolition"
_PAYMENT = "limits/case/payment"


def record_of(course: Course, *, day: date) -> Record:
    """Return the record of a case for a paper of a day."""
    case, law = course.case, law_of(course.case)
    grounds = grounds_of(case)
    items = items_of(case)
    fields = {
        **_of_case(case, course, grounds, law),
        **_days(course, day),
        **_law_of_acts(case, grounds, law, day),
        **_penalty(case, items, law, day),
        **_owed(course, items, law, day),
        **_persons(course, law),
        **_lead(case, grounds, law),
    }
    evidence = _evidence(case, grounds, law)
    fields["proofs"] = _proofs(evidence)
    fields["last_paper"] = _last_served(case)
    empty = {"persons"} if not fields["persons"] else set()
    if not fields["payment"] and items:
        empty.add("payment")
    if not fields["surcharge"]:
        empty.add("surcharge")
    return Record(fields, frozenset(empty), {"evidence": evidence, "papers": _papers(case)})


def _of_case(case: Case, course: Course, grounds: list[Ground], law: Rulebook) -> dict[str, str]:
    offender = offender_of(case, grounds)
    told = case.offender
    organ = case.organ
    place = organ.short_name or organ.name
    report = course.answers.get("major_report")
    major = {"yes": "是", "no": "否"}.get(report.value if report is not None else "")
    proposal = proposals(course, grounds)["major_report"].answer
    officers = list(case.officers.all())
    kept: list[dict[str, str]] = next(
        (course.done[one].officers for one in ("investigated", "verified") if one in course.done
         and course.done[one].officers), [],
    )  # fmt: skip
    pairs = [(one["name"], one["certificate"]) for one in kept] or [(one.name, one.certificate) for one in officers]
    return {
        "title": case.title, "case_number": case.number, "source": word(law, "case_source", case.source),
        "source_reference": case.source_reference, "is_major": major or {True: "是", False: "否", None: ""}[proposal],
        "organ": organ.name, "government": f"{place}人民政府",
        "upper_organ": organ.above.name if organ.above is not None else "", "court": f"{place}人民法院",
        "offender": offender, "offender_block": _offender_block(case, offender, law),
        "representative": told.get("representative", ""), "document": told.get("document", ""),
        "address": told.get("address", ""), "telephone": told.get("telephone", ""),
        "place": case.place or place_of(case, grounds),
        "facts": facts_in_words(case, grounds, offender, law),
        "officers": "、".join(f"{name}（{certificate}）" for name, certificate in pairs if certificate),
        "officer_names": "、".join(name for name, _certificate in pairs),
    }  # fmt: skip


def _offender_block(case: Case, offender: str, law: Rulebook) -> str:
    if not offender:
        return ""
    told = case.offender
    parts = [offender]
    if case.offender_kind:
        parts.append(word(law, "user_kind", case.offender_kind))
    labels = (
        ("representative", "法定代表人（负责人）"), ("document", "证件号码"), ("address", "地址"), ("telephone", "电话")
    )  # fmt: skip
    parts += [f"{label}：{told[name]}" for name, label in labels if told.get(name)]
    return "，".join(parts)


def _days(course: Course, day: date) -> dict[str, str]:
    done = course.done
    found = {name: day_in_words(done[step].day) for name, step in _DAYS.items() if step in done}
    if "filed" in done:
        found["investigated_from"] = day_in_words(done["filed"].day)
    for name, step in (("notice_number", "notified"), ("decision_number", "decided")):
        if step in done:
            found[name] = done[step].number
    for name, kind in (("notice_number", "notice"), ("decision_number", "decision")):
        if not found.get(name):
            paper = Paper.objects.filter(case=course.case, kind=kind).exclude(number="").first()
            found[name] = paper.number if paper is not None else ""
    decided = course.step("decided")
    if decided.due is not None and decided.due.last_day is not None:
        found["decision_due"] = day_in_words(decided.due.last_day)
    if course.case.act_on is not None:
        found["act_on"] = day_in_words(course.case.act_on)
    found.setdefault("investigated_to", day_in_words(day) if "filed" in done else "")
    found.setdefault("examined_on", day_in_words(day) if "investigated" in done else "")
    found.setdefault("discussed_on", day_in_words(day) if "examined" in done else "")
    return found


def _law_of_acts(case: Case, grounds: list[Ground], law: Rulebook, day: date) -> dict[str, str]:
    breaks, punished = provisions(grounds, law)
    violation = violation_in_words(grounds, law)
    nature = law.cases.mapping("wording").text("nature")
    basis = {str(one.facts["area_basis"]) for one in grounds if isinstance(one.facts["area_basis"], str)}
    return {
        "breaks": breaks, "punished_by": punished, "violation": violation,
        "nature": nature.format(breaks=breaks, violation=violation) if breaks and violation else "",
        "grounds": "；".join(word(law, "filing_ground", one) for one in filing_grounds(grounds)),
        "conditions": "\n".join(
            _condition(place, one)
            for place, one in enumerate(filing_basis(case, on=day, grounds=grounds), start=1)
        ),
        "basis": "、".join(word(law, "area_basis", one) for one in sorted(basis)),
    }  # fmt: skip


def _condition(place: int, one: Answered) -> str:
    """Return a condition as the form lists it; why stands with those that are not simply so."""
    word = "待查明" if one.answer is None else "是" if one.answer else "否"
    return f"{place}．{one.condition.title}：{word}" + ("" if one.answer else f"（{one.why}）")


def _penalty(case: Case, items: list[Item], law: Rulebook, day: date) -> dict[str, str]:
    region = case.area_code[:6]
    found = {name: limit_in_words(law, path, on=day, region=region) for name, path in _LIMITS.items()}
    demolishes = any(one.item == "demolish" for one in items)
    found["suit_limit"] = limit_in_words(law, _SUIT_DEMOLITION if demolishes else _SUIT, on=day, region=region)
    limit = law.parameter("limits/case/hearing_request", on=day, region=region)
    found["hearing_cite"] = cited(limit.cites, law)
    pattern = law.cases.mapping("wording").text("payment")
    found["payment"] = pattern.format(
        payment_limit=limit_in_words(law, _PAYMENT, on=day, region=region),
        surcharge_rate=surcharge_rate(law, on=day, region=region),
    ) if any(one.item == "fine" for one in items) else ""  # fmt: skip
    found["items"] = numbered(items_in_words(items, law))
    held = [(one, [done for done in one.performances.all() if not done.struck_because]) for one in items]
    has_several = len({one.line_id for one in items}) > 1
    found["confiscated"] = "；".join(items_in_words([one for one in items if one.item == "confiscate"], law))
    found["performed"] = "\n".join(
        performed_in_words(one, done, law, told_of=str(one.line.patch) if has_several else "") for one, done in held
    )
    found["unperformed"] = numbered(unperformed_in_words(items, law))
    found["closing"] = word(law, "case_closing", case.closing)
    return found


def _owed(course: Course, items: list[Item], law: Rulebook, day: date) -> dict[str, str]:
    """Return what is left of the penalty, and what the fines have grown by until a day; empty where they have not."""
    left = numbered(unperformed_in_words(items, law))
    if not left and items:
        left = law.cases.mapping("wording").text("nothing_left") + "。"
    fines = [stands for _item, stands in fines_due(replace(course, on=day), items)]
    grown = surcharge_in_words(together(fines), law, day=day, region=course.case.area_code[:6]) if fines else ""
    return {"left": left, "surcharge": grown}


def _persons(course: Course, law: Rulebook) -> dict[str, str]:
    rows = list(Measure.objects.filter(case=course.case))
    if not rows and course.nobody is not None:
        because = word(law, "persons_none", course.nobody.details.get("because", ""))
        return {"persons_named": "", "persons": f"{because}：{course.nobody.words}"}
    return {
        "persons_named": "、".join(dict.fromkeys(_named(one) for one in rows)),
        "persons": "；".join(
            f"{_named(one)}：{word(law, 'persons_measure', one.kind)}，{one.organ}"
            + (f"，{word(law, 'person_outcome', one.outcome)}" if one.outcome else "")
            for one in rows
        ),
    }


def _named(one: Measure) -> str:
    return f"{one.name}（{one.position}）" if one.position else one.name


def _lead(case: Case, grounds: list[Ground], law: Rulebook) -> dict[str, str]:
    """Return what the form of the lead says: nobody has been there yet, so what is unknown is still to be found out."""
    words = law.cases.mapping("wording")
    unknown = words.text("lead_unknown")
    return {
        "lead_facts": lead_in_words(case, grounds, law), "lead_place": case.place or place_of(case, grounds) or unknown,
        "suspect": offender_of(case, grounds) or unknown,
        "filing_number": case.number or words.text("before_filing"),
    }  # fmt: skip


def _last_served(case: Case) -> str:
    """Return the paper that was issued last with a number: what is served next."""
    last = Paper.objects.filter(case=case).exclude(number="").exclude(kind=FILING).order_by("-at").first()
    return f"{last.title}（{last.number}）" if last is not None else ""


def _evidence(case: Case, grounds: list[Ground], law: Rulebook) -> Table:
    """Return the evidence: files of the patches, those of the field with the day on which they were taken, the images,
    and the papers that prove something."""
    rows: list[tuple[str, ...]] = []
    for one in grounds:
        for attachment in attachments_of(one.patch).prefetch_related("exhibit__captures"):
            exhibit = attachment.exhibit
            taken = next((held.taken_at for held in exhibit.captures.all() if not held.is_withdrawn), None)
            day = day_in_words(timezone.localdate(taken or attachment.at))
            title = f"{_kind_of(exhibit.kind, law, from_field=taken is not None)}：{exhibit.name}"
            rows.append((title, str(one.patch), day, exhibit.checksum[:_DIGEST]))
        rows.append((_images(law), str(one.patch), day_written(one.patch.after_on), ""))
    rows += [
        (paper.title, paper.number, day_in_words(paper.day), paper.checksum[:_DIGEST])
        for paper in _current_papers(case)
        if paper.kind in _PROVING
    ]
    numbered_rows = tuple((str(place), *row) for place, row in enumerate(rows, start=1))
    return Table(("序号", "证据名称", "图斑或文号", "日期", "摘要值"), numbered_rows, (11, 42, 46, 36, 21))


def _proofs(evidence: Table) -> str:
    """Return what kinds of evidence there are, as a decision names them."""
    return "、".join(dict.fromkeys(row[1].partition("：")[0] for row in evidence.rows))


def _images(law: Rulebook) -> str:
    return str(law.cases.mapping("wording").text("images"))


def _kind_of(kind: str, law: Rulebook, *, from_field: bool) -> str:
    words = law.cases.mapping("wording")
    name = str(words.mapping("exhibits").text(kind))
    return str(words.text("from_field")).format(kind=name) if from_field else name


def _current_papers(case: Case) -> list[Paper]:
    """Return the papers that stand: the last edition of each kind; each of those that a case may have several of."""
    several = {name for name, one in templates(law_of(case)).items() if one.several}
    found: dict[object, Paper] = {}
    for paper in Paper.objects.filter(case=case).order_by("kind", "-edition"):
        found.setdefault(paper.pk if paper.kind in several else paper.kind, paper)
    return sorted(found.values(), key=lambda one: (one.day, one.at))


def _papers(case: Case) -> Table:
    rows = tuple(
        (str(place), paper.title, paper.number or "—", day_in_words(paper.day), "")
        for place, paper in enumerate(_current_papers(case), start=1)
    )
    return Table(("序号", "文书名称", "文号", "日期", "页码"), rows, (11, 52, 46, 36, 11))
