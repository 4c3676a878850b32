"""Replaces a layer in the middle of a review and of a seal, and counts what became of it:
``python -m drills.layer_replaced --times 40``.

While departments speak about patches and enforcement takes findings, a newer survey comes in, the patches that it
would judge otherwise are listed, and a person takes or keeps each by lot; in another part the survey comes while a seal
is made. All of it in processes of their own, at moments drawn by lot. Afterwards:

- no comparison, opinion or finding of before says anything else than it said; new ones stand beside them;
- every opinion and finding names its comparison, and that its editions of layers, whose content is in the store;
- what was said upon an earlier comparison counts as outdated exactly where another one is current, and a patch stands
  as reviewed only where all of it rests on what is current;
- a finding that rests on an earlier comparison says so;
- a seal has the figures of before to the last digit, or is refused in a sentence.
"""

from __future__ import annotations

import argparse
import random
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from drills.children import ChildFailed, Ended, Tell, cut, run
from drills.kinds import Import, Seal
from drills.office import Office, acting, closed, digest_of, drilled, faults, machine, start_again
from drills.page import Table, command_line

DEPARTMENTS = ("guihua", "diji", "gengbao", "zhifa")
_NEWER = "newer"


def at_once(*works: Callable[[Tell], None]) -> list[Ended]:
    """Do several things in processes of their own at one time; returns how each ended."""
    found: dict[int, Ended] = {}

    def do(number: int) -> None:
        try:
            found[number] = cut(works[number], 600)
        except ChildFailed as error:
            found[number] = Ended(True, (("fault", str(error)[-800:]),), 0)

    threads = [threading.Thread(target=do, args=(number,)) for number in range(len(works))]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return [found[number] for number in range(len(works))]


def open_newer(folder: Path) -> None:
    """Read the newer disc, so that its survey lies in the store as it would after an upload."""
    from django.conf import settings
    from tests.workflow.small_disc import small_disc

    from tuban.inspect.progress import silent
    from tuban.kernel.formats.children import Nursery
    from tuban.workflow.comparison.loading.reading import opened_disc

    place = settings.HOME.work / _NEWER
    place.mkdir(parents=True, exist_ok=True)
    with Nursery() as nursery:
        opened_disc(small_disc(folder, planned=True, measured=True, built_in_survey=True), place, silent, nursery)


def conferring(folder: Path) -> None:
    """Load a disc whose patches the field has measured, and ask the departments about each that they can be asked
    about."""
    from tests.workflow.review.speaking import ask
    from tests.workflow.small_disc import small_disc

    from tuban.values.errors import TubanError
    from tuban.workflow.patches.models import Patch

    Import()._confirmed(small_disc(folder / "measured", planned=True, measured=True))
    start_again()
    open_newer(folder / "newer")
    asked = 0
    for patch in Patch.objects.select_related("campaign").filter(fate="active"):
        try:
            ask(patch, acting("zuzhi"))
            asked += 1
        except TubanError:  # its facts do not suffice
            continue
    assert asked


def asked_patches() -> list[Any]:
    """Return the patches that the departments were asked about."""
    from tuban.workflow.patches.models import Patch

    return list(Patch.objects.select_related("campaign").filter(consultations__isnull=False).distinct().order_by("pk"))


def speak(lot: random.Random, tell: Tell) -> None:
    """Let the departments speak, in an order drawn by lot, some of them twice."""
    from tests.workflow.review.speaking import say

    from tuban.values.errors import TubanError

    turns = [(patch, name) for patch in asked_patches() for name in DEPARTMENTS] * 2
    lot.shuffle(turns)
    for patch, name in turns:
        try:
            made = say(patch, acting(name), "agrees")
            tell(("opinion", str(made.pk), str(made.comparison_id)))
        except TubanError as error:
            tell(("refused", error.code))
        time.sleep(lot.uniform(0, 0.05))


def take(lot: random.Random, tell: Tell) -> None:
    """Let enforcement take findings as soon as they can be taken."""
    from tests.workflow.review.speaking import fresh

    from tuban.values.errors import TubanError
    from tuban.workflow.review.findings.actions import take_chosen

    for _turn in range(20):
        time.sleep(lot.uniform(0, 0.8))
        for patch in asked_patches():
            try:
                made = take_chosen(fresh(patch), by=acting("zhifa"))
                tell(("finding", str(made.pk), str(made.comparison_id)))
            except TubanError as error:
                tell(("refused", error.code))


