"""A database that was migrated once, copied for whoever needs one: to migrate anew takes long.

It is kept in ``build`` under a digest of what a migration reads, so that the next run has it too.
"""

from __future__ import annotations

import hashlib
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
_READ = ("migrations/*.py", "models.py", "models/*.py", "changes.py", "triggers.py", "spatial_index.py", "settings.py")


def migrated() -> Path:
    """Return the file of a database in which nothing was done but every migration."""
    return made_once(ROOT / "build" / "migrated" / _digest(), _migrate) / "tuban.sqlite"


def _digest() -> str:
    digest = hashlib.sha256(sys.version.encode())
    for path in sorted({path for pattern in _READ for path in (ROOT / "src" / "tuban").rglob(pattern)}):
        digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return digest.hexdigest()[:16]


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
    shutil.copyfile(migrated(), settings["TEST"]["NAME"])
    return True
