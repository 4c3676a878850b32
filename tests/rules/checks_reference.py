"""The page of the rule catalogue, ``docs/reference/checks.md``, drawn from the catalogue and its predicates.

``python -m tests.rules.checks_reference`` writes it; a contract test holds it against the catalogue and the code.
"""

from __future__ import annotations

import re
from pathlib import Path

from tuban.rules import rulebook
from tuban.rules.checks import catalogue_of
from tuban.rules.checks.catalogue import Rule
from tuban.rules.checks.registry import CAMPAIGN_RULES, PART_RULES
from tuban.rules.rulebook import Rulebook
from tuban.values.problems import Severity

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "checks.md"
HEAD = """# The rule catalogue

What must hold before anything is reported. An **error** blocks reporting, a **warning** wants a written explanation,
a **note** only tells. Titles, severities and sentences are data in `src/tuban/lawbook/checks.yaml`; the predicates are
in `src/tuban/rules/checks/`; tolerances are parameters in `src/tuban/lawbook/parameters/checks/`.

`check_part` asks the rules of one patch part, `check_campaign` those of the campaign as a whole. A fact that nobody
told us is never a pass: where *unknown* says “reported”, the missing fact is a problem of its own (缺…); where it says
“not asked”, the rule stays silent, and another rule or the judgement names what is missing.

«Basis» names ids of `instruments.yaml`; `inf` marks a proposal of this product that wants confirmation.
Written by `python -m tests.rules.checks_reference`.
"""


def page() -> str:
    """Return the whole page."""
    book = rulebook.load()
    rules = catalogue_of(book).rules.values()
    lines = [
        HEAD,
        "| id | rule | what is asked | severity | unknown | basis | what settles it |",
        "|---|---|---|---|---|---|---|",
    ]
    lines += [row(rule) for rule in rules]
    lines += ["", "## Tolerances", "", "| parameter | meaning | value | basis |", "|---|---|---|---|"]
    lines += [
        tolerance(path, book)
        for path in sorted({path for rule in rules for path in rule.parameters if path.startswith("checks/")})
    ]
    return "\n".join(lines) + "\n"


def row(rule: Rule) -> str:
    """Return the line of one rule."""
    asked = [p.__doc__ or "" for rules in (PART_RULES, CAMPAIGN_RULES) if (p := rules.get(rule.id)) is not None]
    severities = [one.value for one in Severity if one in {case.severity for case in rule.cases.values()}]
    settled = list(dict.fromkeys(case.settled_by for name, case in rule.cases.items() if name != "unknown"))
    settled = settled or [case.settled_by for case in rule.cases.values()]
    cells = [
        rule.id,
        rule.title,
        " ".join(" ".join(text.split()) for text in asked),
        ", ".join(severities),
        "reported" if rule.reports_unknown else "not asked",
        ", ".join(rule.cites),
        re.sub(r"\{\w+\}", "…", "<br>".join(settled)),
    ]
    return f"| {' | '.join(cells)} |"


def tolerance(path: str, book: Rulebook) -> str:
    """Return the line of one parameter with the newest value of its lowest layer."""
    parameter = book.parameters[path]
    edition = parameter.layers[0].editions[-1]
    value = ", ".join(edition.value) if isinstance(edition.value, tuple) else edition.value
    return f"| `{path}` | {parameter.title} | {value} ({parameter.unit}) | {', '.join(edition.cites)} |"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
