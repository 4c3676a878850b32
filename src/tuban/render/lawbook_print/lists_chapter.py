"""Code lists, names of facts, holidays: the closed words that everything else is said in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tuban.render.lawbook_print.citing import cited
from tuban.render.lawbook_print.docx_book import Column, Content, DocxBook, Run
from tuban.rules.fact_words import UNIT_WORDS
from tuban.rules.rulebook import Rulebook
from tuban.rules.vocabulary import Entry


def codelists(book: DocxBook, rulebook: Rulebook, words: Mapping[str, Any]) -> None:
    """Write every code list in its official order."""
    book.heading(1, words["lists_title"])
    book.paragraph(words["lists_lead"])
    for codelist in rulebook.codelists.values():
        book.heading(3, codelist.title)
        about = Run(words["list_about"].format(name=codelist.name), colour="mute")
        book.paragraph([about, *cited(codelist.cites, rulebook, words)], keep_next=True)
        book.table(
            [
                Column(words["code"], 5),
                Column(words["word"], 7),
                Column(words["aliases"], 6),
                Column(words["attributes"], 5),
                Column(words["comment"], 4),
            ],
            [
                (
                    Run(entry.value, colour="mute"),
                    entry.label,
                    "、".join(entry.aliases),
                    attributes_in_words(entry, codelist.name, rulebook, words),
                    "",
                )
                for entry in codelist
            ],
            size=8.5,
        )


def attributes_in_words(entry: Entry, codelist: str, rulebook: Rulebook, words: Mapping[str, Any]) -> str:
    """Return what a code list says of a word besides its label."""
    said = []
    for name, value in entry.extra.items():
        title = words["attribute_names"].get(name, name)
        if value is True:
            said.append(title)
        elif value is not False:
            values = value if isinstance(value, list | tuple) else [value]
            shown = "、".join(_attribute(str(one), f"{codelist}.{name}", rulebook, words) for one in values)
            said.append(f"{title}：{shown}")
    return "；".join(said)


def _attribute(value: str, place: str, rulebook: Rulebook, words: Mapping[str, Any]) -> str:
    """Return the Chinese word of an attribute: a word of a code list, the title of a parameter or of a fact."""
    own = words["attribute_lists"].get(place, place.partition(".")[0])
    if value in rulebook.codelists[own].by_value:
        return rulebook.codelists[own].label(value)
    if value in rulebook.parameters:
        return rulebook.parameters[value].title
    if value in rulebook.vocabulary:
        return rulebook.vocabulary[value].title
    return str(words["attribute_words"].get(value, value))


def facts(book: DocxBook, rulebook: Rulebook, words: Mapping[str, Any]) -> None:
    """Write the names of all facts by group."""
    book.heading(1, words["facts_title"])
    book.paragraph(words["facts_lead"])
    groups = dict.fromkeys(kind.group for kind in rulebook.vocabulary)
    for group in groups:
        book.heading(2, words["groups"].get(group, group))
        rows: list[tuple[Content, ...]] = []
        for kind in rulebook.vocabulary.group(group):
            listed = f"：{rulebook.codelist(kind.codelist).title}" if kind.codelist else ""
            unit = f"（{UNIT_WORDS.get(kind.unit, kind.unit)}）" if kind.unit else ""
            rows.append(
                (
                    [kind.title, "\n", Run(kind.name, colour="mute", size=8)],
                    words["kinds"][kind.type] + unit + listed,
                    words["makers"][kind.made_by],
                    kind.settled_by,
                    "",
                )
            )
        book.table(
            [
                Column(words["fact"], 7),
                Column(words["kind"], 5.4),
                Column(words["maker"], 2.4, centred=True),
                Column(words["settled_by"], 7.4),
                Column(words["comment"], 4),
            ],
            rows,
            size=8.5,
        )


def calendars(book: DocxBook, rulebook: Rulebook, words: Mapping[str, Any]) -> None:
    """Write the holidays and the worked weekends of every year that the lawbook fixes."""
    book.heading(1, words["calendars_title"])
    book.paragraph(words["calendars_lead"])
    for node in rulebook.calendars.values():
        book.heading(2, node.text("title"))
        book.paragraph(cited(node.texts("cites"), rulebook, words), keep_next=True)
        rows = [
            (words["from_to"].format(start=span["from"], end=span["to"]), span["because"], "")
            for span in node.sequence("holidays")
        ]
        book.table([Column(words["holiday"], 8), Column(words["reason_of_day"], 8), Column(words["comment"], 6)], rows)
        book.paragraph(f"{words['make_up']}：{'、'.join(node.texts('make_up_days'))}")
