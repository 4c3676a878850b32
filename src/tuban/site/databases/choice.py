"""Which database: SpatiaLite in the folder of the installation, or what TUBAN_DATABASE_URL says."""

from __future__ import annotations

import os
from typing import Any

import dj_database_url

from tuban.site.home import Home
from tuban.values.errors import TubanError

_WAIT_SECONDS = 20
_POSTGIS = "django.contrib.gis.db.backends.postgis"
OPENING = "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA cache_size=-64000;PRAGMA temp_store=MEMORY"
"""Every commit is on the disk before anybody is told of it: a receipt is a promise, also when the power goes."""


class DatabaseAddressUnknown(TubanError):
    """TUBAN_DATABASE_URL begins with {scheme}: only PostgreSQL with PostGIS can be named there."""

    code = "site.database_unknown"
    hint = "Write postgis://USER:PASSWORD@HOST:5432/NAME, or unset it to keep everything in one file."


def database(home: Home) -> dict[str, Any]:
    """Return Django's setting of the database."""
    address = os.environ.get("TUBAN_DATABASE_URL", "")
    if not address:
        return {
            "ENGINE": "tuban.site.databases.spatialite",
            "NAME": home.database,
            "OPTIONS": {
                # A transaction takes the lock when it begins: one that reads first could not write any more.
                "transaction_mode": "IMMEDIATE",
                "timeout": _WAIT_SECONDS,
                "init_command": OPENING,
            },
            # A file: every worker of a test run opens its own.
            "TEST": {"NAME": home.folder / "test.sqlite"},
        }
    scheme = address.partition(":")[0]
    if scheme not in ("postgis", "postgres", "postgresql"):
        raise DatabaseAddressUnknown(scheme=scheme)
    found: dict[str, Any] = dict(dj_database_url.parse(address, engine=_POSTGIS, conn_max_age=600))
    found["CONN_HEALTH_CHECKS"] = True
    return found
