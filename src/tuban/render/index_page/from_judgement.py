"""From judgements and ratios to what the page shows: labels of the lawbook, sentences, the figures of the cards.

The one place where the page meets the engine of law. It chooses what is read, never what is right.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from tuban.render.index_page.views import (
    Chips,
    FileLink,
    Label,
    MissingView,
    OverlayBar,
    PatchView,
    RatioLine,
    RatioView,
    Reason,
)
from tuban.render.reading import is_told, text_of
from tuban.rules.explain import missing_sentences, sentences
from tuban.rules.judgement import Judgement
from tuban.rules.part_figures import Figures, figures
from tuban.rules.ratio import Ratio
from tuban.rules.rulebook import Rulebook
from tuban.rules.vocabulary import Entry
from tuban.values.area import Area, AreaUnit
from tuban.values.facts import Facts
from tuban.values.problems import Problem

BACKGROUND = "【推定与参数】"
# The four bars of the dossier: what land it takes, what it should not take, what it was allowed to take.
_BARS = ("cultivated_area", "basic_farmland_area", "plan_breaching_area", "conversion_area")
_PARTICULARS = (
    "image_before", "image_after", "patch_type", "location", "project_name", "ground_state", "actual_use", "use_date",
    "base_state", "approval_state", "supply_state", "application_state", "timing_state", "plan_state",
    "basic_farmland_state", "construction_class", "lawful_kind", "area_basis", "rectification_route",
    "handling", "case_number", "visited_on", "photo_count",
)  # fmt: skip


def finding_labels(rulebook: Rulebook) -> tuple[Label, ...]:
    """Return the findings in the order of their code list, as write_index wants them."""
    return tuple(_label(entry) for entry in rulebook.codelist("finding").entries)


def patch_view(
    judgement: Judgement,
    geometry: Any,
    problems: Iterable[Problem],
    links: Sequence[FileLink],
    rulebook: Rulebook,
    *,
    chips: Chips | None = None,
    own: Figures | None = None,
) -> PatchView:
    """Return one part of a patch as the page shows it.

    ``geometry`` is its polygon in the working CRS or None; ``problems`` are its own; ``links`` lead to its cards;
    ``own`` are its figures in 亩, fitted to its siblings where the patch was split.
    """
    facts = judgement.facts
    printed = figures(facts, AreaUnit.MU) if own is None else own
    decided = bool(rulebook.codelist("finding").entry(str(facts["finding"])).get("final"))

    def area(*names: str) -> Area | None:
        return next((Area.from_mu(printed[name]) for name in names if name in printed), None)

    def text(name: str) -> str:
        return text_of(facts, name, rulebook)

    return PatchView(
        number=text("patch_number"),
        part=text("part_number"),
        finding=_told(facts, "finding", rulebook) or _undecided(rulebook),
        is_taken=judgement.is_taken,
        township_code=text("township_code"),
        township_name=text("township_name"),
        village=text("village"),
        user=text("user"),
        patch_list=_told(facts, "patch_list", rulebook),
        prejudgement=_told(facts, "prejudgement", rulebook),
        violation=_told(facts, "violation_type", rulebook),
        inconsistent=facts["survey_comparison"] == "inconsistent",
        monitored=area("monitored_area"),
        extent=area("geometry_area"),
        counted=area("counted_area"),
        cultivated=area("counted_cultivated_area") if decided else area("counted_cultivated_area", "cultivated_area"),
        basic_farmland=area("counted_basic_farmland_area", "basic_farmland_area"),
        is_decided=decided,
        overlays=tuple(OverlayBar(rulebook.vocabulary[name].title, area(name)) for name in _BARS),
        particulars=tuple((rulebook.vocabulary[name].title, text(name)) for name in _PARTICULARS if text(name)),
        reasons=_reasons(judgement, rulebook),
        missing=tuple(MissingView(lack.title, lack.why, lack.settled_by) for lack in judgement.missing),
        problems=tuple(problems),
        links=tuple(links),
        chips=chips,
        geometry=geometry,
    )


def ratio_view(ratio: Ratio, name: str, rulebook: Rulebook, *, is_county: bool) -> RatioView:
    """Return the ratio of one unit as the page draws it, with the lines that hold for it."""
    return RatioView(
        code=ratio.unit_code,
        name=name,
        numerator=ratio.numerator,
        deductions=ratio.deductions,
        denominator=ratio.denominator,
        before=ratio.before,
        after=ratio.after,
        lines=tuple(
            RatioLine(line.action, line.value, line.crossed is True, rulebook.citations(line.cites))
            for line in ratio.lines
        ),
        is_county=is_county,
        unmeasured=len(ratio.unmeasured),
        undecided=len(ratio.undecided),
    )


def _reasons(judgement: Judgement, rulebook: Rulebook) -> tuple[Reason, ...]:
    """Return the explanation step by step; what is missing and the edition have places of their own on the page.

    An indented sentence belongs to the step before it. What stands after the last step (presumptions, values) is the
    background of all and makes one step of its own.
    """
    said_elsewhere = set(missing_sentences(judgement.missing))
    said = [sentence for sentence in sentences(judgement, rulebook)[:-1] if sentence not in said_elsewhere]
    last_step = max((place for place, sentence in enumerate(said) if sentence.startswith("【")), default=len(said))
    steps: list[tuple[str, list[str]]] = []
    background: list[str] = []
    for place, sentence in enumerate(said):
        if sentence.startswith(" ") and steps:
            steps[-1][1].append(sentence.strip())
        elif place > last_step:
            background.append(sentence)
        else:
            steps.append((sentence, []))
    if background:
        steps.append((BACKGROUND, background))
    return tuple(Reason(text, tuple(details)) for text, details in steps)


def _told(facts: Facts, name: str, rulebook: Rulebook) -> Label | None:
    if not is_told(facts, name):
        return None
    codelist = rulebook.vocabulary[name].codelist
    entry = rulebook.codelist(codelist).find(str(facts[name])) if codelist else None
    return _label(entry) if entry else Label(str(facts[name]), str(facts[name]))


def _undecided(rulebook: Rulebook) -> Label:
    """What no table decided is for a person to look at: the last word of the code list says so."""
    return _label(rulebook.codelist("finding").entries[-1])


def _label(entry: Entry) -> Label:
    return Label(entry.value, entry.label, str(entry.get("state", "")), str(entry.get("mark", "")))
