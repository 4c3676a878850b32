"""How fast the audit page answers over many lines: ``python -m benchmarks.audit [--lines 1000000]``.

It fills the audit of the database that TUBAN_HOME or TUBAN_DATABASE_URL names with made-up lines (never a real one: a
database with lines in it is refused), times each question of the page, and prints the plan of the slowest.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

import django

TOWNSHIPS = [f"9901010{place:02}" for place in range(1, 15)]
ACTIONS = ("patches.assign", "patches.split", "comparison.load_disc", "organisations.sign_in", "evidence.add")
PORTION = 500_000
BEGIN = datetime(2020, 1, 1, tzinfo=UTC)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=1_000_000)
    asked = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tuban.site.settings")
    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from tuban.workflow.audit.models import Line
    from tuban.workflow.organisations.models import Post
    from tuban.workflow.organisations.practice import found_practice

    call_command("migrate", verbosity=0)
    if Line.objects.exclude(action="organisations.found_practice").filter(address="").exists():
        raise SystemExit("This database has real lines in it: name an empty one.")
    found_practice([(code, f"{code}镇") for code in TOWNSHIPS])
    posts = list(Post.objects.values_list("pk", "unit__code"))
    if Line.objects.count() < asked.lines:
        fill(asked.lines, posts)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE audit_line" if connection.vendor == "postgresql" else "ANALYZE")
    measure(asked.lines)


def fill(count: int, posts: list[tuple[UUID, str]]) -> None:
    """Let the database write lines without a real chain: only their number, their size and their spread matter here."""
    from django.db import connection

    from tuban.workflow.audit.models import ChainHead, Line

    last = Line.objects.count()
    began = time.perf_counter()
    is_postgresql = connection.vendor == "postgresql"
    word = _POSTGRESQL if is_postgresql else _SQLITE
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE some_posts (n integer PRIMARY KEY, id {word['uuid']})")
        cursor.executemany(
            "INSERT INTO some_posts VALUES (%s, %s)",
            [(place, post if is_postgresql else post.hex) for place, (post, _code) in enumerate(posts)],
        )
        for start in range(last, count, PORTION):
            until = min(start + PORTION, count)
            cursor.execute(
                "INSERT INTO audit_line (number, at, action, is_refused, subject_kind, subject_id, subject_title, "
                "area_code, person_id, person_name, post_id, post_title, address, reason, details, previous, digest) "
                f"SELECT g, {word['at']}, {_one_of(ACTIONS)}, g %% 997 = 0, 'patches.patch', CAST(g %% 50000 AS text), "
                f"'图斑 ' || CAST(100000 + g %% 50000 AS text), {_one_of(TOWNSHIPS)}, p.id, '某人' || CAST(g %% 300 AS "
                "text), p.id, '示范县自然资源局', '10.0.0.1', '', "
                f"{word['details']}, {word['digest']}, {word['digest']} "
                f"FROM {word['series'].format(start + 1, until)} JOIN some_posts p ON p.n = g %% {len(posts)}", [],
            )  # fmt: skip
            print(f"  {until} lines", flush=True)
    ChainHead.objects.update(number=count)
    print(f"filled {count - last} lines in {time.perf_counter() - began:.0f} s", flush=True)


def _one_of(words: Sequence[str]) -> str:
    cases = " ".join(f"WHEN {place} THEN '{one}'" for place, one in enumerate(words))
    return f"CASE g %% {len(words)} {cases} END"


_POSTGRESQL = {
    "uuid": "uuid", "at": "TIMESTAMPTZ '2020-01-01 00:00:00+00' + g * INTERVAL '1 minute'",
    "digest": "md5(CAST(g AS text)) || md5(CAST(-g AS text))",
    "details": "CAST('{\"reason\": \"第' || CAST(g AS text) || '次\"}' AS jsonb)",
    "series": "generate_series({}, {}) AS g",
}  # fmt: skip
_SQLITE = {
    "uuid": "char(32)", "at": "datetime('2020-01-01', '+' || g || ' minutes')", "digest": "printf('%%064x', g)",
    "details": "'{\"reason\": \"' || g || '\"}'",
    "series": "(WITH RECURSIVE s(g) AS (SELECT {} UNION ALL SELECT g + 1 FROM s WHERE g < {}) SELECT g FROM s)",
}  # fmt: skip


def measure(count: int) -> None:
    from django.db import connection
    from django.utils import timezone

    from tuban.workflow.audit.queries import Asked
    from tuban.workflow.organisations.audit_trail import lines_seen_by, page_of_lines
    from tuban.workflow.organisations.models import Person
    from tuban.workflow.organisations.queries import acting_as

    def person(name: str):
        return acting_as(Person.objects.get(username=name), None, on=timezone.localdate())

    audit, clerk = person("shenji"), person("xiang01")
    day = (BEGIN + timedelta(minutes=count // 2)).date()
    questions = {
        "first page, audit administrator": (audit, Asked(), None),
        "first page, clerk of a township": (clerk, Asked(), None),
        "a page in the middle": (audit, Asked(), count // 2),
        "one deed": (audit, Asked(action="comparison.load_disc"), None),
        "refused only": (audit, Asked(refused_only=True), None),
        "one thing": (audit, Asked(subject_kind="patches.patch", subject_id="4711"), None),
        "one person": (audit, Asked(person_id=clerk.post_id), None),
        "ten days": (audit, Asked(since=day, until=day + timedelta(days=9)), None),
        "a day, one deed, refused": (
            audit, Asked(since=day, until=day, action="patches.assign", refused_only=True), None,
        ),
        "a text that is there": (audit, Asked(text="图斑 104711"), None),
        "a text that is nowhere": (audit, Asked(text="没有这样的字"), None),
    }  # fmt: skip
    print(f"{connection.vendor}, {count} lines; milliseconds, median of 5 (worst)")
    slowest = ("", 0.0)
    for title, (by, asked, below) in questions.items():
        times = []
        for _round in range(5):
            began = time.perf_counter()
            page = page_of_lines(by, asked, below=below)
            times.append((time.perf_counter() - began) * 1000)
        median = statistics.median(times)
        print(f"  {title:36} {median:9.1f} ({max(times):.1f})  {len(page.lines)} lines")
        if median > slowest[1]:
            slowest = (title, median)
    by, asked, _below = questions[slowest[0]]
    print(f"plan of «{slowest[0]}»:")
    print(lines_seen_by(by, asked)[:51].explain())


if __name__ == "__main__":
    main()
