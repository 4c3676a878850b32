"""``tuban disc``: check a data disc, make one, prove one (数据光盘的检查、制作、校验)."""

from __future__ import annotations

import json
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from tuban.cli.disc_issuing import issue
from tuban.cli.disc_preparing import prepare
from tuban.cli.law_options import local_option
from tuban.cli.terminal import shown_progress
from tuban.inspect.disc import Disc, Finding, Proposal, check_disc
from tuban.inspect.disc.certificate import CertificateVerified, verify_certificate
from tuban.inspect.disc.fields import labels, local_names, roles
from tuban.inspect.disc.making import make_disc
from tuban.inspect.disc.manifest import Manifest
from tuban.inspect.disc.verifying import Verified, verify_disc
from tuban.inspect.disc.writing import proposal_yaml
from tuban.values.errors import TubanError
from tuban.values.language import gettext as _
from tuban.values.problems import Severity
from tuban.values.whole_file import OutputCannotBeWritten, check_place, write_whole

EXIT_CODES = {"fit": 0, "repairable": 1, "unfit": 2}
_WIDTH_OF_A_PIPE = 110
_SHOWN_OF_ONE_CODE = 8
_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.NOTE: "dim"}


def _help(what: str, examples: Sequence[str], endings: str) -> str:
    """Return the text of --help: what a command does, examples as they are typed, exit codes."""
    typed = "".join(f"  {line}\n" for line in examples)
    return f"{what}\n\n\b\n{_('Examples:')}\n{typed}\n\b\n{endings}\n"


_CHECK_HELP = _help(
    _("Look at every file of DISC (a folder or a ZIP) and say in words whether it is fit. Nothing on it is changed."),
    (
        "tuban disc check 2024年度卫片光盘.zip",
        "tuban disc check ./disc --json > findings.json",
        "tuban disc check ./files --write-yaml disc.yaml",
        "tuban disc check 2024年度卫片光盘.zip --page 导入体检.html",
    ),
    _("Exit codes: 0 fit · 1 fit after the listed repairs · 2 unfit"),
)
_MAKE_HELP = _help(
    _(
        "Make a disc from FOLDER: all its files, and manifest.json with roles, counts, CRS, encodings and checksums. "
        "Roles come from disc.yaml in the folder, else they are proposed from names, fields and geometry. The same "
        "folder gives the same ZIP, byte for byte."
    ),
    (
        "tuban disc make ./files -o disc.zip --title 2024年度土地卫片执法检查 --issuer 示范省自然资源厅",
        "tuban disc make ./files -o ./disc --year 2024 --area 990101 --area-name 示范县",
    ),
    _("Exit codes: 0 made · 2 not made"),
)
_CERTIFICATE_HELP = _help(
    _(
        "Check DISC and write the certificate of import into FOLDER: 导入证明.json with checksums, repairs before and "
        "after, findings and verdict under one hash, and 导入证明.pdf to be signed by who delivers and who receives."
    ),
    ("tuban disc certificate 2024年度卫片光盘.zip -o .", "tuban disc verify 光盘.zip --certificate 导入证明.json"),
    _("Exit codes: 0 fit · 1 fit after the listed repairs · 2 unfit, which the certificate then says"),
)
_VERIFY_HELP = _help(
    _(
        "Prove that DISC is what its manifest says: every file there, unchanged, with as many records as stated. With "
        "--certificate, prove that it is what a certificate of import says, and that a new check comes out as "
        "certified."
    ),
    ("tuban disc verify disc.zip", "tuban disc verify disc.zip --certificate 导入证明.json"),
    _("Exit codes: 0 proved · 1 proved, but there are files that the manifest does not name · 2 not proved"),
)


class PageOnTheDisc(TubanError):
    """The page cannot go to {page}: it lies on the disc {disc}, which is never written to."""

    code = "disc.page_on_the_disc"
    hint = "Choose a place that is not on the disc."


@click.group(
    help=_("Check, make and prove a data disc (数据光盘)."), context_settings={"help_option_names": ["-h", "--help"]}
)
def disc() -> None:
    """Check, make and prove a data disc (数据光盘)."""


disc.add_command(prepare)
disc.add_command(issue)


