"""What the field found against the class that the survey records (C12)."""

from __future__ import annotations

from collections.abc import Iterator

from tuban.rules.contradictions.registry import Found, Look, contradiction, ground, is_known
from tuban.values.codes import land_class_stem
from tuban.values.facts import Facts


@contradiction("C12")
def use_and_class(look: Look) -> Iterator[Found]:
    """The finding against last year's class, the use on the ground against this year's."""
    for facts, breach in look.breaches("R28"):
        if breach.case in ("unexpected", "doubtful"):
            yield _against_class(look, breach.case, facts)
    if "survey_this" not in look.sources.roles:
        return
    for facts in look.parts:
        if facts["finding"] in ("lawful", "unlawful") and _goes_with_another(look, facts):
            yield _against_class(look, "other_class", facts)


def _against_class(look: Look, case: str, facts: Facts) -> Found:
    about = {
        "finding": look.word(facts, "finding"),
        "use": look.word(facts, "actual_use"),
        "before": look.land_class(facts["main_class_before"]),
        "now": look.land_class(facts["main_class_now"]),
    }
    survey = "survey_this" if case == "other_class" else "survey_last"
    return Found(case, about, look.source(facts, "actual_use", "ground_state"), look.role(survey), ground(facts), facts)


def _goes_with_another(look: Look, facts: Facts) -> bool:
    """Whether this year's class is construction land of another use; farmland is the business of C01."""
    use = look.rulebook.codelist("actual_use").by_value.get(str(facts["actual_use"]))
    now = facts["main_class_now"]
    if use is None or not is_known(now):
        return False
    stem = land_class_stem(str(now))
    entry = look.rulebook.codelist("land_class").by_value.get(stem)
    expected = look.kind.data["classes"].get(use["group"])
    if expected is None or entry is None or entry["group"] != "construction":
        return False
    return not stem.startswith(tuple(expected))
