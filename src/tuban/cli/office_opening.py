"""Opens the office of TUBAN_HOME for a command. The site is named by a string: the command line does not import it."""

from __future__ import annotations

import importlib
import importlib.util
from pathlib import Path
from typing import Any

from tuban.values.errors import TubanError


class OfficeNotInstalled(TubanError):
    """The office in the browser is not installed: {package} is missing."""

    code = "cli.office_not_installed"
    hint = "Install it: `pip install 'tuban[office]'`. The main job works without."


def check_installed() -> None:
    """Raise OfficeNotInstalled where a package of the office is missing."""
    for package in ("django", "django_tasks_db", "granian", "whitenoise", "argon2"):
        if importlib.util.find_spec(package) is None:
            raise OfficeNotInstalled(package=package)


def open_office(*, make: bool = False) -> Path:
    """Start Django on the folder of TUBAN_HOME; returns the folder."""
    check_installed()
    opening: Any = importlib.import_module("tuban.site.opening")
    folder: Path = opening.open_office(make=make).folder
    return folder


def prepare_office() -> Path:
    """Make the folder of TUBAN_HOME, open it, and bring its tables to this edition."""
    check_installed()
    opening: Any = importlib.import_module("tuban.site.opening")
    preparing: Any = importlib.import_module("tuban.site.preparing")
    home = opening.open_office(make=True)
    preparing.prepare(home)
    folder: Path = home.folder
    return folder
