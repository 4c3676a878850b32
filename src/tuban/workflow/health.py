"""Whether an installation is well, in words: database, tables, disk, files, queue, worker, clock, algorithms, backup,
certificate, audit, periods of keeping.

Each check says what it looked at and, where something is wrong, what to do. None of them proves that everything is
right: the whole audit is proven by ``tuban audit verify``, a backup only by restoring it.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from tuban.exchange.refusals import SuiteUnavailable
from tuban.exchange.suites.gm import GM, is_available
from tuban.jobs.daily import states
from tuban.jobs.outages import is_damaged
from tuban.jobs.queue import oldest_waiting
from tuban.jobs.workers import alive
from tuban.values.errors import TubanError
from tuban.values.language import gettext as _
from tuban.workflow.audit.queries import last_line
from tuban.workflow.audit.recording import verify_last
from tuban.workflow.backup.copying import contents_of
from tuban.workflow.backup.lost import lost_rows
from tuban.workflow.backup.named import Missing, missing
from tuban.workflow.backup.queries import last_backup, told_of_last
from tuban.workflow.certificate import CertificateUnreadable, certificate_of
from tuban.workflow.exchange.queries import own_suite
from tuban.workflow.retention.due import overdue
from tuban.workflow.retention.law import PeriodUnsound

GIGABYTE = 10**9
_LEAST_FREE = 2 * GIGABYTE
_LEAST_SHARE = 0.05
_READ_AT_ONCE = 500_000_000
_LONGEST_WAIT = timedelta(minutes=10)
_CLOCK_APART = timedelta(minutes=1)
_LAST_LINES = 500
_LAST_NAMED = 20_000
_MOST_NAMED = 20
_SOON_OVER = timedelta(days=21)


class NotLookedAt(TubanError):
    """Not looked at: {why}."""

    code = "health.not_looked_at"
    hint = "{advice}"


@dataclass(frozen=True, slots=True)
class Check:
    """The answer of one check: its name, whether it is well, what was seen, what to do; what is not looked at is
    neither well nor not well."""

    key: str
    title: str
    is_well: bool
    words: str
    advice: str = ""
    is_looked_at: bool = True


def checks(*, is_quick: bool = False, for_keeper: bool = False) -> list[Check]:
    """Ask everything; ``is_quick`` leaves out what reads a lot: the file of the database, the files of the store, the
    lines of the audit. ``for_keeper``: who keeps the machine is told where the backup lies and which files are lost.
    """
    asked: list[tuple[str, str, Callable[[], tuple[bool, str, str]]]] = [
        ("database", _("Database"), _database_quick if is_quick else _database),
        ("tables", _("Tables"), _tables),
        ("disk", _("Disk"), _disk),
        ("worker", _("Background work"), _worker),
        ("queue", _("Queue"), _queue),
        ("daily", _("Work of every day"), _daily),
        ("clock", _("Clock"), _clock),
        ("suite", _("Algorithms"), _suite),
    ]
    if settings.BACKUP or not is_quick:
        asked.append(("backup", _("Backup"), partial(_backup, for_keeper=for_keeper)))
    if not is_quick:
        asked += [
            ("certificate", _("Certificate of HTTPS"), _certificate),
            ("store", _("Files"), partial(_store, for_keeper=for_keeper)),
            ("audit", _("Audit"), _audit),
            ("retention", _("Periods of keeping"), _retention),
        ]
    answers = []
    for key, title, ask in asked:
        try:
            is_well, words, advice = ask()
        except DatabaseError as error:
            is_well, words = False, _("The database does not answer: {why}").format(why=str(error).strip())
            advice = _how_to_mend(error)
        except NotLookedAt as reason:
            answers.append(
                Check(key, title, is_well=True, words=reason.message, advice=reason.advice, is_looked_at=False)
            )
            continue
        answers.append(Check(key, title, is_well, words, "" if is_well else advice))
    return answers


def _how_to_mend(error: DatabaseError) -> str:
    if is_damaged(error):
        return str(_("Change nothing there, and bring the office back from its last backup: `tuban restore`."))
    if connection.vendor == "sqlite":
        return str(_("Look whether the disk with the folder of the office is there, has room and can be read."))
    return str(_("Look whether the server of the database runs and whether TUBAN_DATABASE_URL names it."))


def _database_quick() -> tuple[bool, str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    return True, _("It answers."), ""


def _database() -> tuple[bool, str, str]:
    if connection.vendor == "postgresql":
        _database_quick()
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_version")
            version = cursor.fetchone()[0].partition(" ")[0]  # behind it stands whoever packaged it
        words = _("PostgreSQL {version} answers. Whether its files are sound is for its own tools to say.")
        return True, words.format(version=version), ""
    size = settings.HOME.database.stat().st_size if settings.HOME.database.is_file() else 0
    if size > _READ_AT_ONCE:
        _database_quick()
        words = _("The file of {size} GB answers; it is too large to be read through here.")
        return True, words.format(size=round(size / GIGABYTE, 1)), ""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA quick_check(1)")
        answer = cursor.fetchone()[0]
    if answer == "ok":
        return True, _("The file of {size} MB was read through; it is sound.").format(size=round(size / 10**6)), ""
    return (
        False,
        _("The file is damaged: {what}").format(what=answer),
        _("Stop the office, keep a copy of the folder as it is, and go back to the last backup."),
    )


def _tables() -> tuple[bool, str, str]:
    executor = MigrationExecutor(connection)
    open_steps = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if not open_steps:
        return True, _("They are those of this edition."), ""
    words = _("{count} changes of this edition are not in the database yet.").format(count=len(open_steps))
    return False, words, _("Start the office again with `tuban serve`: it makes them.")


def _disk() -> tuple[bool, str, str]:
    usage = shutil.disk_usage(settings.HOME.folder)
    is_well = usage.free >= _LEAST_FREE and usage.free >= usage.total * _LEAST_SHARE
    words = _("{free} GB of {total} GB are free.").format(
        free=round(usage.free / GIGABYTE, 1), total=round(usage.total / GIGABYTE)
    )
    return is_well, words, _("Make room: an import needs about three times the size of its disc.")


def _worker() -> tuple[bool, str, str]:
    working = alive()
    if working:
        names = ", ".join(one.name for one in working)
        return True, _("{count} workers are alive: {names}.").format(count=len(working), names=names), ""
    return (
        False,
        _("No worker has been seen for a minute and a half: imports and reports wait."),
        _("Start `tuban serve`, or `tuban serve --worker-only` on the machine that does the work."),
    )


def _queue() -> tuple[bool, str, str]:
    waiting = oldest_waiting()
    if waiting is None:
        return True, _("Nothing waits."), ""
    minutes = round((timezone.now() - waiting.asked_at).total_seconds() / 60)
    words = _("«{title}» has waited for {minutes} minutes.").format(title=waiting.title, minutes=minutes)
    is_well = timezone.now() - waiting.asked_at < _LONGEST_WAIT
    return is_well, words, _("Look at the jobs: one of them may be stuck, or there are too few workers.")


def _daily() -> tuple[bool, str, str]:
    late = [one for one in states() if one.is_late]
    if not late:
        return True, _("Nothing was left undone."), ""
    words = _("Left undone: {what}.").format(what="、".join(one.title for one in late))
    return False, words, _("Run `tuban daily`: it says why, and does today's work.")


def _clock() -> tuple[bool, str, str]:
    now = timezone.now()
    words = _("It is {now}.").format(now=timezone.localtime(now).strftime("%Y-%m-%d %H:%M"))
    advice = _("Set the clock of this machine by a time server: the dates of signatures and deadlines depend on it.")
    last = last_line()
    if last is not None and last.at > now + _CLOCK_APART:
        written = timezone.localtime(last.at).strftime("%Y-%m-%d %H:%M")
        return False, words + _(" But the last line of the audit was written at {at}.").format(at=written), advice
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            apart = abs(cursor.fetchone()[0] - timezone.now())
        if apart > _CLOCK_APART:
            return False, words + _(" The server of the database is {apart} away.").format(apart=apart), advice
    return True, words, ""


def _suite() -> tuple[bool, str, str]:
    suite = own_suite()
    if suite is GM and not is_available():
        return False, SuiteUnavailable(package="gmssl-pyx").message, SuiteUnavailable(package="gmssl-pyx").advice
    words = _("Packages to other installations are made in {algorithms}.")
    return True, words.format(algorithms=suite.algorithms), ""


def _backup(*, for_keeper: bool) -> tuple[bool, str, str]:
    if settings.PRACTICE and not settings.BACKUP and last_backup() is None:
        raise NotLookedAt(why=_("an office for practice needs none"), advice="")
    return told_of_last(with_folder=for_keeper)


def _certificate() -> tuple[bool, str, str]:
    if not settings.CERTIFICATE:
        advice = _("Where a proxy speaks HTTPS for the office, name its certificate there, or host:port.")
        raise NotLookedAt(why=_("TUBAN_CERTIFICATE names none"), advice=advice)
    try:
        found = certificate_of(settings.CERTIFICATE)
    except CertificateUnreadable as error:
        return False, error.message, error.advice
    now = timezone.now()
    words = _("It holds from {begins} until {ends}.").format(
        begins=timezone.localtime(found.begins).strftime("%Y-%m-%d"),
        ends=timezone.localtime(found.ends).strftime("%Y-%m-%d"),
    )
    if not found.begins <= now <= found.ends:
        return False, words, _("Browsers refuse the office: have the certificate renewed, and look at the clock.")
    hosts = [host for host in settings.ALLOWED_HOSTS if "." in host and not host[0].isdigit()]
    others = [host for host in hosts if not found.is_for(host)]
    if others:
        words += _(" It is not for {names}.").format(names=", ".join(others))
        return False, words, _("Have one made for all names in TUBAN_HOSTS.")
    return found.ends - now > _SOON_OVER, words, _("Have it renewed before that day, else browsers refuse the office.")


def _store(*, for_keeper: bool) -> tuple[bool, str, str]:
    here = {content.checksum for content in contents_of(settings.HOME.store)}
    looked, lost = missing(here, most=_LAST_NAMED)
    words = _("{count} files that rows name were looked for in the store; all are there.").format(count=looked)
    if lost:
        counted = "、".join(f"{one.kind} {len(one.names)}" for one in lost)
        words = _("Not in the store: {what}.").format(what=counted)
        if for_keeper:
            words += " " + _("; ").join(_named(lost))
    return (
        not lost,
        words,
        _("Copy them from the store/ beside the backups into store/ of the office, without replacing any."),
    )


def _retention() -> tuple[bool, str, str]:
    try:
        late = overdue()
    except PeriodUnsound as error:
        return False, error.message, error.advice
    if not settings.RETENTION:
        advice = _("Law names no longest period; whoever runs this installation may set one in TUBAN_RETENTION.")
        raise NotLookedAt(why=_("TUBAN_RETENTION sets no period"), advice=advice)
    if not late:
        return True, _("Nothing is past its period."), ""
    told = "、".join(f"{one.kind.title} {one.due}" for one in late)
    words = _("Past their period: {what}.").format(what=told)
    return False, words, _("Look with `tuban retention`, then `tuban retention --do`.")


def _named(lost: list[Missing]) -> list[str]:
    """Return where the first of what was lost has to lie, and what it was to people."""
    checksums = [name for one in lost for name in one.names]
    told = []
    for checksum in checksums[:_MOST_NAMED]:
        rows = "、".join(dict.fromkeys(one.words for one in lost_rows(checksum, by=None)))
        told.append(_("store/{folder}/{checksum}*: {rows}").format(folder=checksum[:2], checksum=checksum, rows=rows))
    if len(checksums) > _MOST_NAMED:
        told.append(_("… and {count} more.").format(count=len(checksums) - _MOST_NAMED))
    return told


def _audit() -> tuple[bool, str, str]:
    proof = verify_last(_LAST_LINES)
    if proof.holds:
        words = _("The last {count} lines follow one another and are as they were written.")
        return True, words.format(count=proof.lines), ""
    first = proof.breaks[0]
    words = _("The chain breaks at line {number}: {what}.").format(number=first.number, what=first.what)
    return False, words, _("Run `tuban audit verify`, keep its answer, and tell the audit administrator.")
