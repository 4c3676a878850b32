"""The forms and cards: what every column shows, in which unit, and what must add up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tuban.render.lawbook_print.citing import cited, own_cites
from tuban.render.lawbook_print.docx_book import Column, Content, DocxBook, Run
from tuban.rules.cards.book import card_book
from tuban.rules.cards.definitions import ALWAYS, NEVER, Card, Condition, Field
from tuban.rules.fact_words import UNIT_WORDS
from tuban.rules.forms import fill_forms, statutory_forms
from tuban.rules.forms import wording as wording_of
from tuban.rules.forms.definition import Column as FormColumn
from tuban.rules.forms.definition import Form, Measure
from tuban.rules.forms.filled import FilledForm, Section
from tuban.rules.forms.formulas import population_in_words, share_in_words, where_in_words
from tuban.rules.forms.words import Wording
from tuban.rules.rulebook import Rulebook


def forms(book: DocxBook, rulebook: Rulebook, words: Mapping[str, Any]) -> None:
    """Write every form, then every card."""
    book.heading(1, words["forms_title"])
    book.paragraph(words["forms_lead"])
    filled = fill_forms([], [], rulebook)
    for form, done in zip(statutory_forms(rulebook), filled, strict=True):
        _form(book, form, done, rulebook, words)
    for card in card_book(rulebook).cards.values():
        _card(book, card, rulebook, words)


def _form(book: DocxBook, form: Form, done: FilledForm, rulebook: Rulebook, words: Mapping[str, Any]) -> None:
    book.heading(2, f"{form.sheet.split(' ')[0]} {form.title}" if " " in form.sheet else form.title)
    about = words["form_about"].format(
        requirement=form.requirement,
        row=words["rows_by"][form.one_row_per],
        paper=form.paper,
        orientation=words[form.orientation],
        unit=done.unit_line,
    )
    book.paragraph(about, keep_next=True)
    book.paragraph([words["table_rests_on"], *cited(form.cites, rulebook, words)], keep_next=True)
    by_division = form.one_row_per == "region"
    if by_division:
        wording = wording_of(rulebook)
        shown = [_figure(measure, measure.sums, wording, words) for measure in form.measures.values()]
        book.paragraph(words["measures_of_form"] + "；".join(shown) + "。", keep_next=True)
    for definition, section in zip(form.sections, done.sections, strict=True):
        if section.title:
            book.paragraph(section.title, style="Lead", keep_next=True)
        if form.one_row_per == "class":
            _classes(book, section, words)
        if by_division:
            _summary_columns(book, form, definition.columns, rulebook, words)
        else:
            _plain_columns(book, form, section, rulebook, words)
    if form.notes:
        book.paragraph(f"{words['notes_of_form']}：" + "；".join(note.rstrip("。") for note in form.notes) + "。")
    if done.checks:
        book.paragraph(words["checks_of_form"], style="Lead", keep_next=True)
        book.table(
            [Column(words["relation"], 14), Column(words["rests_on"], 7), Column(words["comment"], 4.4)],
            [(check.says, own_cites(check.cites, form.cites, rulebook, words), "") for check in done.checks],
            size=8.5,
        )


def _classes(book: DocxBook, section: Section, words: Mapping[str, Any]) -> None:
    book.table(
        [
            Column(words["serial"], 1.2, centred=True),
            Column(words["class"], 6),
            Column(words["counts"], 13),
            Column(words["comment"], 4),
        ],
        [(str(place), "　" * row.level + row.title, row.says, "") for place, row in enumerate(section.rows, 1)],
        size=8.5,
    )


def _summary_columns(
    book: DocxBook, form: Form, columns: Sequence[FormColumn], rulebook: Rulebook, words: Mapping[str, Any]
) -> None:
    """Write one line for each population, with everything that is shown of it."""
    rows = []
    for place, column in enumerate(columns, 1):
        counts, shown = shown_of_column(form, column, rulebook, words)
        title = " › ".join((*column.header, column.title))
        cites = own_cites(column.cites or form.cites, form.cites, rulebook, words)
        rows.append((str(place), title, counts, shown, cites, ""))
    book.table(
        [
            Column(words["serial"], 1.2, centred=True),
            Column(words["column"], 5.4),
            Column(words["counts"], 9.4),
            Column(words["shown_measures"], 4),
            Column(words["rests_on"], 3.4),
            Column(words["comment"], 3.4),
        ],
        rows,
        size=8.5,
    )


def shown_of_column(form: Form, column: FormColumn, rulebook: Rulebook, words: Mapping[str, Any]) -> tuple[str, str]:
    """Return which parts a column is about and what it shows of them, in words."""
    wording = wording_of(rulebook)
    if column.measures:
        shown = "、".join(_measure(form, column, name, wording, words) for name in column.measures)
        return population_in_words(form, column, wording), shown
    if column.share is not None:
        return share_in_words(form, column, wording), "%"
    says = where_in_words(column.flag, wording) if column.flag is not None else ""
    facts = wording.codelists["facts"]
    shows = (column.shows or "").removeprefix("ratio.")
    if column.paper is not None:
        kinds = rulebook.codelist("paper_kind").by_value
        says = "、".join(kinds[kind].label for kind in column.paper_kinds if kind in kinds)
        shows = column.paper
    return says, facts.get(shows, shows)


def _measure(form: Form, column: FormColumn, name: str, wording: Wording, words: Mapping[str, Any]) -> str:
    """Return what is shown of a population; in full where the column adds up another figure than the form."""
    measure = form.measures[name]
    own = column.sums.get(name)
    return measure.title if own in (None, measure.sums) else _figure(measure, own, wording, words)


def _figure(measure: Measure, fact: str | None, wording: Wording, words: Mapping[str, Any]) -> str:
    if fact is None:
        return measure.title
    unit = UNIT_WORDS.get(measure.unit, measure.unit)
    title = wording.codelists["facts"].get(fact, fact)
    return str(words["figure_shown"].format(title=measure.title, fact=title, unit=unit, places=measure.places))


def _plain_columns(book: DocxBook, form: Form, section: Section, rulebook: Rulebook, words: Mapping[str, Any]) -> None:
    shown = [column for column in section.columns if column.says]
    book.table(
        [
            Column(words["serial"], 1.2, centred=True),
            Column(words["column"], 6),
            Column(words["counts"], 9.6),
            Column(words["unit"], 1.6, centred=True),
            Column(words["places"], 1.3, centred=True),
            Column(words["rests_on"], 3.6),
            Column(words["comment"], 3.4),
        ],
        [
            (
                str(place),
                " › ".join(column.path),
                column.says,
                "%" if column.unit == "percent" else UNIT_WORDS.get(column.unit, column.unit),
                str(column.places) if column.kind in ("number", "percent") else "",
                own_cites(column.cites, form.cites, rulebook, words),
                "",
            )
            for place, column in enumerate(shown, 1)
        ],
        size=8.5,
    )


# Cards -------------------------------------------------------------------------------------------------------------


def _card(book: DocxBook, card: Card, rulebook: Rulebook, words: Mapping[str, Any]) -> None:
    book.heading(2, card.title)
    book.paragraph(words["cards_lead"] if card.blocks else card.notice, keep_next=True)
    book.paragraph([words["table_rests_on"], *cited(card.cites, rulebook, words)], keep_next=True)
    blocks: list[tuple[str, Sequence[Field], tuple[str, ...]]] = [("", card.columns, card.cites)]
    for block in card.blocks:
        own = [field for row in block.rows for field in row.fields]
        own += list(block.repeats.columns) if block.repeats else []
        blocks.append((block.title, own, block.cites))
    rows = [
        (str(place), *_field_row(title, field, (cites, card.cites), rulebook, words))
        for place, (title, field, cites) in enumerate(
            ((title, field, cites) for title, own, cites in blocks for field in own), 1
        )
    ]
    book.table(
        [
            Column(words["serial"], 1.2, centred=True),
            Column(words["field"], 5.2),
            Column(words["shows"], 7.2),
            Column(words["required"], 3, centred=True),
            Column(words["asked_when"], 3.6),
            Column(words["rests_on"], 3.4),
            Column(words["comment"], 3.4),
        ],
        rows,
        size=8.5,
    )


def _field_row(
    block: str,
    field: Field,
    cites: tuple[tuple[str, ...], tuple[str, ...]],
    rulebook: Rulebook,
    words: Mapping[str, Any],
) -> tuple[Content, ...]:
    of_block, of_card = cites
    boxes = "　".join(f"□{box.label}" for box in field.boxes)
    return (
        [*([Run(f"{block} › ", colour="mute")] if block else []), field.title],
        "\n".join(filter(None, (shown_in_words(field, rulebook, words), boxes))),
        required_in_words(field.required, rulebook, words),
        required_in_words(field.asked_when, rulebook, words),
        own_cites(field.cites or of_block, of_card, rulebook, words),
        "",
    )


def shown_in_words(field: Field, rulebook: Rulebook, words: Mapping[str, Any]) -> str:
    """Return the facts that a field shows by their titles, or the papers it reads."""
    facts, fields = rulebook.vocabulary.facts, words["paper_fields"]
    shown = "、".join(
        facts[name].title if name in facts else fields.get(name, name) for name in (*field.shows, *field.also)
    )
    if field.paper:
        kinds = rulebook.codelist("paper_kind").by_value
        papers = words["papers_of"].format(kinds="、".join(kinds[kind].label for kind in field.paper if kind in kinds))
        return f"{papers}：{shown}" if shown else str(papers)
    return shown or str(words["by_hand"])


def required_in_words(condition: Condition, rulebook: Rulebook, words: Mapping[str, Any]) -> Content:
    """Return in words when a field must be filled, or when it is asked."""
    if condition == NEVER:
        return ""
    if condition == ALWAYS or condition.always:
        return Run(words["always"], colour="mute")
    said = []
    for fact, values in condition.terms:
        labels = sorted(
            words["yes" if value else "no"] if isinstance(value, bool) else rulebook.label(fact, value)
            for value in values
        )
        said.append(f"{rulebook.vocabulary[fact].title}为{'或'.join(labels)}")
    if condition.present:
        facts = "、".join(rulebook.vocabulary[fact].title for fact in condition.present)
        said.append(words["one_told"].format(facts=facts))
    return "，".join(said)
