"""The rules about the whole campaign: how they stand, and having them asked again."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field

from tuban.api.authentication import by
from tuban.api.doing import Key, done
from tuban.api.errors import PROBLEMS
from tuban.api.jobs import JobOut, job_out
from tuban.api.words import lazily as _
from tuban.workflow.campaigns.queries import campaign_for
from tuban.workflow.comparison.campaign_rules.actions import ask_campaign_rules
from tuban.workflow.comparison.campaign_rules.queries import asked_of_all
from tuban.workflow.organisations.tokens import Scope

router = Router(tags=["campaigns"])


class ObjectionOut(Schema):
    """A rule that does not hold for the campaign as a whole."""

    rule: str
    severity: str
    message: str
    settled_by: str
    since: datetime = Field(description="When the rules were asked that found it first.")


class RulesOut(Schema):
    """How the rules about the whole campaign stand. What objects to a patch stands with the patch (``problems``)."""

    asked_at: datetime | None = Field(description="When they were asked; null where they never were by themselves.")
    patches: int = Field(description="Of how many patches they were asked.")
    is_behind: bool = Field(description="Whether patches, layers or values changed since.")
    patches_objected_to: int = Field(description="To how many patches of your areas one of them objects.")
    objections: list[ObjectionOut] | None = Field(
        description="What concerns the campaign as a whole; null for those who do not answer for all of it."
    )


@router.get(
    "/campaigns/{campaign}/rules", response={200: RulesOut, **PROBLEMS}, summary=_("Rules about the whole campaign")
)
def rules(request: HttpRequest, campaign: UUID) -> RulesOut:
    """Return when they were asked last, and to what they object."""
    acting = by(request)
    asked = asked_of_all(acting, campaign_for(acting, campaign))
    if asked is None:
        return RulesOut(asked_at=None, patches=0, is_behind=True, patches_objected_to=0, objections=None)
    return RulesOut(
        asked_at=asked.asking.read_at, patches=asked.asking.patches, is_behind=asked.is_behind,
        patches_objected_to=asked.patches,
        objections=None if asked.of_campaign is None else [
            ObjectionOut(
                rule=one.rule, severity=one.severity, message=one.message, settled_by=one.settled_by,
                since=one.raised.read_at,
            )
            for one in asked.of_campaign
        ],
    )  # fmt: skip


@router.post(
    "/campaigns/{campaign}/rules", response={202: JobOut, **PROBLEMS}, summary=_("Ask the rules of all patches again")
)
def ask(request: HttpRequest, campaign: UUID, key: Key = None) -> HttpResponse:
    """Have them asked of all patches as they are now, in the background. Nothing is judged anew."""
    acting = by(request, Scope.WRITE)
    return done(
        request, key, lambda: job_out(ask_campaign_rules(campaign_for(acting, campaign), by=acting)), status=202
    )
