"""The joint review: what departments answer for, the evidence each category asks for, the rules that concern it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tuban.render.lawbook_print.citing import briefly_cited, cited
from tuban.render.lawbook_print.docx_book import Column, Content, DocxBook, Run
from tuban.rules.opinions.definitions import KNOWN, Condition, opinion_book
from tuban.rules.rulebook import Rulebook


def opinions(book: DocxBook, rulebook: Rulebook, words: Mapping[str, Any]) -> None:
    """Write the points of every department, then the evidence by category; nothing where the lawbook has none."""
    if not rulebook.opinions:
        return
    told = opinion_book(rulebook)
    book.heading(1, told.title)
    book.paragraph(words["opinions_lead"])
    for department in told.departments.values():
        book.heading(2, f"{department.title}：{department.about}")
        book.paragraph(cited(department.cites, rulebook, words), keep_next=True)
        rows: list[tuple[Content, ...]] = [
            (
                point.title,
                _in_words(point.yes, rulebook, words),
                _in_words(point.no, rulebook, words),
                "、".join(rulebook.codelist("finding").label(one) for one in point.must),
                point.settled_by,
                briefly_cited(point.cites, rulebook, words),
                "",
            )
            for point in department.points
        ]
        columns = (("point", 5), ("point_yes", 5), ("point_no", 4), ("point_must", 3), ("settled_by", 4))
        book.table(
            [*(Column(words[name], width) for name, width in columns), Column(words["point_cites"], 3),
             Column(words["comment"], 3)],
            rows, size=8.5,
        )  # fmt: skip
    book.heading(2, words["evidence_title"])
    book.paragraph(words["evidence_lead"])
    evidence: list[tuple[Content, ...]] = [
        (
            rulebook.codelist("finding").label(finding),
            [item.title, *([Run(f" {words['evidence_paper']}", colour="warn")] if item.is_paper else [])],
            _in_words(item.shown_by, rulebook, words),
            "、".join(told.objections.get(finding, ())) if place == 0 else words["same"],
            briefly_cited(told.evidence_cites[finding], rulebook, words) if place == 0 else words["same"],
            "",
        )
        for finding, items in told.evidence.items()
        for place, item in enumerate(items)
    ]
    shown = (("evidence_of", 3), ("evidence_item", 6), ("evidence_by", 7), ("evidence_rules", 3))
    book.table(
        [*(Column(words[name], width) for name, width in shown), Column(words["point_cites"], 3.6),
         Column(words["comment"], 3.4)],
        evidence, size=8.5,
    )  # fmt: skip


def _in_words(condition: Condition, rulebook: Rulebook, words: Mapping[str, Any]) -> str:
    """Return a condition as its reader knows it: any one of these facts, with one of these values."""
    said = []
    for name, values in condition.items():
        kind = rulebook.vocabulary[name]
        labels = [
            words["point_known"] if one == KNOWN else words[one] if kind.type == "flag" else rulebook.label(name, one)
            for one in values
        ]
        said.append(f"{kind.title}：{'、'.join(labels)}")
    return "；".join(said)
