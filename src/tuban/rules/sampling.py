"""Drawing results for a second visit (抽查): at least a share of them, and of each kind at least a quota.

A draw is reproducible by anyone: each result is ranked by the SHA-256 of the published seed and its key, and the
first of each kind, then the first of all, are taken; whoever gives weights publishes them with the seed. So neither
the order of the input nor the machine matters, and a larger draw with the same seed contains the smaller one. How
much a draw promises is said by the hypergeometric distribution, exactly.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Context, Decimal, localcontext
from fractions import Fraction
from math import ceil, comb

from tuban.rules.campaign import CampaignContext
from tuban.rules.checks.registry import part_key
from tuban.rules.decision import Judgement
from tuban.rules.rulebook import Rulebook
from tuban.values.area import round_half_up
from tuban.values.errors import TubanError
from tuban.values.language import gettext as _


class NotADraw(TubanError):
    """A draw of {drawn} among {population} results, {bad} of them bad, is not possible."""

    code = "sampling.not_a_draw"
    hint = "Give whole numbers, none below zero, and neither the drawn nor the bad above the population."


class ShareOutOfRange(TubanError):
    """{share} is not a share between 0 and 1."""

    code = "sampling.share"
    hint = "Write 0.05 for five per cent."


class WeightUnfit(TubanError):
    """The weight {weight} of {key} is not between 0 and {most}."""

    code = "sampling.weight"
    hint = "1 is the weight of everything that nothing is said of; 2 is taken twice as often."


MOST_WEIGHT = 1000.0
_EXACT = Context(prec=100)
_EVEN = Decimal(2**256)


@dataclass(frozen=True, slots=True)
class Chosen:
    """One drawn result: its key, its kind, and whether a quota (``quota``) or the share (``share``) asked for it."""

    key: str
    kind: str
    because: str


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A quota that cannot be met: the unit has only ``available`` results of this kind, ``asked`` were asked for."""

    kind: str
    asked: int
    available: int


