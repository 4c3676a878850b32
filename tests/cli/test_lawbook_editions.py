"""The lawbook on paper, kept as a file, and compared with another edition."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from docx import Document

import tuban.lawbook
from tuban.render.lawbook_diff import compare
from tuban.rules.inventory import take
from tuban.rules.rulebook import load

PACKAGED = Path(tuban.lawbook.__file__).parent
OFFICE = shutil.which("soffice")


@pytest.fixture
def command(capsys, monkeypatch):
    """Run `tuban lawbook …` in English and return exit code, output and errors."""
    monkeypatch.setenv("TUBAN_LANG", "en")

    def run(*args: object) -> tuple[int, str, str]:
        from tuban.cli import main

        with pytest.raises(SystemExit) as ended:
            main(["lawbook", *(str(arg) for arg in args)])
        told = capsys.readouterr()
        return int(ended.value.code or 0), told.out, told.err

    return run


@pytest.fixture
def edited(tmp_path):
    """A copy of the lawbook in which one text of one file was replaced."""

    def edit(file: str, old: str, new: str, folder: str = "edited") -> Path:
        copy = tmp_path / folder
        if not copy.exists():
            shutil.copytree(PACKAGED, copy, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
        text = (copy / file).read_text(encoding="utf-8")
        assert text.count(old) == 1, (file, old)
        (copy / file).write_text(text.replace(old, new), encoding="utf-8")
        return copy

    return edit


@pytest.fixture
def county_values(tmp_path):
    """A folder in which a county lays one value of its own on top."""
    folder = tmp_path / "values"
    (folder / "parameters/coverage").mkdir(parents=True)
    (folder / "parameters/coverage/quantity_tolerance.yaml").write_text(
        "scoped:\n  - layer: county\n    where: {region: '990101'}\n    overrides: norm\n    because: 县级方案从严\n"
        "    in_force:\n      2024-01-01: {value: 0.005, cites: [seed-1]}\n",
        encoding="utf-8",
    )
    return folder


@pytest.fixture(scope="module")
def printed(tmp_path_factory) -> Path:
    from tuban.render.lawbook_print import print_lawbook

    file = tmp_path_factory.mktemp("print") / "规则库.docx"
    print_lawbook(file, load())
    return file


def text_of(file: Path) -> str:
    document = Document(str(file))
    cells = (cell.text for table in document.tables for row in table.rows for cell in row._tr.tc_lst and row.cells)
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


class TestPrint:
    def test_everything_that_the_law_fixes_is_on_paper(self, printed):
        text, book = text_of(printed), load()
        assert book.edition[:32] in text
        for parameter in book.parameters.values():
            assert parameter.title in text, parameter.path
        for table in book.tables.values():
            assert table.title in text
            assert all(row.id in text for edition in table.editions for row in edition.rows)
        for instrument in book.instruments.values():
            assert instrument.title in text
            assert instrument.proposal or instrument.number in text
        for codelist in book.codelists.values():
            assert all(entry.label in text for entry in codelist)
        for number in range(1, 41):
            assert f"R{number:02d}" in text

    def test_no_word_of_the_machine_stands_where_a_word_of_the_law_belongs(self, printed):
        document = Document(str(printed))
        for table in document.tables:
            titles = [cell.text for cell in table.rows[0].cells]
            if not titles[0].startswith("行"):
                continue
            questions = [at for at, title in enumerate(titles) if title not in ("行", "理由与依据", "审核意见")]
            for row in table.rows[1:]:
                for at in questions:
                    assert not re.search("[a-z]_?[a-z]{3,}", row.cells[at].text), row.cells[at].text

    def test_every_table_leaves_room_for_corrections_and_repeats_its_header(self, printed):
        document = Document(str(printed))
        with_room = [table for table in document.tables if table.rows[0].cells[-1].text == "审核意见"]
        assert len(with_room) > 80
        assert all(row.cells[-1].text == "" for table in with_room for row in table.rows[1:3])
        assert all(table.rows[0]._tr.xpath("./w:trPr/w:tblHeader") for table in document.tables)

    def test_no_type_is_smaller_than_eight_points(self, printed):
        with zipfile.ZipFile(printed) as package:
            body = package.read("word/document.xml").decode()
        assert min(int(size) for size in re.findall(r'<w:sz w:val="(\d+)"', body)) >= 16

    def test_the_contents_lead_to_every_chapter_and_ask_for_its_page(self, printed):
        with zipfile.ZipFile(printed) as package:
            body = package.read("word/document.xml").decode()
        marks = set(re.findall(r'w:bookmarkStart w:id="\d+" w:name="([^"]+)"', body))
        listed = re.findall(r'w:anchor="([^"]+)"', body)
        assert set(listed) <= marks
        assert len(listed) == len(set(re.findall(r"PAGEREF (\S+)", body))) > 40

    def test_the_same_lawbook_gives_the_same_bytes(self, printed, tmp_path):
        from tuban.render.lawbook_print import print_lawbook

        print_lawbook(tmp_path / "again.docx", load())
        assert (tmp_path / "again.docx").read_bytes() == printed.read_bytes()

    def test_a_local_value_stands_beside_what_it_overrides_with_its_reason(self, command, county_values, tmp_path):
        file = tmp_path / "本县.docx"
        assert command("print", "-o", file, "--local", county_values)[0] == 0
        text = text_of(file)
        assert "县级方案从严" in text
        assert "0.5%" in text
        assert "含本地补充“values”" in text

    def test_an_output_that_cannot_be_is_refused_before_any_work(self, command, tmp_path):
        assert "lawbook.not_docx" in command("print", "-o", tmp_path / "a.pdf")[2]
        assert "rows.no_folder" in command("print", "-o", tmp_path / "none" / "a.docx")[2]

    @pytest.mark.slow
    @pytest.mark.skipif(OFFICE is None, reason="no LibreOffice on this machine: the document is checked as text only")
    @pytest.mark.long
    def test_a_word_processor_opens_it_and_fills_in_the_pages(self, printed, tmp_path):
        command = [str(OFFICE), "--headless", f"-env:UserInstallation=file://{tmp_path}/office"]
        done = subprocess.run(
            [*command, "--convert-to", "txt:Text", "--outdir", str(tmp_path), str(printed)],
            capture_output=True,
            timeout=180,
            check=True,
        )
        assert (tmp_path / "规则库.txt").stat().st_size > 50_000, done.stderr


class TestExport:
    def test_an_exported_edition_opens_again_as_the_same(self, command, tmp_path, county_values):
        file = tmp_path / "edition.zip"
        code, out, _err = command("export", "-o", file, "--local", county_values)
        assert code == 0
        assert load(local=county_values).edition[:12] in out
        assert command("diff", file, county_values)[0] == 0
        assert command("diff", "packaged", file)[0] == 1

    def test_the_same_lawbook_gives_the_same_file(self, command, tmp_path):
        for name in ("a.zip", "b.zip"):
            command("export", "-o", tmp_path / name)
        assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()

    @pytest.mark.parametrize("name", ["../outside.yaml", "/abs.yaml", "lawbook/run.py"])
    def test_a_file_that_is_no_edition_is_refused(self, command, tmp_path, name):
        file = tmp_path / "odd.zip"
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr(name, "x: 1")
        code, _out, err = command("diff", file, "packaged")
        assert code == 2
        assert "lawbook.not_an_edition" in err
        assert not (tmp_path.parent / "outside.yaml").exists()

    def test_what_is_no_zip_and_what_is_not_there_get_a_sentence(self, command, tmp_path):
        (tmp_path / "a.zip").write_bytes(b"nonsense")
        assert "lawbook.not_an_edition" in command("diff", tmp_path / "a.zip", "packaged")[2]
        whole = tmp_path / "c.zip"
        command("export", "-o", whole)
        content = bytearray(whole.read_bytes())
        content[2000:2100] = bytes(100)
        whole.write_bytes(content)
        assert "lawbook.not_an_edition" in command("diff", whole, "packaged")[2]
        assert "lawbook.no_such_edition" in command("diff", tmp_path / "b.zip", "packaged")[2]


class TestDiff:
    def test_the_same_lawbook_says_the_same(self, command):
        code, out, _err = command("diff", "packaged", "packaged")
        assert (code, out.splitlines()[-1]) == (0, "两个版本的内容相同。")

    def test_a_value_is_told_with_its_date(self, edited):
        new = edited("parameters/accountability/remind_line.yaml", "value: 0.08", "value: 0.07")
        [change] = compare(load(), load(new)).changes
        assert (change.kind, change.item.path, change.item.place) == (
            "changed",
            "accountability/remind_line",
            "《规范》 2009-01-01",
        )
        assert change.aspects == (("value", "8%", "7%"),)

    def test_a_word_renamed_is_one_change_and_no_answer_changes(self, edited):
        new = edited("codelists/pseudo_change_cause.yaml", 'label: "建筑阴影"', 'label: "房屋阴影"')
        found = compare(load(), load(new))
        assert [(change.item.area, change.aspects) for change in found.changes] == [
            ("codelist", (("label", "建筑阴影", "房屋阴影"),))
        ]
        assert found.answers == ()

    def test_who_gets_another_answer_is_told_exactly(self, edited):
        row = "{finding: unlawful, surveyed_area_state: present}, then: {area_basis: "
        new = edited("tables/review/area_basis.yaml", row + "surveyed}", row + "monitored}")
        old, now = load(), load(new)
        found = compare(old, now)
        [answer] = found.answers
        assert dict(answer.case) == {"图斑性质": "违法用地", "实测面积资料": "有"}
        assert (answer.before, answer.after) == ("实测（勘测）面积", "监测面积")
        assert answer.count == cases_that_differ(old, now, "review/area_basis")

    def test_a_row_split_in_two_with_the_same_answers_changes_nobodys_answer(self, edited):
        line = (
            "      - {id: unlawful-surveyed, when: {finding: unlawful, surveyed_area_state: present}, "
            "then: {area_basis: surveyed}, because: 违法用地按地籍调查精度实测}\n"
        )
        halves = "".join(
            line.replace("unlawful-surveyed", f"half-{word}").replace("present}", f"present, is_part: {words}}}")
            for word, words in (("whole", "no"), ("part", "[yes, unknown]"))
        )
        found = compare(load(), load(edited("tables/review/area_basis.yaml", line, halves)))
        assert {change.kind for change in found.changes} == {"added", "removed"}
        assert found.answers == ()

    def test_citations_checked_against_their_text_are_counted(self, edited):
        entry = "国土资发〔2005〕176号, level: ministry, verified: "
        new = edited("instruments.yaml", f"{entry}false", f"{entry}true")
        found = compare(load(), load(new))
        assert [(change.item.path, change.aspects) for change in found.changes] == [
            ("filing-2005-176", (("state", "LAW-GK 待核对原文", "已核"),))
        ]
        cited = take(load()).by_instrument["filing-2005-176"]
        assert cited > 11  # each of the eleven grounds, and the limits that rest on it
        assert found.states["verified"][1] - found.states["verified"][0] == cited

    def test_a_folder_of_local_values_is_compared_on_top_of_the_packaged_lawbook(self, command, county_values):
        code, out, _err = command("diff", "packaged", county_values, "--json")
        told = json.loads(out)
        assert code == 1
        [change] = told["changes"]
        assert (change["kind"], change["place"]) == ("added", "县990101 2024-01-01")
        assert {"aspect": "because", "old": "", "new": "县级方案从严"} in change["aspects"]

    def test_the_comparison_is_a_document_too(self, command, edited, tmp_path):
        new = edited("forms/unlawful_summary.yaml", "title: 骗取批准,", "title: 骗取批准用地,")
        assert command("diff", "packaged", new, "-o", tmp_path / "对照.docx")[0] == 1
        text = text_of(tmp_path / "对照.docx")
        assert "非法占地 › 骗取批准用地" in text
        assert "修改" in text

    def test_changed_procedures_are_told_at_their_places(self, command, edited):
        for file, old, new in (
            ("case", "title: 制止\n    after: [lead]", "title: 制止\n    after: []"),
            ("rectification", "fewest_on_site: 2", "fewest_on_site: 3"),
            ("rectification", "[others_examined, same_viewpoint, boundary]", "[same_viewpoint, boundary]"),
            ("cooperation", "- {fact: court_number, needed: true}", "- {fact: court_number}"),
        ):
            folder = edited(f"procedures/{file}.yaml", old, new)
        code, out, _err = command("diff", "packaged", folder, "--json")
        assert code == 1
        told = [
            (one["path"], one["place"], *((two["aspect"], two["new"]) for two in one["aspects"]))
            for one in json.loads(out)["changes"]
        ]
        assert {one["area"] for one in json.loads(out)["changes"]} == {"procedure"}
        shows = told[1][2][1]
        assert told == [
            ("case", "步骤“stop”", ("after", "")),
            ("rectification", "整改方式“demolish”", ("shows", shows)),
            ("rectification", "验收", ("fewest", "3")),
            ("cooperation", "协办事项“court_execution”", ("answers", told[3][2][1])),
        ]
        assert "同一视点" in shows
        assert "逐宗审查" not in shows
        assert told[3][2][1] == "法院受理（裁定）文号（可无）、执行结果（可无）"
        assert "到场最少人数" in command("diff", "packaged", folder)[1]

    def test_a_step_that_was_added_and_a_reminder_that_was_removed_are_told(self, edited):
        edited("procedures/case.yaml", "  - id: verified\n", """  - id: extra
    title: 会商
    after: [lead]
    by: {units: [county], duty: enforcement}
    cites: [inf]
  - id: verified
""")  # fmt: skip
        line = "  - {id: leader, title: 逾期上报县领导, after: limits/cooperation/to_leader, tells: leader, cites: "
        text = (PACKAGED / "procedures/cooperation.yaml").read_text(encoding="utf-8")
        whole = next(one for one in text.splitlines() if one.startswith(line))
        folder = edited("procedures/cooperation.yaml", whole + "\n", "")
        found = compare(load(), load(folder))
        assert [(one.kind, one.item.path, one.item.place) for one in found.changes] == [
            ("added", "case", "步骤“extra”"), ("removed", "cooperation", "提醒“leader”"),
        ]  # fmt: skip


def cases_that_differ(old, new, path: str) -> int:
    """Count by asking both tables every single case."""
    from itertools import product

    before, after = old.table(path), new.table(path)
    one, other = before.editions[-1], after.editions[-1]
    count = 0
    for words in product(*(ask.words for ask in after.asks)):
        points = [1 << ask.words.index(word) for ask, word in zip(after.asks, words, strict=True)]
        mine = next(row.then for row in one.rows if row.meets(points))
        theirs = next(row.then for row in other.rows if row.meets(points))
        count += dict(mine) != dict(theirs)
    return count
