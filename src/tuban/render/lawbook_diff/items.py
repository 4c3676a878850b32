"""A lawbook as a list of items in words: each says in a few aspects what the law says at one place.

Two editions are compared item by item, so that a change is told as a person would: at which place, of what, from what
to what. Everything of the lawbook is in some item.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from tuban.render.lawbook_diff.procedure_items import procedure_items
from tuban.render.lawbook_print.citing import state_of
from tuban.render.lawbook_print.docx_book import Content, Run
from tuban.render.lawbook_print.forms_chapter import required_in_words, shown_in_words, shown_of_column
from tuban.render.lawbook_print.law_chapters import value_in_words
from tuban.render.lawbook_print.lists_chapter import attributes_in_words
from tuban.render.lawbook_print.printing import printed_words
from tuban.render.lawbook_print.tables_chapter import answer_in_words, asked_in_words
from tuban.rules.cards.book import card_book
from tuban.rules.checks import catalogue_of
from tuban.rules.forms import fill_forms, statutory_forms
from tuban.rules.rulebook import Rulebook
from tuban.rules.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Item:
    """One place of a lawbook: its area, its path, the place there, a title, and what it says by aspect.

    ``place`` is empty for what is said of the whole. An aspect ``asks.x`` is what a row wants of the question x.
    """

    area: str
    path: str
    place: str
    title: str
    aspects: Mapping[str, str]

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes it the same item in another edition."""
        return self.area, self.path, self.place


def items_of(rulebook: Rulebook, words: Mapping[str, Any], *, named_as: Rulebook | None = None) -> Iterator[Item]:
    """Yield every item of a lawbook; ``words`` are those of the comparison.

    With ``named_as`` its words bear the names they have in that edition: a word renamed is one change, told where it is
    defined, and not a change of everything that uses it.
    """
    said = printed_words()
    renamed = rulebook if named_as is None else renamed_as(rulebook, named_as)
    for part in (_instruments, _parameters, _tables, _forms, _cards, _rules, _procedures):
        yield from part(renamed, said, words["places"])
    for part in (_codelists, _facts, _calendars):
        yield from part(rulebook, said, words["places"])


def renamed_as(rulebook: Rulebook, other: Rulebook) -> Rulebook:
    """Return a lawbook whose words and facts bear the names that ``other`` gives them."""
    codelists = {}
    for name, codelist in rulebook.codelists.items():
        known = other.codelists[name].by_value if name in other.codelists else {}
        entries = tuple(
            replace(entry, label=known[entry.value].label) if entry.value in known else entry for entry in codelist
        )
        codelists[name] = replace(codelist, entries=entries)
    facts = {
        name: replace(kind, title=other.vocabulary[name].title) if name in other.vocabulary else kind
        for name, kind in rulebook.vocabulary.facts.items()
    }
    return replace(rulebook, codelists=codelists, vocabulary=Vocabulary(facts))


def _cites(cites: Sequence[str], rulebook: Rulebook) -> str:
    """Return citations without their state: that is said of the instrument, once."""
    return "；".join(rulebook.citation(cite).text.replace("[待核对]", "") for cite in dict.fromkeys(cites))


def _instruments(rulebook: Rulebook, said: Mapping[str, Any], _places: Mapping[str, str]) -> Iterator[Item]:
    for one in rulebook.instruments.values():
        aspects = {
            "title": one.title,
            "number": one.number,
            "level": said["levels"][one.level],
            "state": said[state_of(one)],
            "in_force": one.in_force,
        }
        yield Item("instrument", one.id, "", one.title, aspects)


def _parameters(rulebook: Rulebook, said: Mapping[str, Any], places: Mapping[str, str]) -> Iterator[Item]:
    for path, parameter in rulebook.parameters.items():
        stricter = said["stricter_way"][parameter.stricter] if parameter.stricter else ""
        whole = {
            "title": parameter.title,
            "unit": said["units"][parameter.unit],
            "dated_by": said["dated"][parameter.dated_by],
            "stricter": stricter,
        }
        yield Item("parameter", path, "", parameter.title, whole)
        for layer in parameter.layers:
            where = said["layers"][layer.layer] + layer.region
            for edition in layer.editions:
                place = places["value"].format(layer=where, since=edition.since.isoformat())
                aspects = {
                    "value": value_in_words(parameter, edition.value, rulebook, said),
                    "until": edition.until.isoformat() if edition.until else "",
                    "cites": _cites(edition.cites, rulebook),
                    "because": layer.because,
                }
                yield Item("parameter", path, place, parameter.title, aspects)


def _tables(rulebook: Rulebook, said: Mapping[str, Any], places: Mapping[str, str]) -> Iterator[Item]:
    for path, table in rulebook.tables.items():
        whole = {
            "title": table.title,
            "hit": said["hits"][table.hit],
            "dated_by": said["dated"][table.dated_by],
            "asks": "、".join(rulebook.vocabulary[ask.name].title for ask in table.asks),
        }
        yield Item("table", path, "", table.title, whole)
        several = len(table.editions) > 1
        for edition in table.editions:
            for row in edition.rows:
                place = places["row"].format(id=row.id) + (f" {edition.since.isoformat()}" if several else "")
                answers = (answer_in_words(name, row.then.get(name), rulebook, said) for name in table.answers)
                aspects = {
                    **{
                        f"asks.{rulebook.vocabulary[ask.name].title}": _text(asked_in_words(ask, mask, rulebook, said))
                        for ask, mask in zip(table.asks, row.masks, strict=True)
                    },
                    "answer": "；".join(answers),
                    "reason": row.because,
                    "cites": _cites(row.cites, rulebook),
                }
                yield Item("table", path, place, table.title, aspects)