@disc.command(help=_CHECK_HELP)
@click.argument("path", metavar="DISC", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help=_("Print the answer as JSON."))
@click.option("--strict", is_flag=True, help=_("Refuse the disc where anything would have to be repaired."))
@click.option("--yes", is_flag=True, help=_("Take the proposed roles of a disc without manifest as confirmed."))
@click.option(
    "--write-yaml", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
    help=_("Save the roles of a disc without manifest, to be edited and put on the disc as disc.yaml."),
)  # fmt: skip
@click.option(
    "--page", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
    help=_("Write what was found as a page with a map (HTML, one file, no network)."),
)  # fmt: skip
@local_option
def check(
    path: Path, *, as_json: bool, strict: bool, yes: bool, write_yaml: Path | None, page: Path | None,
    local: Path | None,
) -> None:  # fmt: skip
    """Check a disc."""
    if page is not None and page.resolve().is_relative_to(path.resolve()):
        raise PageOnTheDisc(page=page, disc=path)
    for file in filter(None, (page, write_yaml)):
        check_place(file)
    with local_names(local), tempfile.TemporaryDirectory(prefix="tuban-") as work, shown_progress() as progress:
        checked = check_disc(path, Path(work), strict=strict, yes=yes, progress=progress)
        if page is not None:
            from tuban.render.doctor_page import write_doctor_page

            write_doctor_page(page, checked)
            click.echo(_("The page was written to {path}.").format(path=page), err=True)
    if write_yaml is not None and checked.proposals:
        write_whole(write_yaml, proposal_yaml(checked))
        click.echo(_("The roles were written to {path}.").format(path=write_yaml), err=True)
    if as_json:
        click.echo(json.dumps(_as_json(checked), ensure_ascii=False, indent=2))
    else:
        _print_check(checked)
    sys.exit(EXIT_CODES[checked.verdict])


@disc.command(help=_MAKE_HELP)
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "-o", "--output", required=True, type=click.Path(path_type=Path), metavar="DISC",
    help=_("The disc to make: a ZIP where it ends in .zip, else a folder."),
)  # fmt: skip
@click.option("--campaign", default="", metavar="ID", help=_("Id of the campaign."))
@click.option("--title", default="", help=_("Title of the campaign."))
@click.option("--year", type=click.IntRange(1999, 2100), help=_("Year of the campaign."))
@click.option("--area", default="", metavar="CODE", help=_("Division code of the area."))
@click.option("--area-name", default="", metavar="NAME", help=_("Name of the area."))
@click.option("--issuer", default="", help=_("Who issues the disc."))
@click.option("--issued-on", default="", metavar="DATE", help=_("Day of issue, for example 2024-03-01."))
@click.option("--crs", default="", metavar="EPSG", help=_("Working CRS; else the zone in which the area lies."))
@click.option("--allow-unfit", is_flag=True, help=_("Make the disc even where the check finds errors."))
def make(
    folder: Path, *, output: Path, campaign: str, title: str, year: int | None, area: str, area_name: str, issuer: str,
    issued_on: str, crs: str, allow_unfit: bool,
) -> None:  # fmt: skip
    """Make a disc."""
    stated = Manifest("", campaign, title, year, area, area_name, issuer, issued_on, crs)
    with shown_progress() as progress:
        made = make_disc(folder, output, stated=stated, allow_unfit=allow_unfit, progress=progress)
    console = _console()
    _print_findings(console, [found for found in made.findings if found.severity is not Severity.NOTE])
    if made.path is None:
        console.print(_("No disc was made."), style="bold red")
        sys.exit(2)
    console.print(_("{path} was made with {count} files.").format(path=made.path, count=made.files), style="bold green")


@disc.command(help=_VERIFY_HELP)
@click.argument("path", metavar="DISC", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help=_("Print the answer as JSON."))
@click.option(
    "--certificate", "certificate_file", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
    help=_("The certificate of import (导入证明.json) to be proved instead of the manifest."),
)  # fmt: skip
def verify(path: Path, *, as_json: bool, certificate_file: Path | None) -> None:
    """Prove a disc."""
    verified: Verified | CertificateVerified
    with shown_progress() as progress:
        if certificate_file is None:
            verified = verify_disc(path, progress=progress)
        else:
            from tuban.rules import rulebook

            edition = rulebook.load().edition
            verified = verify_certificate(path, certificate_file, lawbook_edition=edition, progress=progress)
    if as_json:
        click.echo(json.dumps(_verified_json(verified), ensure_ascii=False, indent=2))
    else:
        console = _console()
        _print_findings(console, verified.findings)
        sentence = (
            _("{proved} of {stated} files are as the manifest says.")
            if certificate_file is None
            else _("{proved} of {stated} files are as the certificate says.")
        )
        style = "bold green" if verified.is_proved else "bold red"
        console.print(sentence.format(proved=verified.proved, stated=verified.stated), style=style)
    sys.exit(2 if not verified.is_proved else 1 if verified.has_extra_files else 0)


