"""The two options with which a command chooses its law: another lawbook, and a division's own values on top."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from tuban.values.language import gettext as _

Command = TypeVar("Command", bound=Callable[..., Any])
_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


def local_option(command: Command) -> Command:
    """Give a command ``local``, the folder of a division's own values and field names, or None."""
    return click.option(
        "--local",
        type=_FOLDER,
        metavar="DIR",
        help=_("A folder in which a division lays its own values and field names on top of the lawbook."),
    )(command)


def law_options(command: Command) -> Command:
    """Give a command ``lawbook`` and ``local``, folders or None, as ``rulebook.load`` takes them."""
    other = click.option(
        "--lawbook",
        type=_FOLDER,
        metavar="DIR",
        help=_("Another lawbook than the one that comes with the product."),
    )
    return other(local_option(command))
