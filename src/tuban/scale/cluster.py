"""A Dask cluster as the engine of a run: workers started here, or a scheduler that others started.

Dask hands tasks out, takes them back from workers that die, and tries again; it is loaded only when it is asked for.
"""

from __future__ import annotations

import importlib
import logging
import time
import uuid
from collections.abc import Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tuban import __version__
from tuban.scale.engines import Outcome, reason
from tuban.scale.ledger import Receipt
from tuban.scale.tasks import Task
from tuban.values.errors import TubanError
from tuban.values.language import gettext as _

LOCAL = "local:"
_SECONDS_TO_ANSWER = 15.0
_LOOK_EVERY, _BETWEEN_LOOKS = 1.0, 0.05
_SECONDS_TO_FETCH = 5.0
_SECONDS_WITHOUT_WORKER = 300.0


class ClusterNotInstalled(TubanError):
    """What talks to a cluster is not installed here."""

    code = "scale.not_installed"
    hint = "Install it with `pip install 'tuban[scale]'` on this machine and on every worker, or leave --cluster out."


class AddressNotUnderstood(TubanError):
    """{address} is not the address of a cluster."""

    code = "scale.address"
    hint = "Give local:N for N workers on this machine, or the address of a scheduler, for example tcp://10.0.0.5:8786."


class SchedulerNotReached(TubanError):
    """No scheduler answers at {address}."""

    code = "scale.no_scheduler"
    hint = "Start one with `dask scheduler` and its workers with `dask worker {address}`, or check the address."


class NoWorkers(TubanError):
    """The scheduler at {address} has no workers."""

    code = "scale.no_workers"
    hint = "Start some with `dask worker {address}`."


class WorkersUnlike(TubanError):
    """Worker {worker} has {theirs}, this machine has {ours}."""

    code = "scale.workers_unlike"
    hint = "Install the same edition of Tuban on every machine: rows of two editions must not be mixed."


class FolderNotShared(TubanError):
    """Worker {worker} does not see the folder {folder}, or may not write into it."""

    code = "scale.folder_not_shared"
    hint = "Name a folder with --run that every machine reaches under the same path, for example on a network disk."


class SchedulerLost(TubanError):
    """The scheduler at {address} was lost when {done} of {total} tasks were done."""

    code = "scale.scheduler_lost"
    hint = "What is done is kept. Start the scheduler again and give the same command: it does only what is missing."


class WorkersLost(TubanError):
    """No worker of the cluster at {address} was left when {done} of {total} tasks were done."""

    code = "scale.workers_lost"
    hint = "What is done is kept. Start workers with `dask worker {address}` and give the same command again."


@dataclass(frozen=True)
class Cluster:
    """An engine that hands tasks to a Dask scheduler; use :func:`cluster`."""

    client: Any
    address: str

    def perform(self, tasks: Sequence[Task], *, retries: int) -> Iterator[tuple[Task, Outcome]]:
        """Yield every task with its outcome as it ends.

        A worker that dies gives its tasks back. Those that were with a dying worker several times are tried alone at
        the end, so that the one that kills workers is told from those that waited beside it. Raises SchedulerLost,
        WorkersLost.
        """
        done, suspects = 0, []
        for task, outcome in self._together(tasks, retries, len(tasks)):
            if outcome is None:
                suspects.append(task)
                continue
            done += 1
            yield task, outcome
        for number, suspect in enumerate(suspects):
            for task, outcome in self._together([suspect], 0, len(tasks), done + number):
                yield task, outcome or _("every worker that took it was killed, perhaps for want of memory")

    def _together(
        self, tasks: Sequence[Task], retries: int, total: int, done: int = 0
    ) -> Iterator[tuple[Task, Outcome | None]]:
        """Yield each task with its outcome, None where workers died with it."""
        waiting = {
            self.client.submit(
                _perform, task, key=f"{Path(task.result).stem}-{uuid.uuid4().hex}", retries=retries
            ): task
            for task in tasks
        }
        last_worker = time.monotonic()
        while waiting:
            ended = [future for future in waiting if future.status in ("finished", "error", "cancelled")]
            finished = done + len(tasks) - len(waiting)
            if self.client.status != "running" or any(future.status == "cancelled" for future in ended):
                raise SchedulerLost(address=self.address, done=finished, total=total)
            is_lost = False
            for future in ended:
                try:
                    outcome = self._outcome(future)
                except (OSError, CancelledError):  # who held it is gone, or the scheduler: the next look tells
                    is_lost = True
                    break
                yield waiting.pop(future), outcome
            if is_lost:
                time.sleep(_BETWEEN_LOOKS)
            if waiting and (is_lost or not ended):
                self._wait(waiting)
                if self.client.status != "running" or self.client.scheduler_info().get("workers"):
                    last_worker = time.monotonic()
                elif time.monotonic() - last_worker > _SECONDS_WITHOUT_WORKER:
                    raise WorkersLost(address=self.address, done=finished, total=total)

    def _outcome(self, future: Any) -> Outcome | None:
        from distributed.scheduler import KilledWorker

        if future.status == "finished":
            receipt: Receipt = future.result(timeout=_SECONDS_TO_FETCH)
            return receipt
        error = future.exception(timeout=_SECONDS_TO_FETCH)
        return None if isinstance(error, KilledWorker) else reason(error)

    def _wait(self, futures: Any) -> None:
        from distributed import wait

        with suppress(Exception):  # nothing ended in time, or the scheduler is gone: the next look tells which
            wait(list(futures), timeout=_LOOK_EVERY, return_when="FIRST_COMPLETED")
            return
        time.sleep(_BETWEEN_LOOKS)


