"""A database that was migrated once in a run, copied for whoever needs one: to migrate anew takes long."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import dj_database_url
import psycopg
import pytest
from django.db import connections

from tests.made_once import made_once

ROOT = Path(__file__).parents[1]
_TEMPLATE = "tuban_migrated"


def migrated(run_folder: Path) -> Path:
    """Return the file of a database in which nothing was done but every migration."""
    return made_once(run_folder / "migrated", _migrate) / "tuban.sqlite"


def migrated_template(run_folder: Path, address: str) -> str:
    """Return the name of such a database on the server of ``address``, to be the template of others."""

    def make(home: Path) -> None:
        on_server(address, f"DROP DATABASE IF EXISTS {_TEMPLATE} WITH (FORCE)")
        on_server(address, f"CREATE DATABASE {_TEMPLATE}")
        _migrate(home, TUBAN_DATABASE_URL=urlunsplit(urlsplit(address)._replace(path=f"/{_TEMPLATE}")))

    made_once(run_folder / "migrated-template", make)
    return _TEMPLATE


def on_server(address: str, statement: str) -> None:
    """Tell the server of ``address`` something about its databases."""
    told = dj_database_url.parse(address, engine="django.contrib.gis.db.backends.postgis")
    where = {"host": told["HOST"], "port": told["PORT"], "user": told["USER"], "password": told["PASSWORD"]}
    given = {name: value for name, value in where.items() if value}
    with psycopg.connect(dbname="postgres", autocommit=True, **given) as line:
        line.execute(statement)


def _migrate(home: Path, **more: str) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TUBAN_", "DJANGO_"))}
    own = {"TUBAN_HOME": str(home), "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)])}
    subprocess.run(
        [sys.executable, "-m", "tuban.site.manage", "migrate", "-v0"], env=kept | own | more, cwd=ROOT, check=True
    )


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_modify_db_settings: None, run_folder: Path) -> bool:
    """Whether the tests begin with the database that is there: with a copied file, which goes with the folder of the
    test's home. On PostGIS Django makes a database and removes it, as ever, from our template."""
    settings = connections["default"].settings_dict
    if address := os.environ.get("TUBAN_DATABASE_URL"):
        settings["TEST"]["TEMPLATE"] = migrated_template(run_folder, address)
        return False
    shutil.copyfile(migrated(run_folder), settings["TEST"]["NAME"])
    return True
