"""Cover, contents, how to read the book, what to review first, and the page for signatures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tuban.render.lawbook_print.citing import PROPOSAL, STATES, state_of, state_tag
from tuban.render.lawbook_print.docx_book import Column, DocxBook, Run
from tuban.rules import inventory
from tuban.rules.inventory import Inventory
from tuban.rules.rulebook import Rulebook


def cover(book: DocxBook, rulebook: Rulebook, counted: Inventory, words: Mapping[str, Any], *, local: str) -> None:
    """Write the cover: title, edition, counts, and on how much of it rests on what."""
    book.space(110)
    book.paragraph(words["title"], style="Cover", centred=True)
    book.paragraph(Run(words["subtitle"], size=20), style="Cover", centred=True)
    book.space(36)
    book.paragraph(Run(words["edition"], colour="mute", size=10), centred=True)
    for half in (rulebook.edition[:32], rulebook.edition[32:]):
        book.paragraph(Run(half, size=12), centred=True)
    if local:
        book.paragraph(words["local_text"].format(folder=local), centred=True)
    book.space(40)
    counts = {
        "count_instruments": counted.instruments,
        "count_parameters": counted.parameters,
        "count_tables": len(counted.tables),
        "count_table_rows": sum(table.rows for table in counted.tables),
        "count_forms": counted.forms,
        "count_rules": counted.rules,
        "count_codelists": counted.codelists,
        "count_facts": counted.facts,
    }
    book.table(
        [Column(words["cover_counts"], 6), Column(words["cover_count"], 3, centred=True)],
        [(words[name], str(count)) for name, count in counts.items()],
        size=10,
    )
    book.space(8)
    book.table(
        [Column(words["cover_states"], 6), Column(words["cover_count"], 3, centred=True)],
        [(state_tag(state, words), str(counted.citations[state])) for state in STATES],
        size=10,
    )
    book.space(24)
    book.paragraph(Run(words["cover_use"], colour="mute"), centred=True)


def contents(book: DocxBook, words: Mapping[str, Any]) -> None:
    """Write the table of contents."""
    book.paragraph(Run(words["contents"], size=16), style="Lead", centred=True, new_page=True)
    book.contents()


def how_to_read(book: DocxBook, rulebook: Rulebook, words: Mapping[str, Any]) -> None:
    """Write how to read and correct the book, what the tags mean, and what should be reviewed first."""
    book.heading(1, words["how_title"])
    for number, line in enumerate(words["how"], 1):
        book.paragraph(f"{number}．{line}")
    book.table(
        [Column(words["state_title"], 5, centred=True), Column(words["meaning"], 20)],
        [(state_tag(state, words), words[f"{state}_means"]) for state in STATES],
    )
    book.heading(2, words["priority_title"])
    book.paragraph(words["priority_lead"])
    uses = inventory.take(rulebook).by_instrument
    urgent = [one for one in rulebook.instruments.values() if state_of(one) != "verified"]
    book.table(
        [
            Column(words["instrument"], 11),
            Column(words["number"], 5),
            Column(words["state"], 3.6, centred=True),
            Column(words["count_uses"], 1.8, centred=True),
            Column(words["comment"], 4.6),
        ],
        [
            (one.title, "" if state_of(one) == PROPOSAL else one.number, state_tag(state_of(one), words),
             str(uses.get(one.id, 0)), "")
            for one in sorted(urgent, key=lambda one: -uses.get(one.id, 0))
        ],
    )  # fmt: skip


def signatures(book: DocxBook, words: Mapping[str, Any]) -> None:
    """Write the page for signatures."""
    book.heading(1, words["sign_title"])
    book.paragraph(words["sign_lead"])
    titles = words["sign_columns"]
    columns = [Column(title, width) for title, width in zip(titles, (4, 4, 5, 2.6, 2.2), strict=True)]
    book.table(columns, [(f"{name}\n\n", "", "", "", "") for name in words["sign_rows"]], size=10)