@dataclass(frozen=True, slots=True)
class Draw:
    """What was drawn, and all that is needed to draw it again.

    ``population_sha256`` is the digest of the sorted keys and kinds drawn from: a list changed afterwards shows.
    """

    seed: str
    population: int
    population_sha256: str
    chosen: tuple[Chosen, ...]
    shortfalls: tuple[Shortfall, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of the drawn results, in the order of the draw."""
        return tuple(chosen.key for chosen in self.chosen)

    def drawn_of(self, kind: str) -> int:
        """Return how many results of a kind were drawn."""
        return sum(chosen.kind == kind for chosen in self.chosen)

    def shortfall_sentences(self, labels: Mapping[str, str]) -> list[str]:
        """Say each quota that cannot be met; ``labels`` gives the Chinese name of each kind."""
        template = _("At least {asked} results of the kind {kind} must be drawn, but the unit has only {available}.")
        return [
            template.format(asked=short.asked, kind=labels.get(short.kind, short.kind), available=short.available)
            for short in self.shortfalls
        ]


def draw(
    results: Mapping[str, str],
    *,
    share: Fraction,
    quotas: Mapping[str, int],
    seed: str,
    weights: Mapping[str, float] | None = None,
) -> Draw:
    """Draw from ``results`` (key → kind), at least ``share`` of them and at least the quota of each kind.

    The number drawn is the share rounded up, or the sum of the quotas where that is more, but never more than there
    are. A place that a quota cannot fill is filled from the other kinds, so the number holds, and the quota is
    reported in ``shortfalls``. ``weights`` say of which results how much likelier than the others each place takes
    them; everything else is drawn with the weight 1, and nothing is drawn for certain. Raises ShareOutOfRange,
    WeightUnfit.
    """
    if not 0 <= share <= 1:
        raise ShareOutOfRange(share=share)
    own = {key: weight for key, weight in (weights or {}).items() if key in results}
    for key, weight in own.items():
        if not 0 < weight <= MOST_WEIGHT:
            raise WeightUnfit(key=key, weight=weight, most=MOST_WEIGHT)
    turns = ranked(results, seed, own)
    size = min(len(turns), max(ceil(share * len(turns)), sum(quotas.values())))
    by_quota: list[str] = []
    shortfalls: list[Shortfall] = []
    for kind, asked in quotas.items():
        of_kind = [key for key in turns if results[key] == kind]
        by_quota += of_kind[:asked]
        if len(of_kind) < asked:
            shortfalls.append(Shortfall(kind, asked, len(of_kind)))
    taken = set(by_quota)
    by_share = [key for key in turns if key not in taken][: max(0, size - len(by_quota))]
    chosen = [Chosen(key, results[key], "quota") for key in by_quota]
    chosen += [Chosen(key, results[key], "share") for key in by_share]
    return Draw(seed, len(turns), _digest(results), tuple(chosen), tuple(shortfalls))


def ranked(keys: Iterable[str], seed: str, weights: Mapping[str, float] | None = None) -> list[str]:
    """Return keys in the turns of a seed; ``weights`` say which come sooner than their number would have them."""
    own = weights or {}
    return sorted(keys, key=lambda key: (_turn(seed, key, own.get(key, 1.0)), key))


def _turn(seed: str, key: str, weight: float) -> Decimal:
    """Return when a key is drawn: -ln(1 - u) ÷ weight of an even number u made of seed and key, after Efraimidis and
    Spirakis (2006). Logarithms of decimals are the same on every machine. Without weights the order is that of u.
    """
    rank = int(hashlib.sha256(f"{seed}\n{key}".encode()).hexdigest(), 16)
    with localcontext(_EXACT):
        return -(1 - Decimal(rank) / _EVEN).ln() / Decimal(str(weight))


def _digest(results: Mapping[str, str]) -> str:
    lines: Iterable[str] = (f"{key}\t{results[key]}\n" for key in sorted(results))
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def chance_of_finding(*, population: int, bad: int, drawn: int) -> Fraction:
    """Return the exact chance that ``drawn`` of ``population`` results contain at least one of the ``bad`` ones.

    Raises NotADraw.

    >>> float(round(chance_of_finding(population=1000, bad=10, drawn=50), 3))
    0.403
    """
    if min(population, bad, drawn) < 0 or max(bad, drawn) > population:
        raise NotADraw(population=population, bad=bad, drawn=drawn)
    return 1 - Fraction(comb(population - bad, drawn), comb(population, drawn))


def draws_needed(*, population: int, bad: int, chance: Fraction) -> int | None:
    """Return the smallest draw that finds at least one of ``bad`` results with at least this chance.

    None where no draw does: there is nothing bad to find. Raises NotADraw and ShareOutOfRange.

    >>> draws_needed(population=1000, bad=10, chance=Fraction(95, 100))
    258
    """
    if not 0 <= chance <= 1:
        raise ShareOutOfRange(share=chance)
    if chance_of_finding(population=population, bad=bad, drawn=population) < chance:
        return None
    low, high = 0, population
    while low < high:
        middle = (low + high) // 2
        if chance_of_finding(population=population, bad=bad, drawn=middle) >= chance:
            high = middle
        else:
            low = middle + 1
    return low


def promise(*, population: int, bad: int, drawn: int, chance: Fraction) -> str:
    """Say in one sentence what a draw promises, and what draw would promise ``chance``. Raises NotADraw."""
    found = round_half_up(chance_of_finding(population=population, bad=bad, drawn=drawn) * 100, 1)
    needed = draws_needed(population=population, bad=bad, chance=chance)
    said = _(
        "If {bad} of {population} results are bad, a draw of {drawn} finds at least one with a chance of {found} %."
    )
    sentence = said.format(bad=bad, population=population, drawn=drawn, found=found)
    if needed is None:
        return sentence
    more = _("A chance of {chance} % needs a draw of {needed}.")
    return f"{sentence} {more.format(chance=_percent(chance), needed=needed)}"


def _percent(share: Fraction) -> str:
    return f"{round_half_up(share * 100, 2).normalize():f}"


QUOTA_KINDS = ("unlawful", "lawful", "unchanged", "agricultural_adjustment")
"""The findings of which a unit must show at least a number on the ground."""


def field_recheck(
    judgements: Iterable[Judgement],
    rulebook: Rulebook,
    *,
    campaign: CampaignContext,
    seed: str,
    weights: Mapping[str, float] | None = None,
) -> Draw:
    """Draw the field results of one unit for a second visit, by the share and the quotas that the lawbook sets.

    Every part with a final finding is a result; its key is its patch number, with the part number after a hyphen
    where it has one. ``weights`` are those of results whose field work is to be looked at sooner. Raises
    NoSuchParameter, NotInForce or WeightUnfit.
    """
    final = {entry.value for entry in rulebook.codelist("finding") if entry.get("final") is True}
    law = _Law(rulebook, campaign)
    quotas = {kind: int(law.value(f"quota_{kind}")) for kind in QUOTA_KINDS}
    return draw(
        _results(judgements, final),
        share=Fraction(str(law.value("field_share"))),
        quotas=quotas,
        seed=seed,
        weights=weights,
    )


def lawful_dossiers(
    judgements: Iterable[Judgement], rulebook: Rulebook, *, campaign: CampaignContext, seed: str
) -> Draw:
    """Draw the dossiers of lawful land of one unit that are to be read; raises NoSuchParameter or NotInForce."""
    asked = {"lawful": int(_Law(rulebook, campaign).value("lawful_dossiers"))}
    return draw(_results(judgements, {"lawful"}), share=Fraction(0), quotas=asked, seed=seed)


@dataclass(frozen=True, slots=True)
class _Law:
    rulebook: Rulebook
    campaign: CampaignContext

    def value(self, name: str) -> float:
        found = self.rulebook.parameter(f"sampling/{name}", on=self.campaign.day, region=self.campaign.region_code)
        return float(found.value)


def _results(judgements: Iterable[Judgement], findings: Collection[str]) -> dict[str, str]:
    return {
        "-".join(filter(None, part_key(judgement.facts))): str(judgement.facts["finding"])
        for judgement in judgements
        if judgement.facts["finding"] in findings
    }
