"""What stands in the way of a seal: rules that object, patches without a finding, contradictions; and what was
explained of it."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tuban.rules.checks.asking import catalogue_of
from tuban.values.problems import Severity
from tuban.workflow import store
from tuban.workflow.campaigns.law import rulebook_of
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.patches.models import Patch, Reissue
from tuban.workflow.patches.states import Fate, Source
from tuban.workflow.results.keeping import LINES, PROBLEMS
from tuban.workflow.results.models import Contradiction, Result
from tuban.workflow.review.findings.queries import since_finding
from tuban.workflow.review.models import Finding
from tuban.workflow.submission.models import Explanation
from tuban.workflow.submission.words import EXPLAINED, Hindrance

_KEY = 16
_TAKE_AGAIN = gettext_lazy("Reopen the finding, look at what was corrected, and take it again.")
_KINDS = {Severity.ERROR.value: Hindrance.ERROR, Severity.WARNING.value: Hindrance.WARNING}


@dataclass(frozen=True, slots=True)
class Objection:
    """Something that stands in the way. ``key`` names it by what it says, ``settled_by`` says what would settle it,
    ``explanation`` is the one that holds. ``second`` is what a contradiction has against it. ``is_of_issuer`` marks
    what only a corrected disc of whoever issued the patches can settle."""

    kind: Hindrance
    key: str
    rule: str
    says: str
    settled_by: str
    patch: str = ""
    part: str = ""
    second: str = ""
    explanation: Explanation | None = None
    is_of_issuer: bool = False

    @property
    def number(self) -> str:
        """The number of its patch with that of the part; empty where it is about none."""
        return f"{self.patch}-{self.part}" if self.part else self.patch

    @property
    def stands(self) -> bool:
        """Whether it still stands in the way."""
        return self.kind not in EXPLAINED or self.explanation is None

    def as_json(self) -> dict[str, Any]:
        """Return it as a seal keeps it, with who explained it."""
        said = self.explanation
        told = (
            {"text": said.text, "by": str(said.by), "post": str(said.post), "at": said.at.isoformat()} if said else {}
        )
        return {
            "kind": self.kind.value, "rule": self.rule, "says": self.says, "second": self.second, "patch": self.patch,
            "part": self.part, "explanation": told,
        }  # fmt: skip


def objections(campaign: Campaign, result: Result) -> list[Objection]:
    """Return everything that stands in the way of sealing a result, the gravest first."""
    said = {
        one.key: one
        for one in Explanation.objects.filter(campaign=campaign, is_current=True).select_related("by", "post__unit")
    }
    outdated = list(_outdated(campaign))
    again = {(one.patch, one.part) for one in outdated}
    found = [
        *_of_rules(campaign, result, said, again), *_undecided(campaign), *outdated, *_contradictions(result, said)
    ]  # fmt: skip
    order = list(Hindrance)
    return sorted(found, key=lambda one: (order.index(one.kind), one.rule, one.patch, one.part, one.says))


def counts(found: Iterable[Objection]) -> dict[str, int]:
    """Return how many still stand, by kind."""
    told = Counter(one.kind.value for one in found if one.stands)
    return {one.value: told[one.value] for one in Hindrance}


def _of_rules(
    campaign: Campaign, result: Result, said: dict[str, Explanation], again: Collection[tuple[str, str]]
) -> Iterator[Objection]:
    """Yield what rules object to. An error of a patch in ``again`` is of facts that its issuer corrected since: it
    stands until the finding is taken again."""
    seen: set[str] = set()
    of_issuer = {one.id for one in catalogue_of(rulebook_of(campaign)).rules.values() if one.is_of_issuer}
    own = set(campaign.patches.exclude(source=Source.SATELLITE).values_list("number", flat=True))
    for one in lines_of(result, PROBLEMS):
        kind = _KINDS.get(one["severity"])
        if kind is None:
            continue
        key = _key(kind, one["rule"], one["patch"], one["part"], one["message"])
        if key not in seen:
            seen.add(key)
            is_error, is_again = kind is Hindrance.ERROR, (one["patch"], one["part"]) in again
            yield Objection(
                kind, key, one["rule"], one["message"],
                str(_TAKE_AGAIN) if is_error and is_again else one["settled_by"], one["patch"], one["part"],
                explanation=said.get(key),
                is_of_issuer=is_error and not is_again and one["rule"] in of_issuer and one["patch"] not in own,
            )  # fmt: skip


def _undecided(campaign: Campaign) -> Iterator[Objection]:
    rows = Patch.objects.filter(campaign=campaign, fate=Fate.ACTIVE, finding=None).order_by("number", "part_number")
    for number, part in rows.values_list("number", "part_number"):
        yield Objection(
            Hindrance.UNDECIDED, _key(Hindrance.UNDECIDED, number, part), "", _("No person has taken a finding."),
            _("Take the finding on the page of the patch: a proposal is not reported."), number, part,
        )  # fmt: skip


def _outdated(campaign: Campaign) -> Iterator[Objection]:
    """Yield the patches whose issuer corrected them after their finding was taken, by more than the finding knew."""
    rows = Finding.objects.filter(
        patch__campaign=campaign, patch__fate=Fate.ACTIVE, is_current=True, comparison__is_current=False,
        patch__reissues__what__in=(Reissue.What.CORRECTED, Reissue.What.NEIGHBOUR), patch__reissues__at__gt=F("at"),
    )  # fmt: skip
    for one in rows.select_related("patch__campaign", "comparison").distinct().order_by("patch__number", "pk"):
        if since_finding(one) is not None:
            number, part = one.patch.number, one.patch.part_number
            yield Objection(
                Hindrance.UNDECIDED, _key(Hindrance.UNDECIDED, number, part, str(one.pk)), "",
                _("Its issuer corrected the patch, or one that it met, after the finding was taken."),
                str(_TAKE_AGAIN), number, part,
            )  # fmt: skip


def _contradictions(result: Result, said: dict[str, Explanation]) -> Iterator[Objection]:
    seen: set[str] = set()
    for one in Contradiction.objects.filter(result=result):
        if one.severity == Severity.NOTE.value:
            continue
        subject = one.patch_number or one.subject
        key = _key(Hindrance.CONTRADICTION, one.kind, subject, one.part_number, f"{one.first_says}|{one.second_says}")
        if key in seen:
            continue
        seen.add(key)
        yield Objection(
            Hindrance.CONTRADICTION, key, one.rule or one.kind, _told(one.first_source, one.first_says), one.settled_by,
            subject, one.part_number, second=_told(one.second_source, one.second_says), explanation=said.get(key),
        )  # fmt: skip


def _told(source: str, says: str) -> str:
    return f"{source}：{says}" if source else says


def _key(*said: str) -> str:
    return hashlib.sha256(json.dumps([str(one) for one in said], ensure_ascii=False).encode()).hexdigest()[:_KEY]


def lines_of(result: Result, what: str) -> Iterator[dict[str, Any]]:
    """Yield what a result keeps line by line, records or problems; nothing where it was written before it kept any."""
    checksum = result.about.get(what)
    if checksum:
        with store.found(checksum, LINES).open(encoding="utf-8") as lines:
            for line in lines:
                yield json.loads(line)
