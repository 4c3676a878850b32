"""``tuban field-book RESULT``: a book for the field per township, with a page per patch, from a result folder."""

from __future__ import annotations

from pathlib import Path

import click

from tuban.cli.terminal import shown_progress
from tuban.values.language import gettext as _

HELP = _(
    """Make field books from the result folder of `tuban inspect`: one PDF a township, a page per patch, prefilled.

Books hold the patches that somebody has to visit: whose finding is open, or that lack a fact the field settles. The
disc is not needed. For books in the order of planned routes see `tuban route`.

\b
Examples:
  tuban field-book results
  tuban field-book results --all -o books

\b
Exit codes: 0 done · 2 it could not be done; nothing was written"""
)


@click.command("field-book", help=HELP)
@click.argument("result", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "-o",
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    help=_("The folder for the books; 外业手簿 in the result folder by default."),
)
@click.option("--all", "every_patch", is_flag=True, help=_("Every patch, not only those to visit."))
def field_book(result: Path, *, output: Path | None, every_patch: bool) -> None:
    """Write the books and say where they are."""
    from tuban.render.field_book import FOLDER, field_book_from_result

    target = output if output is not None else result / FOLDER
    with shown_progress() as progress:
        books = field_book_from_result(
            result,
            target=target,
            every_patch=every_patch,
            on_book=lambda done, count: progress(_("Writing field books"), done, count),
        )
    if books.files:
        click.echo(_("{count} field books in {folder}").format(count=len(books.files), folder=target.absolute()))
    else:
        click.echo(_("No patch needs a visit: every finding is settled. With --all there is a page for every patch."))
