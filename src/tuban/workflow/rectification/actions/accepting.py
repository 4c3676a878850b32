"""The land department accepts on site, or does not; the responsible persons sign."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from tuban.rules.facts_wire import value_from_wire
from tuban.values.errors import TubanError
from tuban.workflow.audit.acting import action, note
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.patches.meanwhile import lock
from tuban.workflow.rectification.law import law_of, title_of
from tuban.workflow.rectification.models import Declaration, Entry, Inspection, Signature, Way
from tuban.workflow.rectification.policies import (
    may_inspect,
    may_sign_acceptance,
    places_for,
    signed_places,
)
from tuban.workflow.rectification.telling import tell_answer
from tuban.workflow.rectification.writing import enter, exhibits_there, stand, wanted_reason
from tuban.workflow.review.later import tell_later
from tuban.workflow.signoff.proof import Proof, ProofNeeded


class TooFewOnSite(TubanError):
    """{count} persons were on site; an acceptance needs {fewest}."""

    code = "rectification.too_few_on_site"
    hint = "Name everybody who was there; go again with another person where one was alone."


class LookedUnfit(TubanError):
    """The look on site cannot be entered: {why}."""

    code = "rectification.looked_unfit"


class SeenOtherwise(TubanError):
    """The declaration is not what you looked at."""

    code = "rectification.seen_otherwise"
    hint = "Look at it as it is now, then sign."


@dataclass(frozen=True, slots=True)
class Looked:
    """What was looked at on site: by whom, on which day, at which place in degrees, with which files."""

    persons: Sequence[str]
    on: date
    text: str
    longitude: float | None = None
    latitude: float | None = None
    exhibits: Sequence[UUID | str] = ()


@action("rectification.inspect", policy=may_inspect, secrets=("looked",))
def inspect(
    declaration: Declaration, *, by: Acting, expected_version: int, is_accepted: bool, looked: Looked
) -> Inspection:  # fmt: skip
    """Accept a declaration on site, or refuse it with the reason: then the way is in work again.

    Raises ChangedMeanwhile, TooFewOnSite, LookedUnfit, ReasonNeeded, ExhibitNotThere.
    """
    way = declaration.way
    patch = lock(way.patch, expected_version, accepted_too=True)
    persons = list(dict.fromkeys(name.strip() for name in looked.persons if name.strip()))
    fewest = law_of(patch.campaign).acceptance.fewest_on_site
    if len(persons) < fewest:
        raise TooFewOnSite(count=len(persons), fewest=fewest)
    if looked.on > timezone.localdate() or looked.on < timezone.localtime(declaration.at).date():
        raise LookedUnfit(why=_("the day lies between the declaration and today"))
    text, files = wanted_reason(looked.text), exhibits_there(patch, looked.exhibits)
    made = Inspection.objects.create(
        declaration=declaration, is_accepted=is_accepted, persons=persons, looked_on=looked.on,
        longitude=looked.longitude, latitude=looked.latitude, exhibits=files, text=text, by=by.person, post=by.post,
    )  # fmt: skip
    declaration.state = Declaration.State.ACCEPTED if is_accepted else Declaration.State.REFUSED
    declaration.save(update_fields=["state"])
    way.state = Way.State.INSPECTED if is_accepted else Way.State.OPEN
    way.save(update_fields=["state"])
    kind = Entry.Kind.ACCEPTED if is_accepted else Entry.Kind.REFUSED
    enter(
        patch, kind, by=by, way=way, text=text, exhibits=files, declaration=declaration.pk, persons=persons,
        looked_on=looked.on,
    )  # fmt: skip
    note(persons=persons, looked_on=looked.on.isoformat())
    tell_answer(declaration, text)
    stand(patch)
    return made


@action("rectification.sign_acceptance", policy=may_sign_acceptance, secrets=("proof",))
def sign_acceptance(
    declaration: Declaration, *, by: Acting, expected_version: int, digest: str, proof: Proof
) -> Signature:  # fmt: skip
    """Sign an acceptance with one's sentence of responsibility; ``digest`` is that of the declaration seen. With the
    last signature the way is done, and what it tells counts. Raises ProofNeeded, ChangedMeanwhile, SeenOtherwise."""
    if not proof.holds_for(by):
        raise ProofNeeded
    way = declaration.way
    patch = lock(way.patch, expected_version, accepted_too=True)
    if digest != declaration.digest:
        raise SeenOtherwise
    signs = law_of(patch.campaign).acceptance.signs
    signed = signed_places(declaration)
    place = next(one for one in places_for(by, declaration) if one not in signed)
    made = Signature.objects.create(
        declaration=declaration, place=place, person=by.person, person_name=by.person_name, post=by.post,
        post_title=by.post_title[:200], answers=signs[place].answers, digest=declaration.digest,
    )  # fmt: skip
    enter(
        patch, Entry.Kind.SIGNED, by=by, way=way, text=made.answers, declaration=declaration.pk, place=place,
        digest=made.digest,
    )  # fmt: skip
    note(digest=made.digest, answers=made.answers)
    if len(signed | {place}) == len(signs):
        _finish(declaration, by=by)
    stand(patch)
    return made


def _finish(declaration: Declaration, *, by: Acting) -> None:
    """Let a way be done: everybody has signed."""
    way = declaration.way
    declaration.state = Declaration.State.SIGNED
    declaration.save(update_fields=["state"])
    way.state, way.done_on = Way.State.SIGNED, declaration.inspection.looked_on
    way.save(update_fields=["state", "done_on"])
    facts = {name: value_from_wire(value) for name, value in declaration.facts.items()}
    if facts:
        source = _("Rectification: {way}, declared by {unit}").format(
            way=title_of(way.patch.campaign, way.way), unit=declaration.unit.name
        )
        tell_later(way.patch, by=by, facts=facts, source=source)