def replace_layer(lot: random.Random, tell: Tell, *, most_wait: float) -> None:
    """Bring the newer survey, list what it would judge otherwise, and answer each by lot."""
    from django.conf import settings

    from tuban.jobs.work import do
    from tuban.values.errors import TubanError
    from tuban.workflow.comparison.actions import answer_would_differ, ask_what_would_differ
    from tuban.workflow.comparison.loading.load import delivered_of
    from tuban.workflow.comparison.loading.reading import OPENED, read_opened
    from tuban.workflow.comparison.models import WouldDiffer
    from tuban.workflow.layers.entering import enter_editions

    opened = read_opened(settings.HOME.work / _NEWER / OPENED)
    time.sleep(lot.uniform(0, most_wait))
    made = enter_editions("990101", [delivered_of(one) for one in opened.layers["survey_last"]], is_practice=True)
    tell(("edition", str(made.new[0].pk)))
    job = do(ask_what_would_differ(made.new[0], by=acting("diji")).pk)
    tell(("listed", job.state, WouldDiffer.objects.count()))
    for row in WouldDiffer.objects.select_related("patch__campaign").all():
        answer = lot.choice((WouldDiffer.Answer.TAKEN, WouldDiffer.Answer.TAKEN, WouldDiffer.Answer.KEPT))
        try:
            answer_would_differ(
                row, by=acting("diji"), answer=answer, expected_version=row.patch.version, reason="以新版调查为准"
            )
            tell(("answered", answer.value))
        except TubanError as error:
            tell(("refused", error.code))


def said() -> dict[str, str]:
    """Return what every comparison, opinion and finding says, without whether it is current."""
    from tuban.workflow.comparison.models import Comparison
    from tuban.workflow.review.models import Finding, Opinion

    found = {}
    for model in (Comparison, Opinion, Finding):
        own = [
            one.attname for one in model._meta.concrete_fields
            if one.attname != "is_current" and not one.attname.startswith("reopened")
        ]  # fmt: skip
        found |= {f"{model.__name__} {row['id']}": digest_of([row]) for row in model.objects.values(*own)}
    return found


def looked(store: Path, told: list[tuple[Any, ...]]) -> tuple[list[str], Counter[str]]:
    """Hold what is there against what was promised; returns what is wrong, and counts."""
    from django.utils import timezone

    from tuban.workflow.comparison.models import Comparison
    from tuban.workflow.review.findings.queries import since_finding
    from tuban.workflow.review.models import Finding, Opinion
    from tuban.workflow.review.opinions.agreement import Standing, table_of

    wrong, counts = faults(store) + [f"a fault: {one[1]}" for one in told if one[0] == "fault"], Counter[str]()
    for name, model in (("opinion", Opinion), ("finding", Finding)):
        for _name, key, comparison in (one for one in told if one[0] == name):
            counts[f"acknowledged: {name}"] += 1
            row = model.objects.filter(pk=key).select_related("comparison").first()
            if row is None:
                wrong.append(f"{name} {key} was acknowledged and is not there")
            elif str(row.comparison_id) != comparison:
                wrong.append(f"{name} {key} rests on another comparison than it was given upon")
    for one in Comparison.objects.all():
        if not one.editions.exists():
            wrong.append(f"comparison {one.pk} names no edition of a layer")
    for patch in asked_patches():
        for column in table_of(patch, today=timezone.localdate()).columns:
            opinion = column.opinion
            if opinion is None:
                continue
            is_old = not opinion.comparison.is_current
            counts["current opinions on an earlier comparison"] += is_old
            if is_old and column.standing is not Standing.OUTDATED:
                wrong.append(f"{patch} {column.duty}: {column.standing} upon an earlier comparison")
            if not is_old and column.standing is Standing.OUTDATED:
                wrong.append(f"{patch} {column.duty}: outdated although nothing is newer")
            if is_old and patch.state == "reviewed":
                wrong.append(f"{patch} stands as reviewed upon an earlier comparison")
    for finding in Finding.objects.filter(is_current=True).select_related("comparison", "patch__campaign"):
        if not finding.comparison.is_current:
            counts["findings on an earlier comparison"] += 1
            if since_finding(finding) is None:
                wrong.append(f"the finding of {finding.patch} does not say that it rests on an earlier comparison")
    return wrong, counts


