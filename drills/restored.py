"""Restores last night's backup after the office is gone, and proves it by hashes: ``python -m drills.restored``.

An office of the small county is backed up as the job of every night does, people work on, then its folder is deleted.
The backup is restored by the command that people type. Every row of every table and every file must be what it was at
the moment of the backup. Then damage is done by lot to copies of the backup, a byte changed, a file cut or gone: each
must be named before anything is restored.
"""

from __future__ import annotations

import hashlib
import random
import sys
import time
from pathlib import Path

from drills.children import run
from drills.kinds import Import, Seal
from drills.office import acting, closed, digest_of, drilled, machine, start_again
from drills.page import Table, command_line


def rows_of_all() -> dict[str, str]:
    """Return a digest of the rows of every table."""
    from django.db import connection

    from tuban.workflow.backup.databases import tables

    found = {}
    with connection.cursor() as cursor:
        for name in tables():
            cursor.execute(f'SELECT * FROM "{name}"')
            found[name] = digest_of(cursor.fetchall())
    return found


def files_of(store: Path) -> dict[str, str]:
    """Return the SHA-256 of every file of a store."""
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in store.glob("??/*")}


def last_night(kept: Path) -> dict[str, str]:
    """Make the backup of the night as its job does; returns the rows as they were."""
    from tuban.workflow.backup.making import make

    start_again()
    rows = rows_of_all()
    make(kept, keep=30, with_layers=True, with_secrets=True, is_all_read=False)
    return rows


def the_day_after() -> None:
    """Let people work on."""
    from django.utils import timezone

    from tuban.workflow.audit.recording import PRODUCT, record_alone
    from tuban.workflow.patches.models import Patch
    from tuban.workflow.store import keep_bytes

    acting("zuzhi")
    Patch.objects.update(made_at=timezone.now())
    keep_bytes(b"a photo of the day after", suffix=".jpg")
    record_alone("organisations.sign_in", by=PRODUCT)


def restored(kept: Path, home: Path) -> str:
    """Restore by the command, in a process of its own; returns what it printed."""
    import subprocess

    done = subprocess.run(
        [sys.executable, "-m", "tuban", "restore", str(kept), "--into", str(home)], capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def damaged(kept: Path, times: int, lot: random.Random) -> tuple[int, list[str]]:
    """Damage the backup by lot, each time in one file; returns how often it was named, and where not."""
    from tuban.workflow.backup.proving import prove

    named, missed = 0, []
    files = sorted(one for one in kept.rglob("*") if one.is_file() and one.name != ".lock")
    for _each in range(times):
        path, how = lot.choice(files), lot.choice(("changed", "cut", "gone"))
        content = path.read_bytes()
        place = lot.randrange(max(1, len(content)))
        if how == "gone":
            path.unlink()
        elif how == "cut":
            path.write_bytes(content[:place])
        else:
            path.write_bytes(content[:place] + bytes([content[place] ^ (1 << lot.randrange(8))]) + content[place + 1 :])
        try:
            is_named = not prove(kept, digest=digest_kept).holds
        except Exception:  # it says so by refusing
            is_named = True
        named += is_named
        if not is_named:
            missed.append(f"{path.relative_to(kept)} {how} at {place}")
        path.write_bytes(content)
    return named, missed


digest_kept = ""


def main() -> int:
    """Drill, and print the counts."""
    global digest_kept
    asked = command_line(__doc__, times=200, counts="how often the backup is damaged").parse_args()
    begun = time.monotonic()
    with drilled() as office:
        kept = office.kept
        Import().prepare(office)
        Seal().prepare(office)
        office.lay_out("seal")
        rows = run(lambda: last_night(kept))
        files = files_of(office.home / "store")
        run(the_day_after)
        office.lose()
        told = restored(kept, office.home)
        print(f"Last night's backup, seed {asked.seed}, on {machine()}\n\n```text\n{told}```\n")
        now, here = run(rows_of_all), files_of(office.home / "store")
        # The chain goes on with the line of the backup and that of the restore.
        other = sorted(name for name in rows if rows[name] != now.get(name) and not name.startswith("audit_"))
        wrong = sorted({*files.items()} ^ {*here.items()})
        table = Table("restored", ("what", "how many", "otherwise or missed"), seed=asked.seed, on_page=asked.page)
        table.add("tables, all of their rows by digest", len(rows), len(other))
        table.add("files of the store, by SHA-256", len(files), len(wrong))
        from tuban.workflow.backup.folder import backup_of
        from tuban.workflow.backup.manifest import read_manifest

        digest_kept = read_manifest(backup_of(kept)).digest
        named, missed = damaged(kept, asked.times, random.Random(asked.seed))
        assert named + len(missed) == asked.times
        table.add("damages to the backup", asked.times, len(missed))
    return closed(begun, [*other, *map(str, wrong), *missed])


if __name__ == "__main__":
    sys.exit(main())
