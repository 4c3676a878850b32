"""What packages with sealed results say is read once: small ones while somebody waits, the others as a job."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import Q

from tuban.jobs.models import Job
from tuban.jobs.queue import ask_for
from tuban.rules.campaign import CampaignContext
from tuban.rules.facts_wire import facts_from_wire
from tuban.rules.forms.breakdown import Share, breakdown_of, shares_of, tallies_of
from tuban.rules.judgement import Judgement
from tuban.rules.ratio import Ratio, unlawful_ratio
from tuban.rules.rulebook import Rulebook
from tuban.values.errors import TubanError
from tuban.values.language import gettext as _
from tuban.workflow.campaigns.law import rulebook_of
from tuban.workflow.exchange.models import Package
from tuban.workflow.exchange.queries import piece_of, sealed_packages
from tuban.workflow.overview.figures import UNLAWFUL, Figures, counted, total
from tuban.workflow.overview.models import Brought
from tuban.workflow.submission.contents import MANIFEST, PATCHES, RECORDS

READ = "overview.read"
AT_ONCE_BYTES = 2_000_000
"""Packages up to this size are read while somebody waits; larger ones by a job."""
_TOWNSHIP = 9
_M2_OF_MU = Decimal(10_000) / 15


class NotASeal(TubanError):
    """The package holds no sealed results: {why}."""

    code = "overview.not_a_seal"
    hint = "Ask the county to seal its campaign, to have it signed, and to pack it from the page of reporting up."


def unread() -> list[Package]:
    """Return the packages that were not read yet, or by another edition of what the forms ask."""
    plan = breakdown_of(rulebook_of(None)).digest
    stale = Q(brought__isnull=True) | (~Q(brought__plan=plan) & Q(brought__refusal=""))
    return list(sealed_packages().filter(stale))


def up_to_date() -> Job | None:
    """Read what was not read; returns the work that reads the rest, None where all is read."""
    waiting = unread()
    for package in [one for one in waiting if one.size <= AT_ONCE_BYTES]:
        read(package)
    if all(one.size <= AT_ONCE_BYTES for one in waiting):
        return None
    running = Job.objects.filter(kind=READ, state__in=(Job.State.WAITING, Job.State.RUNNING)).first()
    return running or ask_for(READ, _("Read the sealed results that came as packages"), {})


def read(package: Package) -> Brought:
    """Read one package; what is no seal is kept with the reason."""
    peer_area = str(package.manifest.get("campaign", {}).get("area_code", ""))
    told: dict[str, Any] = {
        "is_practice": package.unit.is_practice, "campaign_code": package.campaign_code, "area_code": peer_area,
        "plan": breakdown_of(rulebook_of(None)).digest,
    }  # fmt: skip
    try:
        told |= _said(package, rulebook_of(None)) | {"refusal": ""}
    except TubanError as error:
        told |= {"refusal": error.message}
    except (KeyError, TypeError, ValueError, AttributeError, InvalidOperation):
        told |= {"refusal": NotASeal(why=_("a file of it is not as a seal has it")).message}
    return Brought.objects.update_or_create(package=package, defaults=told)[0]


def _said(package: Package, law: Rulebook) -> dict[str, Any]:
    manifest = json.loads(_piece(package, MANIFEST))
    content = manifest["content"]
    campaign = content["campaign"]
    patches = list(_lines(package, PATCHES))
    lines = list(_lines(package, RECORDS))
    taken = frozenset((one["patch"], one["part"]) for one in lines if one["is_taken"])
    parts = [Judgement(facts_from_wire(one["facts"], one["sources"]), (), (), law.edition) for one in lines]
    code, context = campaign["area_code"], CampaignContext(campaign["year"], campaign["area_code"])
    if code != package.manifest["campaign"]["area_code"]:
        raise NotASeal(why=_("it seals {area}, but the package is of another").format(area=code))
    found = _by_township(patches)

    def ratio(unit: str) -> Ratio:
        return unlawful_ratio(parts, law, campaign=context, unit_code=unit)

    names = {str(one.facts["township_code"]): str(one.facts["township_name"]) for one in parts}
    townships = [
        {"code": one, "name": names.get(one, one), **(found[one] + of_ratio(ratio(one))).as_json()}
        for one in sorted(found) if len(one) == _TOWNSHIP
    ]  # fmt: skip
    whole = total(found.values()) + of_ratio(ratio(code))
    return {
        "area_code": code, "area_name": campaign["area_name"], "campaign_code": campaign["code"],
        "year": campaign["year"], "cadence": campaign["cadence"], "number": manifest["number"],
        "digest": manifest["digest"], "sealed_at": datetime.fromisoformat(manifest["sealed_at"]),
        "figures": whole.as_json(), "townships": townships,
        "tallies": _tallies([one for one in shares_of(parts, taken, breakdown_of(law)) if one.county == code]),
    }  # fmt: skip


def _piece(package: Package, path: str) -> bytes:
    found = piece_of(package, path)
    if found is None:
        raise NotASeal(why=_("there is no {path} in it").format(path=path))
    return found


def _lines(package: Package, path: str) -> Iterator[dict[str, Any]]:
    for line in _piece(package, path).splitlines():
        yield json.loads(line)


def _by_township(patches: list[dict[str, Any]]) -> dict[str, Figures]:
    """Return what patches of a seal give, by their township."""
    found: dict[str, list[Figures]] = defaultdict(list)
    for row in patches:
        one = counted(row["state"], row["finding"], 1, Decimal(row["area_m2"]) / _M2_OF_MU)
        mu = Decimal(row["counted_mu"] or 0) if row["finding"] == UNLAWFUL else Decimal(0)
        found[row["township"][:_TOWNSHIP]].append(one + Figures(unlawful_mu=mu))
    return {code: total(own).printed for code, own in found.items()}


def of_ratio(ratio: Ratio) -> Figures:
    """Return what the ratio of a unit gives to its figures."""
    return Figures(
        taken=ratio.numerator.mu, deducted=ratio.deductions.mu, built=ratio.denominator.mu,
        undecided=len(ratio.undecided), unmeasured=len(ratio.unmeasured),
    )  # fmt: skip


def _tallies(shares: list[Share]) -> list[Mapping[str, Any] | list[Any]]:
    """Return what the forms need of a whole county."""
    whole = [Share(one.key, one.county, "", one.profile, one.amounts) for one in shares]
    return [[one.profile, one.plots, list(one.sums), list(one.unmeasured)] for one in tallies_of(whole)]
