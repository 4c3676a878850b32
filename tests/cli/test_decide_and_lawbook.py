"""``tuban decide`` and ``tuban lawbook check`` as a person or a script calls them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tuban import cli
from tuban.rules import rulebook as rulebooks

SAMPLES = sorted((Path(__file__).parents[2] / "docs" / "zh" / "how-to" / "samples" / "facts").glob("*.yaml"))
LAWBOOK = Path(rulebooks.__file__).parents[1] / "lawbook"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(cli.commands, [str(one) for one in arguments])


@pytest.fixture
def facts(tmp_path: Path) -> Path:
    path = tmp_path / "FACTS.yaml"
    path.write_text("实地情况: 新增建设\n用地手续: 无\n市级受理时间: 无\n用地时间: 2024-03\n", encoding="utf-8")
    return path


@pytest.mark.seed("L6")
def test_decide_says_the_conclusion_the_row_the_citations_the_facts_and_what_is_missing(facts: Path) -> None:
    said = run("decide", facts)
    assert said.exit_code == 0
    for words in (
        "拟认定为“违法用地”",
        "违法类型为“未报即用”",
        "review/violation_type 第 never-applied 行",
        "公开系统表式S2",
        "用地手续=无〔FACTS.yaml:2〕",
        "尚缺事实：“实测面积”不明",
        "须经审查人员签字",
    ):
        assert words in said.output


def test_decide_for_machines_gives_words_rows_and_citations(facts: Path) -> None:
    document = json.loads(run("decide", facts, "--json").output)
    part = document["parts"][0]
    assert (part["finding"], part["finding_label"], part["violation_type"]) == (
        "unlawful", "违法用地", "used_without_applying",
    )  # fmt: skip
    finding = next(one for one in part["decisions"] if one["table"] == "review/finding")
    assert finding["rows"] == ["unlawful"]
    assert finding["citations"]
    assert document["campaign"] == {"year": 2024, "region": "", "day": "2024-12-31"}
    assert len(document["edition"]) == 64


def test_decide_wants_a_year_because_the_year_picks_the_law(tmp_path: Path) -> None:
    path = tmp_path / "FACTS.yaml"
    path.write_text("实地情况: 实地未变化\n", encoding="utf-8")
    assert "2024" in str(run("decide", path).exception)
    assert run("decide", path, "--year", 2024).exit_code == 0


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_every_sample_of_the_documentation_is_answered(sample: Path) -> None:
    said = run("decide", sample)
    assert said.exit_code == 0, said.exception
    assert "结论：" in said.output


def test_the_same_facts_give_the_same_words(facts: Path) -> None:
    assert run("decide", facts).output == run("decide", facts).output


def test_lawbook_check_counts_what_was_proven() -> None:
    counted = json.loads(run("lawbook", "check", "--json").output)
    assert counted["sound"] is True
    tables = {one["path"]: one for one in counted["tables"]}
    for path in ("review/prejudgement", "review/finding", "review/violation_type", "review/area_basis",
                 "review/construction_class", "handling/filing_grounds", "handling/rectification_route",
                 "handling/penalty_items"):  # fmt: skip
        assert tables[path]["rows"] > 2
    assert counted["citations"]["proposal"] > 0
    said = run("lawbook", "check")
    assert said.exit_code == 0
    assert counted["edition"][:12] in said.output


def test_lawbook_check_of_a_broken_lawbook_names_the_place(tmp_path: Path) -> None:
    broken = Path(shutil.copytree(LAWBOOK, tmp_path / "lawbook", ignore=shutil.ignore_patterns("__pycache__")))
    table = broken / "tables" / "review" / "finding.yaml"
    lines = table.read_text(encoding="utf-8").splitlines()
    table.write_text("\n".join(line for line in lines if "id: not-visited" not in line), encoding="utf-8")
    said = run("lawbook", "check", "--lawbook", broken, "--json")
    assert said.exit_code == 2
    fault = json.loads(said.output)
    assert fault["sound"] is False
    assert "tables/review/finding.yaml" in fault["message"]


@pytest.mark.parametrize("command", [("decide",), ("lawbook", "check")])
def test_help_gives_examples_and_exit_codes(command: tuple[str, ...]) -> None:
    said = run(*command, "--help")
    assert said.exit_code == 0
    assert "tuban " + " ".join(command) in said.output
    assert "2" in said.output
