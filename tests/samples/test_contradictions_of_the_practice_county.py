"""What the practice county contradicts: the workbook and the rules name the same parts."""

from __future__ import annotations

import pytest

from tuban.inspect.contradictions import contradictions_of
from tuban.inspect.run import Inspection
from tuban.rules.checks import part_breaches
from tuban.rules.contradictions import Contradiction, kinds_of
from tuban.rules.rulebook import Rulebook
from tuban.values.area import total

pytestmark = [pytest.mark.seed("L7"), pytest.mark.long]


@pytest.fixture(scope="module")
def found(inspection: Inspection, rulebook: Rulebook) -> list[Contradiction]:
    return [one for kind in contradictions_of(inspection, rulebook) for one in kind.found]


def test_every_case_that_a_rule_knows_names_the_parts_of_the_rule(
    found: list[Contradiction], inspection: Inspection, rulebook: Rulebook
) -> None:
    cases = {(k.id, c.id): c for k in kinds_of(rulebook).kinds.values() for c in k.cases.values() if c.rule}
    by_breach: dict[tuple[str, str], set[tuple[str, str]]] = {}
    for one in found:
        if one.rule and one.patch_number:
            case = cases[one.kind, one.case]
            by_breach.setdefault((case.rule, case.breach), set()).add((one.patch_number, one.part_number))
    assert len(by_breach) > 8
    for (rule, breach), keys in by_breach.items():
        told = {
            part.key
            for part in inspection.parts
            for one in part_breaches(part.judgement, rule, rulebook, campaign=inspection.context)
            if one.case == breach
        }
        assert keys == told, (rule, breach)
        assert keys <= {(p.patch_number, p.part_number) for p in inspection.problems if p.rule == rule}


def test_inconsistent_patches_of_r37_are_exactly_those_of_the_workbook(
    found: list[Contradiction], inspection: Inspection
) -> None:
    listed = {(one.patch_number, one.part_number) for one in found if one.kind == "C01" and one.rule}
    said = "与变更调查不一致"
    assert listed == {(p.patch_number, p.part_number) for p in inspection.problems if said in p.message}


def test_the_new_construction_of_the_survey_is_what_r38_holds_against_the_cards(inspection: Inspection) -> None:
    assert inspection.growth is not None
    by_county = inspection.growth.by_county()
    assert by_county == inspection.totals.survey_new_construction
    assert total(by_county.values()) == total(place.area for place in inspection.growth.places)
    assert {place.township_code[:6] for place in inspection.growth.places} == set(by_county)


def test_every_contradiction_says_both_sides_and_where_they_stand(found: list[Contradiction]) -> None:
    assert len(found) > 300
    for one in found:
        assert one.first.says
        assert one.second.says
        assert one.first.source
        assert one.second.source
        assert "{" not in one.first.says + one.second.says + one.difference
