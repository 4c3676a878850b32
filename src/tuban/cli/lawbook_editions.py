"""``tuban lawbook print``, ``export`` and ``diff``: the law on paper, kept beside a campaign, compared."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from tuban.render.lawbook_diff import Comparison, compare, comparison_lines, write_comparison
from tuban.render.lawbook_print import print_lawbook
from tuban.rules import editions
from tuban.rules import rulebook as rulebooks
from tuban.values.errors import TubanError
from tuban.values.language import gettext as _
from tuban.values.whole_file import check_place

_PRINT_HELP = _(
    """Write the lawbook as a Word document that a lawyer reads, corrects on paper and signs.

Every value, row, column and rule stands in Chinese with the document number and article it rests on and whether that
was checked (已核, LAW-GK 待核对原文, INF 本产品建议), and has a blank space for corrections. Word asks on opening
whether to update the fields: answer yes, and the table of contents gets its page numbers.

\b
Examples:
  tuban lawbook print -o 规则库.docx
  tuban lawbook print -o 规则库.docx --local county-values

\b
Exit codes: 0 written · 2 the lawbook is not sound, or nothing can be written there"""
)
_EXPORT_HELP = _(
    """Write the lawbook, with a division's own values on top, as one file to keep beside a campaign.

The file is a ZIP of the YAML files; it opens again as the same edition. Only a lawbook that is proven sound is written.

\b
Examples:
  tuban lawbook export -o edition-2024.zip
  tuban lawbook export -o edition-2024.zip --local county-values

\b
Exit codes: 0 written · 2 the lawbook is not sound, or nothing can be written there"""
)
_DIFF_HELP = _(
    """Say what the edition NEW says differently from OLD: values by date, rows, words, columns, rules, citations.

An edition is the word “packaged” (the lawbook that comes with the product), a folder, or a file of `tuban lawbook
export`. A folder with nothing but a division's own values is read on top of the packaged lawbook. Of decision tables
it also says exactly which cases get another answer.

\b
Examples:
  tuban lawbook diff edition-2023.zip packaged
  tuban lawbook diff packaged county-values
  tuban lawbook diff edition-2023.zip edition-2024.zip -o 对照.docx

\b
Exit codes: 0 they say the same · 1 they differ · 2 one of them cannot be read"""
)
_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
_FILE = click.Path(dir_okay=False, path_type=Path)
_OTHER = _("Another lawbook than the one that comes with the product.")
_LOCAL = _("A folder in which a division lays its own values on top of the lawbook.")


class NotADocx(TubanError):
    """A Word document is written, so {file} must end in .docx."""

    code = "lawbook.not_docx"
    hint = "Let the name end in .docx."


@click.command("print", help=_PRINT_HELP, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("-o", "--output", type=_FILE, required=True, metavar="FILE.docx", help=_("The document to write."))
@click.option("--lawbook", "folder", type=_FOLDER, metavar="DIR", help=_OTHER)
@click.option("--local", type=_FOLDER, metavar="DIR", help=_LOCAL)
def print_(*, output: Path, folder: Path | None, local: Path | None) -> None:
    """Print the lawbook."""
    _check_docx(output)
    rulebook = rulebooks.load(folder, local=local)
    print_lawbook(output, rulebook, local=local.name if local else "")
    click.echo(_("{file}: the lawbook, edition {edition}.").format(file=output, edition=rulebook.edition[:12]))


@click.command(help=_EXPORT_HELP, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("-o", "--output", type=_FILE, required=True, metavar="FILE.zip", help=_("The file to write."))
@click.option("--lawbook", "folder", type=_FOLDER, metavar="DIR", help=_OTHER)
@click.option("--local", type=_FOLDER, metavar="DIR", help=_LOCAL)
def export(*, output: Path, folder: Path | None, local: Path | None) -> None:
    """Keep an edition."""
    check_place(output)
    rulebook = editions.export(output, folder=folder, local=local)
    click.echo(_("{file}: the lawbook, edition {edition}.").format(file=output, edition=rulebook.edition[:12]))


@click.command(help=_DIFF_HELP, context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@click.option("--old-local", type=_FOLDER, metavar="DIR", help=_("A division's own values on top of OLD."))
@click.option("--new-local", type=_FOLDER, metavar="DIR", help=_("A division's own values on top of NEW."))
@click.option("-o", "--output", type=_FILE, metavar="FILE.docx", help=_("Write the comparison as a Word document."))
@click.option("--json", "as_json", is_flag=True, help=_("Print everything for a machine."))
def diff(
    old: str, new: str, *, old_local: Path | None, new_local: Path | None, output: Path | None, as_json: bool
) -> int:
    """Compare two editions."""
    if output is not None:
        _check_docx(output)
    with editions.opened(old, local=old_local) as before, editions.opened(new, local=new_local) as after:
        found = compare(before, after)
    if output is not None:
        write_comparison(output, found)
    if as_json:
        click.echo(json.dumps(_data(found), ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(comparison_lines(found)))
    return 0 if found.same else 1


def _data(found: Comparison) -> dict[str, Any]:
    return {
        "old": found.old,
        "new": found.new,
        "same": found.same,
        "citations": {state: {"old": old, "new": new} for state, (old, new) in found.states.items()},
        "changes": [
            {
                "kind": change.kind,
                "area": change.item.area,
                "path": change.item.path,
                "place": change.item.place,
                "title": change.item.title,
                "aspects": [{"aspect": name, "old": old, "new": new} for name, old, new in change.aspects],
            }
            for change in found.changes
        ],
        "answers": [
            {
                "table": one.path,
                "title": one.title,
                "case": [{"question": question, "words": words} for question, words in one.case],
                "old": one.before,
                "new": one.after,
                "combinations": one.count,
            }
            for one in found.answers
        ],
    }


def _check_docx(file: Path) -> None:
    if file.suffix.casefold() != ".docx":
        raise NotADocx(file=file)
    check_place(file)