@contextmanager
def cluster(address: str, folder: Path) -> Iterator[Cluster]:
    """Yield a cluster: ``local:N`` starts N workers here and ends them afterwards, else a scheduler is asked.

    Every worker must have this edition of Tuban and see ``folder``, which is made. Raises ClusterNotInstalled,
    AddressNotUnderstood, SchedulerNotReached, NoWorkers, WorkersUnlike, FolderNotShared.
    """
    workers = checked_address(address)
    import dask
    import distributed

    folder.mkdir(parents=True, exist_ok=True)
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what matters is said by us, once
    settings = {
        "distributed.comm.timeouts.connect": f"{_SECONDS_TO_ANSWER:.0f}s",
        "distributed.scheduler.allowed-failures": 1,  # of workers started here: suspects are tried alone anyway
    }
    with dask.config.set(settings):
        local = None
        try:
            if workers:
                local = distributed.LocalCluster(
                    n_workers=workers, threads_per_worker=1, processes=True, dashboard_address=None,
                    silence_logs=logging.CRITICAL,
                )  # fmt: skip
            client = distributed.Client(local or address, timeout=_SECONDS_TO_ANSWER, set_as_default=False)
        except (OSError, ValueError) as error:
            if local is not None:
                local.close()
            raise SchedulerNotReached(address=address) from error
        try:
            made = Cluster(client, address)
            _check(made, folder)
            yield made
        finally:
            with suppress(Exception):
                client.close(timeout=2)
            if local is not None:
                with suppress(Exception):
                    local.close(timeout=10)


def checked_address(address: str) -> int:
    """Return N of ``local:N``, 0 for the address of a scheduler, before any work is done.

    Raises AddressNotUnderstood, ClusterNotInstalled.
    """
    workers = _local_workers(address)
    try:
        importlib.import_module("distributed")
    except ImportError as error:
        raise ClusterNotInstalled from error
    return workers


def _local_workers(address: str) -> int:
    if address.startswith(LOCAL):
        number = address.removeprefix(LOCAL)
        if not number.isdecimal() or int(number) < 1:
            raise AddressNotUnderstood(address=address)
        return int(number)
    scheme, colon, place = address.rpartition("://")
    host, _colon, port = place.rpartition(":")
    if not host or not port.isdecimal() or (colon and scheme not in ("tcp", "tls", "ws", "wss")):
        raise AddressNotUnderstood(address=address)
    return 0


def _check(made: Cluster, folder: Path) -> None:
    """Refuse workers of another edition, and workers that do not see the folder."""
    with suppress(TimeoutError):
        made.client.wait_for_workers(1, timeout=_SECONDS_TO_ANSWER)
    token = folder / f".seen-{uuid.uuid4().hex}"
    token.write_text("")
    try:
        answers: dict[str, tuple[str, bool]] = made.client.run(_probe, str(token))
    finally:
        token.unlink(missing_ok=True)
    if not answers:
        raise NoWorkers(address=made.address)
    for worker, (version, sees) in sorted(answers.items()):
        if version != __version__:
            raise WorkersUnlike(worker=worker, theirs=f"Tuban {version}", ours=f"Tuban {__version__}")
        if not sees:
            raise FolderNotShared(worker=worker, folder=folder)


def _probe(token: str) -> tuple[str, bool]:
    """Run on a worker: which edition it has, and whether it sees a file and may write beside it."""
    own = Path(f"{token}-{uuid.uuid4().hex}")
    try:
        own.write_text("")
        own.unlink()
        return __version__, Path(token).exists()
    except OSError:
        return __version__, False


def _perform(task: Task) -> Receipt:
    """Run on a worker. What goes wrong comes back as words: errors of ours do not travel."""
    try:
        return task.perform()
    except Exception as error:
        raise RuntimeError(reason(error)) from None