def in_review(office: Office, asked: argparse.Namespace, lot: random.Random) -> list[str]:
    """Replace the layer while people review; prints the counts, returns what was wrong."""
    office.begun("conferring", "founded", lambda: conferring(office.scratch / "discs"))
    counts, wrong = Counter[str](), list[str]()
    for number in range(asked.times):
        office.lay_out("conferring")
        before = run(said)
        first, second, third = (random.Random(lot.random()) for _each in range(3))
        ended = at_once(
            partial(speak, first), partial(take, second), partial(replace_layer, third, most_wait=9.0)
        )  # fmt: skip
        told = [message for one in ended for message in one.told]
        run(start_again)
        found, seen = run(partial(looked, office.home / "store", told))
        after = run(said)
        changed = [key for key, digest in before.items() if after.get(key) != digest]
        wrong += [f"round {number}: {key} says something else than before" for key in changed]
        wrong += [f"round {number}: {one}" for one in found]
        if not any(one[0] == "answered" for one in told):
            counts["rounds in which nothing was answered"] += 1
        counts += seen
        counts.update(f"refused in words: {one[1]}" for one in told if one[0] == "refused")
        counts.update(f"listed patch {one[1]}" for one in told if one[0] == "answered")
    table = Table("layer_in_review", ("in the middle of a review", "times"), seed=asked.seed, on_page=asked.page)
    table.add("reviews", asked.times)
    for name, count in sorted(counts.items()):
        table.add(name, count)
    table.add("changed, untraceable, not marked", len(wrong))
    return wrong


def in_seal(office: Office, asked: argparse.Namespace, lot: random.Random) -> list[str]:
    """Replace the layer while a seal is made; prints the counts, returns what was wrong."""
    kind = Seal()
    kind.prepare(office)
    office.begun("sealing", "seal", lambda: open_newer(office.scratch / "newer-for-seal"))
    whole = cut(kind.act, 600)
    wanted = run(kind.seen)
    as_before, refused, wrong = 0, 0, list[str]()
    times = asked.times // 2
    for number in range(times):
        office.lay_out("sealing")
        newer = random.Random(lot.random())
        ended = at_once(kind.act, partial(replace_layer, newer, most_wait=whole.seconds))
        wrong += [f"seal {number}: {told[1]}" for one in ended for told in one.told if told[0] == "fault"]
        found, half, why = run(lambda: (kind.seen(), kind.half(()), failed()))
        wrong += [f"seal {number}: {one}" for one in half]
        if found == wanted:
            as_before += 1
        elif why and all(code != "jobs.unexpected" for code in why):
            refused += 1
        else:
            wrong.append(f"seal {number}: {found} instead of {wanted}, {why}")
    columns = ("work", "times", "figures of before, to the last digit", "refused in a sentence", "otherwise")
    table = Table("layer_in_seal", columns, seed=asked.seed, on_page=asked.page)
    table.add("seal", times, as_before, refused, len(wrong))
    return wrong


def failed() -> list[str]:
    """Return the codes of work that failed."""
    from tuban.jobs.models import Job

    return list(Job.objects.filter(state=Job.State.FAILED).values_list("error_code", flat=True))


def main() -> int:
    """Drill, and print the counts."""
    asked = command_line(__doc__, times=40, counts="how often in a review; half as often in a seal").parse_args()
    begun, wrong, lot = time.monotonic(), list[str](), random.Random(asked.seed)
    with drilled() as office:
        print(f"A layer replaced, seed {asked.seed}, on {machine()}", flush=True)
        Import().prepare(office)
        wrong += in_review(office, asked, lot)
        wrong += in_seal(office, asked, lot)
    return closed(begun, wrong)


if __name__ == "__main__":
    sys.exit(main())
