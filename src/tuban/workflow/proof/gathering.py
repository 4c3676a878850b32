"""What is known of a patch, as the record of its proof package keeps it: plain values, times with their offset."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.utils import timezone

from tuban.exchange.digests import beside
from tuban.rules.explain import sentences
from tuban.rules.rulebook import Rulebook
from tuban.workflow.audit.acting import subject_of
from tuban.workflow.audit.models import ChainHead, Line
from tuban.workflow.audit.recording import digested
from tuban.workflow.comparison.lawbook import label_of, rulebook
from tuban.workflow.comparison.reading import Reading
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.patches.models import Patch
from tuban.workflow.review.cards import card_reading
from tuban.workflow.review.findings.queries import findings_of
from tuban.workflow.review.opinions.board import conferences_of, opinions_of
from tuban.workflow.scrutiny.proof.known import Office, proofs_of_patch
from tuban.workflow.signoff.queries.seen import documents_of


def record_of(patch: Patch, by: Acting) -> dict[str, Any]:
    """Return what is known of a patch: figures, overlay, proposal, opinions, findings, signed papers, law, photos."""
    reading = card_reading(patch)
    return {
        "patch": {
            "uuid": str(patch.uuid), "number": patch.number, "part": patch.part_number,
            "list": label_of("patch_list", patch.list), "township": patch.township_name, "village": patch.village,
            "campaign": patch.campaign.title, "campaign_code": patch.campaign.code,
            "county": patch.campaign.area_name, "area_m2": str(patch.area_m2), "before_on": patch.before_on,
            "after_on": patch.after_on, "state": str(patch.get_state_display()),
        },
        "outline": json.loads(patch.geometry.geojson),
        **_of_reading(reading),
        "findings": [_finding(one) for one in findings_of(patch)],
        "opinions": [_opinion(one) for one in opinions_of(patch)],
        "conferences": [
            {"finding": label_of("finding", one.finding), "text": one.text, "present": one.present, "by": one.by.name,
             "post": str(one.post), "at": moment(one.at), "is_current": one.is_current}
            for one in conferences_of(patch)
        ],
        "documents": [_document(one) for one in documents_of(*_named(patch))],
        "photos": [
            {"name": one.name, "sha256": one.sha256, "verdict": str(one.verdict), "title": one.title,
             "because": one.because, "facts": [list(fact) for fact in one.facts], "doubts": list(one.doubts)}
            for one in proofs_of_patch(patch, Office(by))
        ],
    }  # fmt: skip


def audit_of(patch: Patch) -> list[dict[str, Any]]:
    """Return every line of the audit about a patch as its digest is made of it, in the order of the numbers."""
    kind, key = _named(patch)
    lines = Line.objects.filter(subject_kind=kind, subject_id=key).order_by("number")
    return [{"values": json.loads(digested(one)), "digest": one.digest} for one in lines]


def audit_head() -> dict[str, Any]:
    """Return the last line of the audit at this moment: its number and digest, in the suite ``gm`` its SM3 too."""
    head = ChainHead.objects.first() or ChainHead()
    line = Line.objects.filter(number=head.number).first()
    anchor = beside(settings.CRYPTO_SUITE, digested(line).encode()) if line is not None else {}
    return {"number": head.number, "digest": head.digest, **anchor}


def moment(at: Any) -> str:
    """Return a time as it is read here; nothing for none."""
    return str(timezone.localtime(at).isoformat(timespec="seconds")) if at else ""


def _named(patch: Patch) -> tuple[str, str]:
    about = subject_of(patch)
    return about.kind, about.key


def _of_reading(reading: Reading | None) -> dict[str, Any]:
    if reading is None:
        return {"overlay": [], "layers": [], "proposal": [], "law": [], "lawbook": ""}
    book = rulebook()
    return {
        "overlay": [
            {name: one.get(name) for name in ("title", "m2", "mu", "share", "edition")}
            for one in reading.comparison.overlaps
        ],
        "layers": [
            {"title": one.title, "edition": one.edition, "as_of": one.as_of, "sha256": one.checksum}
            for one in reading.comparison.editions
        ],
        "proposal": sentences(reading.judgement, book), "law": _law(reading, book),
        "lawbook": reading.comparison.lawbook_edition, "compared_at": moment(reading.comparison.at),
    }  # fmt: skip


def _law(reading: Reading, book: Rulebook) -> list[dict[str, Any]]:
    """Return what the decisions cite, each once, and for which decisions."""
    cited: dict[str, list[str]] = {}
    for decision in reading.judgement.decisions:
        for cite in (*decision.cites, *(cite for value in decision.parameters for cite in value.cites)):
            titles = cited.setdefault(cite, [])
            if decision.title not in titles:
                titles.append(decision.title)
    told = []
    for cite, titles in cited.items():
        citation = book.citation(cite)
        told.append({
            "text": citation.text, "is_verified": citation.instrument.verified,
            "is_proposal": citation.instrument.proposal, "decides": titles,
        })  # fmt: skip
    return told


def _finding(one: Any) -> dict[str, Any]:
    return {
        "finding": label_of("finding", one.finding), "proposed": label_of("finding", one.proposed),
        "violation": label_of("violation_type", one.violation_type), "text": one.text, "differs": one.differs,
        "reasons": [label_of("differing_reason", str(reason)) for reason in one.reasons],
        "counted_mu": "" if one.counted_mu is None else str(one.counted_mu),
        "cultivated_mu": "" if one.counted_cultivated_mu is None else str(one.counted_cultivated_mu),
        "by": one.by.name, "post": str(one.post), "at": moment(one.at), "digest": one.digest,
        "is_current": one.is_current, "reopened_at": moment(one.reopened_at),
        "reopened_because": one.reopened_because,
    }  # fmt: skip


def _opinion(one: Any) -> dict[str, Any]:
    return {
        "department": str(one.get_duty_display()), "verdict": str(one.get_verdict_display()),
        "finding": label_of("finding", one.finding), "violation": label_of("violation_type", one.violation_type),
        "text": one.text, "document": one.document, "law": list(rulebook().citations(_known(one.cites))),
        "by": one.by.name, "post": str(one.post), "at": moment(one.at), "is_current": one.is_current,
    }  # fmt: skip


def _known(cites: Iterable[str]) -> list[str]:
    instruments = rulebook().instruments
    return [one for one in cites if one.partition("#")[0] in instruments]


def _document(one: Any) -> dict[str, Any]:
    """Return a paper as it stood each time that somebody signed it, and every signature, those that fell too."""
    rows = list(one.signatures.select_related("snapshot"))
    signed = {row.snapshot.pk: row.snapshot for row in rows}
    return {
        "form": one.form, "title": f"{one.title} {one.form_title}", "subject": [one.subject_kind, one.subject_id],
        "signed_at": moment(one.signed_at), "is_current": one.is_current,
        "snapshots": [
            {"number": said.number, "digest": said.digest, "edition": said.edition, "at": moment(said.at),
             "cells": said.cells}
            for said in sorted(signed.values(), key=lambda said: said.number)
        ],
        "signatures": [
            {"step": row.step_title, "level": row.level, "person": row.person_name, "post": row.post_title,
             "for": row.for_name, "capacity": str(row.get_capacity_display()), "at": moment(row.at),
             "answers": row.answers, "digest": row.digest, "withdrawn_at": moment(row.withdrawn_at),
             "voided_at": moment(row.voided_at), "voided_because": row.voided_because, "holds": row.is_valid}
            for row in rows
        ],
    }  # fmt: skip
