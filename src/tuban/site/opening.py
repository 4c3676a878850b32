"""Opens the office of this installation for a command: its folder, its secret, Django. The command line comes here by
name, for it must not import the site."""

from __future__ import annotations

import os

from tuban.site.home import Home
from tuban.values.errors import TubanError


class NoOfficeHere(TubanError):
    """There is no office in {folder}."""

    code = "site.no_office_here"
    hint = "Found one with `tuban office found`, or set TUBAN_HOME to the folder of the one that you mean."


def open_office(*, make: bool = False, practice: bool = False) -> Home:
    """Start Django on the folder of TUBAN_HOME and return it. ``make`` makes the folder and its secret where they are
    missing; else raises NoOfficeHere."""
    if practice:
        os.environ["TUBAN_PRACTICE"] = "1"
    home = Home.from_environment()
    if make:
        home.make()
    elif not home.secret() and os.environ.get("TUBAN_PRACTICE") != "1":
        raise NoOfficeHere(folder=home.folder)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tuban.site.settings")
    import django

    django.setup()
    return home
