"""The chapter of signatures: who signs a form, in which order, what each answers for, what a later change does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tuban.render.lawbook_print.citing import briefly_cited, cited
from tuban.render.lawbook_print.docx_book import Column, Content, DocxBook, Run
from tuban.rules.rulebook import Rulebook
from tuban.rules.signing import Chain, Part, Signing, Step, signing_of


def signing(book: DocxBook, rulebook: Rulebook, words: Mapping[str, Any]) -> None:
    """Write every chain: its steps, then the parts of its forms. A lawbook of before may have none."""
    if not rulebook.signing:
        return
    found = signing_of(rulebook)
    book.heading(1, words["signing_title"])
    book.paragraph(words["signing_lead"])
    for chain in found.chains:
        book.heading(2, chain.title)
        titles = "、".join(rulebook.form(form).text("title") for form in chain.forms)
        about = Run(words["signing_forms"].format(forms=titles), colour="mute")
        book.paragraph([about, *cited(chain.cites, rulebook, words)], keep_next=True)
        book.table(
            [
                Column(words["signing_level"], 2.6, centred=True),
                Column(words["signing_step"], 3.4),
                Column(words["signing_who"], 5),
                Column(words["signing_answers"], 9),
                Column(words["rests_on"], 4),
                Column(words["comment"], 3.4),
            ],
            [_step(step, rulebook, words) for step in chain.steps],
            size=8.5,
        )
        book.table(
            [
                Column(words["signing_part"], 3.4),
                Column(words["signing_spaces"], 11.6),
                Column(words["signing_change"], 5),
                Column(words["rests_on"], 4),
                Column(words["comment"], 3.4),
            ],
            [_part(part, chain, found, rulebook, words) for part in chain.parts],
            size=8.5,
        )


def _step(step: Step, rulebook: Rulebook, words: Mapping[str, Any]) -> tuple[Content, ...]:
    units = "、".join(words["signing_units"][one] for one in step.units)
    if step.group:
        who = words["signing_group"].format(
            units=units, group=words["signing_groups"][step.group], duty=step.group_duty,
            instead=units + "、".join(words["signing_roles"][one] for one in step.instead),
        )  # fmt: skip
    else:
        duty = words["signing_duties"][step.duty] if step.duty else ""
        roles = "、".join(words["signing_roles"][one] for one in step.roles)
        who = words["signing_post"].format(units=units, duty=duty, roles=roles)
    title: Content = [step.title, "\n", Run(step.id, colour="mute", size=8)]
    return step.level_title, title, who, step.answers, briefly_cited(step.cites, rulebook, words), ""


def _part(
    part: Part, chain: Chain, found: Signing, rulebook: Rulebook, words: Mapping[str, Any]
) -> tuple[Content, ...]:
    titles: dict[str, str] = {}
    for form in chain.forms:
        _titles(rulebook.form(form), titles)
    said = [titles.get(name, name) for name in part.spaces]
    said += [words["signing_block"].format(title=titles.get(name, name)) for name in part.blocks]
    if part.is_rest:
        said.append(words["signing_rest"])
    title: Content = [part.title, "\n", Run(part.id, colour="mute", size=8)]
    return title, "、".join(said), found.effects[part.effect], briefly_cited(part.cites, rulebook, words), ""


def _titles(node: Any, into: dict[str, str]) -> None:
    if isinstance(node, dict):
        if isinstance(node.get("id"), str) and isinstance(node.get("title"), str):
            into.setdefault(node["id"], node["title"])
        for value in node.values():
            _titles(value, into)
    elif isinstance(node, list):
        for value in node:
            _titles(value, into)