@disc.command(help=_CERTIFICATE_HELP)
@click.argument("path", metavar="DISC", type=click.Path(path_type=Path))
@click.option(
    "-o", "--output", required=True, type=click.Path(path_type=Path, file_okay=False), metavar="FOLDER",
    help=_("The folder for both files; made where it is not there."),
)  # fmt: skip
def certificate(path: Path, *, output: Path) -> None:
    """Write the certificate of import."""
    from tuban.render.certificate import CERTIFICATE, CERTIFICATE_PAGE, write_certificate
    from tuban.rules import rulebook

    if path.is_dir() and output.resolve().is_relative_to(path.resolve()):
        raise PageOnTheDisc(page=output, disc=path)
    try:
        output.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputCannotBeWritten(file=output, reason=error.strerror or str(error)) from error
    with tempfile.TemporaryDirectory(prefix="tuban-") as work, shown_progress() as progress:
        checked = check_disc(path, Path(work), progress=progress)
    write_certificate(output, checked, lawbook_edition=rulebook.load().edition)
    console = _console()
    _print_verdict(console, checked)
    for name in (CERTIFICATE, CERTIFICATE_PAGE):
        console.print(str(output / name))
    sys.exit(EXIT_CODES[checked.verdict])


def _console(*, stderr: bool = False) -> Console:
    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() else _WIDTH_OF_A_PIPE
    return Console(stderr=stderr, width=width, highlight=False, markup=False, emoji=False)


def _as_json(checked: Disc) -> dict[str, object]:
    about = checked.campaign
    return {
        "verdict": checked.verdict,
        "findings": [found.as_json() for found in checked.findings],
        "loaded": checked.counts.loaded,
        "skipped": checked.counts.skipped,
        "total": checked.counts.total,
        "campaign": {"id": about.id, "title": about.title, "year": about.year, "area_code": about.area_code,
                     "area_name": about.area_name, "issuer": about.issuer, "issued_on": about.issued_on,
                     "crs": f"EPSG:{about.epsg}" if about.epsg else ""},
        "origin": checked.origin,
        "files": [{"file": each.file, "layer": each.layer, "role": each.role, "list": each.list, "count": each.count,
                   "geometry": each.geometry, "crs": each.crs, "encoding": each.encoding, "fields": dict(each.fields),
                   "unused_columns": list(each.unused_columns)} for each in checked.proposals],
        "missing_roles": list(checked.missing_roles),
    }  # fmt: skip


def _verified_json(verified: Verified | CertificateVerified) -> dict[str, object]:
    return {
        "verdict": "fit" if verified.is_proved else "unfit",
        "findings": [found.as_json() for found in verified.findings],
        "proved": verified.proved,
        "stated": verified.stated,
    }


def _print_check(checked: Disc) -> None:
    console = _console()
    _print_campaign(console, checked)
    if checked.proposals:
        heading = (
            _("Files, by {origin}").format(origin=checked.origin) if checked.origin else _("Files, roles proposed")
        )
        console.print(heading, style="bold")
        console.print(_table_of(checked.proposals))
        console.print()
    costs = [found for found in checked.findings if found.code == "disc.role_missing"]
    _print_findings(console, [found for found in checked.findings if found.code != "disc.role_missing"])
    if costs:
        console.print(_("What is missing, and what that costs"), style="bold")
        for found in costs:
            _print_indented(console, Text("  "), Text(found.message))
        console.print()
    _print_verdict(console, checked)