def _text(content: Content) -> str:
    pieces = [content] if isinstance(content, str | Run) else list(content)
    return "".join(piece.text if isinstance(piece, Run) else piece for piece in pieces)


def _forms(rulebook: Rulebook, said: Mapping[str, Any], places: Mapping[str, str]) -> Iterator[Item]:
    forms = statutory_forms(rulebook)
    for form, done in zip(forms, fill_forms([], [], rulebook), strict=True):
        whole = {
            "title": form.title,
            "sheet": form.sheet,
            "unit": done.unit_line,
            "notes": "；".join(form.notes),
            "cites": _cites(form.cites, rulebook),
        }
        yield Item("form", form.id, "", form.title, whole)
        for column in form.columns:
            counts, shown = shown_of_column(form, column, rulebook, said)
            aspects = {
                "title": " › ".join((*column.header, column.title)),
                "counts": counts,
                "shown": shown,
                "cites": _cites(column.cites or form.cites, rulebook),
            }
            yield Item("form", form.id, places["column"].format(title=column.id), form.title, aspects)
        for check in done.checks:
            aspects = {"says": check.says, "cites": _cites(check.cites, rulebook)}
            yield Item("form", form.id, places["check"].format(id=check.id), form.title, aspects)


def _cards(rulebook: Rulebook, said: Mapping[str, Any], places: Mapping[str, str]) -> Iterator[Item]:
    for card in card_book(rulebook).cards.values():
        whole = {"title": card.title, "notes": card.notice, "cites": _cites(card.cites, rulebook)}
        yield Item("card", card.id, "", card.title, whole)
        seen: dict[str, int] = {}
        for field in card.fields():
            seen[field.id] = seen.get(field.id, 0) + 1
            name = field.id if seen[field.id] == 1 else f"{field.id}({seen[field.id]})"
            aspects = {
                "title": field.title,
                "shown": shown_in_words(field, rulebook, said),
                "required": _text(required_in_words(field.required, rulebook, said)),
                "asked_when": _text(required_in_words(field.asked_when, rulebook, said)),
                "cites": _cites(field.cites, rulebook),
            }
            yield Item("card", card.id, places["field"].format(title=name), card.title, aspects)


def _rules(rulebook: Rulebook, said: Mapping[str, Any], places: Mapping[str, str]) -> Iterator[Item]:
    titles = {name: kind.title for name, kind in rulebook.vocabulary.facts.items()}
    for rule in catalogue_of(rulebook).rules.values() if rulebook.checks else ():
        whole = {
            "title": rule.title,
            "scope": said["scopes"][rule.scope],
            "gravity": said["severities"][rule.severity.value],
            "facts": "、".join(titles.get(fact, fact) for fact in rule.facts),
            "cites": _cites(rule.cites, rulebook),
        }
        yield Item("rule", rule.id, "", rule.title, whole)
        for name, case in rule.cases.items():
            aspects = {
                "gravity": said["severities"][case.severity.value],
                "says": case.says,
                "settled_by": case.settled_by,
            }
            yield Item("rule", rule.id, places["case"].format(id=name), rule.title, aspects)


def _procedures(rulebook: Rulebook, said: Mapping[str, Any], places: Mapping[str, str]) -> Iterator[Item]:
    for path, place, title, aspects in procedure_items(rulebook, said, places):
        yield Item("procedure", path, place, title, aspects)


def _codelists(rulebook: Rulebook, said: Mapping[str, Any], places: Mapping[str, str]) -> Iterator[Item]:
    for name, codelist in rulebook.codelists.items():
        whole = {"title": codelist.title, "cites": _cites(codelist.cites, rulebook)}
        yield Item("codelist", name, "", codelist.title, whole)
        for entry in codelist:
            aspects = {
                "label": entry.label,
                "aliases": "、".join(entry.aliases),
                "attributes": attributes_in_words(entry, name, rulebook, said),
            }
            yield Item("codelist", name, places["entry"].format(id=entry.value), codelist.title, aspects)


def _facts(rulebook: Rulebook, said: Mapping[str, Any], _places: Mapping[str, str]) -> Iterator[Item]:
    for kind in rulebook.vocabulary:
        aspects = {
            "title": kind.title,
            "type": said["kinds"][kind.type] + (f" {kind.codelist}" if kind.codelist else ""),
            "unit": kind.unit or "",
            "maker": said["makers"][kind.made_by],
            "settled_by": kind.settled_by,
        }
        yield Item("fact", kind.name, "", kind.title, aspects)


def _calendars(rulebook: Rulebook, said: Mapping[str, Any], _places: Mapping[str, str]) -> Iterator[Item]:
    for name, node in rulebook.calendars.items():
        spans = (
            said["from_to"].format(start=span["from"], end=span["to"]) + f"（{span['because']}）"
            for span in node.sequence("holidays")
        )
        aspects = {
            "holidays": "；".join(spans),
            "make_up": "、".join(node.texts("make_up_days")),
            "cites": _cites(node.texts("cites"), rulebook),
        }
        yield Item("calendar", name, "", node.text("title"), aspects)
