"""An office of an earlier edition, taken over by this one: every row and every value still there, chain and sums whole.

    python -m drills.upgrade REVISION [--disc build/practice-county] [--worked]

Takes the earlier edition out of the version control into a scratch folder, founds an office with it and loads the
practice county (with --worked lets its people work there as in the journeys of that edition), reads every row of every
table, then lets this edition bring the tables up to date and reads them again.
It ends with 1 where a row or a value is gone or another, where the audit does not hold or a sum differs.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
_MAY_CHANGE = {
    "django_content_type",
    "auth_permission",
    "django_migrations",
    "jobs_worker",
    "django_tasks_db_dbtaskresult",
}
"""Tables of the frame itself, which every edition writes anew, and of what is at work just now."""

_LOAD = """
import sys
from pathlib import Path
from tuban.site.opening import open_office
open_office(make=True, practice=True)
from django.core.management import call_command
call_command("migrate", verbosity=0)
from tuban.site.practice import load_practice
load_practice(Path(sys.argv[1]), tell=lambda line: None)
"""
_WORKED = """
import runpy, sys
sys.argv = ["seed", "practice", sys.argv[1]]
runpy.run_module("tests.journeys.seed", run_name="__main__")
"""
_READ = """
import json, sys
from tuban.site.opening import open_office
open_office(practice=True)
from drills.upgrade import rows
print(json.dumps(rows(json.loads(sys.stdin.read() or "null"))))
"""
_TAKE_OVER = """
import json
from tuban.site.opening import open_office
open_office(practice=True)
from django.core.management import call_command
call_command("migrate", verbosity=0)
from tuban.workflow.audit.recording import verify
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.health import checks
from tuban.workflow.statistics.keeping import fold
from tuban.workflow.statistics.recounting import held_against_records
proof = verify(most_breaks=5)
campaigns = list(Campaign.objects.all())
for one in campaigns:
    fold(one)
differing = [str(each) for one in campaigns for each in held_against_records(one).differences]
at_rest = {"worker", "queue", "daily", "backup"}  # nobody serves this office
print(json.dumps({
    "audit": [proof.lines, proof.holds], "differing": differing,
    "ill": [f"{one.title}: {one.words}" for one in checks() if not one.is_well and one.key not in at_rest],
}))
"""


def main() -> None:
    """Do the drill and print what came out."""
    parser = argparse.ArgumentParser(prog="python -m drills.upgrade", description=__doc__)
    parser.add_argument("revision")
    parser.add_argument("--disc", type=Path, default=ROOT / "build/practice-county")
    parser.add_argument("--worked", action="store_true", help="with deeds of people, as the journeys of it seed them")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="tuban-upgrade-") as scratch:
        sys.exit(_drill(asked.revision, asked.disc.resolve(), Path(scratch), is_worked=asked.worked))


def _drill(revision: str, disc: Path, scratch: Path, *, is_worked: bool) -> int:
    home, old = scratch / "home", scratch / "old"
    old.mkdir()
    tree = subprocess.run(["git", "archive", revision], cwd=ROOT, check=True, capture_output=True).stdout
    subprocess.run(["tar", "-x", "-C", str(old)], input=tree, check=True)
    (old / "drills").mkdir(exist_ok=True)
    shutil.copy2(__file__, old / "drills/upgrade.py")  # one way of reading for both
    began = time.perf_counter()
    _run(old, home, _WORKED if is_worked else _LOAD, str(disc))
    before: dict[str, Any] = json.loads(_run(old, home, _READ))
    print(f"{revision}: {sum(len(table['rows']) for table in before.values())} rows in {len(before)} tables, "
          f"{time.perf_counter() - began:.0f} s")  # fmt: skip
    began = time.perf_counter()
    told = json.loads(_run(ROOT, home, _TAKE_OVER))
    fields = {name: table["fields"] for name, table in before.items()}
    after: dict[str, Any] = json.loads(_run(ROOT, home, _READ, given=json.dumps(fields)))
    print(f"taken over, read again and recounted in {time.perf_counter() - began:.0f} s")
    faults = [*_compared(before, after), *told["differing"], *told["ill"]]
    lines, holds = told["audit"]
    faults += [] if holds else ["the chain of the audit breaks"]
    print(f"audit: {lines} lines, {'whole' if holds else 'broken'}; sums that differ: {len(told['differing'])}")
    for fault in faults:
        print(f"  ✗ {fault}")
    print("nothing lost, nothing changed" if not faults else f"{len(faults)} faults")
    return 1 if faults else 0


def _compared(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    faults, same, new = [], 0, 0
    for name, table in before.items():
        if name in _MAY_CHANGE:
            continue
        found = after.get(name)
        if found is None:
            faults.append(f"the table {name} is gone")
            continue
        gone = [field for field in table["fields"] if field not in found["fields"]]
        if gone:
            print(f"  {name}: without {', '.join(gone)} now")
        lost = [key for key in table["rows"] if key not in found["rows"]]
        changed = [key for key, digest in table["rows"].items() if found["rows"].get(key, digest) != digest]
        faults += [f"{name}: row {key} is gone" for key in lost[:5]]
        faults += [f"{name}: row {key} is another" for key in changed[:5]] if not gone else []
        same += len(table["rows"]) - len(lost) - len(changed)
        new += len(found["rows"]) - len(table["rows"]) + len(lost)
    print(f"{same} rows the same in every field, {new} new; {len(after) - len(before)} tables more")
    return faults


def rows(fields: dict[str, list[str]] | None) -> dict[str, Any]:
    """Return for every table its fields and a digest of every row; of the fields given where they still exist."""
    from django.apps import apps

    found = {}
    for model in apps.get_models():
        own = [field.attname for field in model._meta.concrete_fields]
        wanted = own if fields is None else [one for one in fields.get(model._meta.db_table, own) if one in own]
        key = model._meta.pk.attname
        found[model._meta.db_table] = {
            "fields": own,
            "rows": {
                str(row[key]): hashlib.sha256(repr([(one, str(row[one])) for one in wanted]).encode()).hexdigest()[:16]
                for row in model._default_manager.values(*{*wanted, key}).iterator(chunk_size=2000)
            },
        }
    return found


def _run(tree: Path, home: Path, code: str, *arguments: str, given: str = "") -> str:
    environment = {**os.environ, "PYTHONPATH": f"{tree}/src:{tree}", "TUBAN_HOME": str(home), "TUBAN_PRACTICE": "1"}
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=tree,
        env=environment,
        input=given,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"{tree.name} ended with {done.returncode}:\n{done.stderr[-3000:]}")
    return done.stdout


if __name__ == "__main__":
    main()