def _print_campaign(console: Console, checked: Disc) -> None:
    about = checked.campaign
    lines = [
        (_("Campaign"), " ".join(part for part in (about.title, about.id) if part)),
        (_("Area"), f"{about.area_name} {about.area_code}".strip()),
        (_("Year"), str(about.year or "")),
        (_("Issuer"), " ".join(part for part in (about.issuer, about.issued_on) if part)),
        (_("Working CRS"), f"EPSG:{about.epsg}" if about.epsg else ""),
    ]
    shown = [(name, value) for name, value in lines if value]
    if shown:
        grid = Table.grid(padding=(0, 2))
        for name, value in shown:
            grid.add_row(Text(name, style="dim"), Text(value))
        console.print(grid)
        console.print()


def _table_of(proposals: Sequence[Proposal]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
    for name in (_("File"), _("Role"), _("Count"), _("CRS"), _("Encoding"), _("Fields used"), _("Not used")):
        table.add_column(name, justify="right" if name == _("Count") else "left", overflow="fold")
    several = Counter(each.file for each in proposals)
    for each in proposals:
        file = f"{each.file}:{each.layer}" if several[each.file] > 1 else each.file
        role = roles()[each.role].title + (f" · {labels('patch_list')[each.list]}" if each.list else "")
        role += f" ({each.edition})" if each.edition else ""
        table.add_row(*map(Text, (file, role, str(each.count), each.crs, each.encoding,
                                  " ".join(each.fields.values()), " ".join(each.unused_columns))))  # fmt: skip
    return table


def _print_findings(console: Console, findings: Iterable[Finding]) -> None:
    listed = list(findings)
    groups = (
        (_("Errors"), [found for found in listed if found.severity is Severity.ERROR]),
        (_("Repairs"), [found for found in listed if found.is_repair]),
        (_("Warnings"), [f for f in listed if f.severity is Severity.WARNING and not f.is_repair]),
        (_("Notes"), [f for f in listed if f.severity is Severity.NOTE and not f.is_repair]),
    )
    for heading, group in groups:
        if group:
            console.print(f"{heading} ({len(group)})", style="bold")
            _print_group(console, group)
            console.print()


def _print_group(console: Console, group: Sequence[Finding]) -> None:
    by_code: dict[str, list[Finding]] = {}
    for found in group:
        by_code.setdefault(found.code, []).append(found)
    for code, alike in by_code.items():
        one_hint = len({found.hint for found in alike}) == 1 and alike[0].severity is not Severity.NOTE
        for found in alike[:_SHOWN_OF_ONE_CODE]:
            line = Text(found.message)
            if found.is_repair:
                line.append(f"  {found.before or _('not stated')} → {found.after}", style="cyan")
            _print_indented(console, Text("  • ", style=_STYLES[found.severity]), line)
            if found.proposal and not found.is_repair:
                _print_indented(console, Text("    "), Text(f"→ disc.yaml: {found.proposal}", style="cyan"))
            if not one_hint and found.severity is not Severity.NOTE:
                _print_indented(console, Text("    "), Text(f"→ {found.hint}  [{code}]", style="dim"))
        if len(alike) > _SHOWN_OF_ONE_CODE:
            more = _("… and {count} more like this (--json lists all)").format(count=len(alike) - _SHOWN_OF_ONE_CODE)
            console.print(f"    {more}", style="dim")
        if one_hint:
            _print_indented(console, Text("    "), Text(f"→ {alike[0].hint}  [{code}]", style="dim"))
        if alike[0].severity is Severity.ERROR:
            told = alike[0].told
            _print_indented(console, Text("    "), Text(f"{told.reason} {told.consequence}", style="dim"))


def _print_indented(console: Console, mark: Text, text: Text) -> None:
    """Print a text whose further lines stand below its first word."""
    for number, line in enumerate(text.wrap(console, console.width - mark.cell_len)):
        line.rstrip()
        console.print(Text.assemble(mark if number == 0 else " " * mark.cell_len, line))


def _print_verdict(console: Console, checked: Disc) -> None:
    counts = checked.counts
    if counts.total:
        sentence = _("{loaded} of {total} features and rows were loaded, {skipped} left out.")
        console.print(sentence.format(loaded=counts.loaded, total=counts.total, skipped=counts.skipped))
    sentences = {
        "fit": (_("The disc is fit: forms can be made from it as it is."), "bold green"),
        "repairable": (_("The disc is fit after the repairs listed above."), "bold yellow"),
        "unfit": (_("The disc is unfit: the errors above must be settled first."), "bold red"),
    }
    sentence, style = sentences[checked.verdict]
    console.print(sentence, style=style)
