"""A comparison as lines for a terminal, in Chinese as the lawbook itself is."""

from __future__ import annotations

from collections.abc import Iterator

from tuban.render.lawbook_diff.comparing import (
    ADDED,
    CHANGED,
    REMOVED,
    Change,
    Comparison,
    aspect_title,
    comparison_words,
)
from tuban.render.lawbook_print.printing import printed_words

_SHORT = 12


def comparison_lines(found: Comparison) -> Iterator[str]:
    """Yield the summary, every change under its area, and the cases that get another answer."""
    words = comparison_words()
    yield f"{found.old[:_SHORT]} {words['arrow']} {found.new[:_SHORT]}"
    if found.same:
        yield words["same"]
        return
    yield words["summary"].format(
        count=len(found.changes),
        added=found.count(ADDED),
        removed=found.count(REMOVED),
        changed=found.count(CHANGED),
        answers=len(found.answers),
    )
    said = printed_words()
    states = "；".join(f"{said[state]} {old} {words['arrow']} {new}" for state, (old, new) in found.states.items())
    yield f"{words['states']}：{states}"
    area = ""
    for change in found.changes:
        if change.item.area != area:
            area = change.item.area
            yield ""
            yield words["areas"][area]
        yield from _change_lines(change)
    if found.answers:
        yield ""
        yield words["answers_title"]
        for one in found.answers:
            pairs = (words["case_of"].format(question=question, words=text) for question, text in one.case)
            yield "  " + words["answer_line"].format(
                table=one.title,
                case=words["case_join"].join(pairs) or words["every_case"],
                before=one.before,
                after=one.after,
                count=one.count,
            )


def _change_lines(change: Change) -> Iterator[str]:
    words = comparison_words()
    item = change.item
    where = " ".join(filter(None, (item.title, f"({item.path})", item.place)))
    yield f"  {words['signs'][change.kind]} {where}"
    for name, before, after in change.aspects:
        if change.kind == CHANGED:
            text = f"{before or words['nothing']} {words['arrow']} {after or words['nothing']}"
        else:
            text = before or after
        yield f"      {aspect_title(name)}：{text}"
