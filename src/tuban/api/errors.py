"""The one shape of every error, and the one table from errors to status codes."""

from __future__ import annotations

import logging
import math
from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError
from pydantic import Field

from tuban.api.limits import LARGEST_BODY
from tuban.jobs.outages import RETRY_SECONDS, DatabaseAway, is_away, is_busy
from tuban.values.errors import TubanError
from tuban.workflow.audit.acting import subject_of
from tuban.workflow.audit.queries import changes_since
from tuban.workflow.backup.lost import told_of
from tuban.workflow.store import ContentLost

STATUS_BY_CODE = {
    "policy.refused": HTTPStatus.FORBIDDEN,
    "api.not_found": HTTPStatus.NOT_FOUND,
    "patches.not_found": HTTPStatus.NOT_FOUND,
    "campaigns.not_found": HTTPStatus.NOT_FOUND,
    "results.not_found": HTTPStatus.NOT_FOUND,
    "packages.not_found": HTTPStatus.NOT_FOUND,
    "routes.not_found": HTTPStatus.NOT_FOUND,
    "gate.not_found": HTTPStatus.NOT_FOUND,
    "patrols.not_found": HTTPStatus.NOT_FOUND,
    "gate.answer_outdated": HTTPStatus.CONFLICT,
    "patrols.changed_meanwhile": HTTPStatus.CONFLICT,
    "statistics.not_found": HTTPStatus.NOT_FOUND,
    "statistics.no_such_cell": HTTPStatus.NOT_FOUND,
    "statistics.sums_behind": HTTPStatus.CONFLICT,
    "cases.not_found": HTTPStatus.NOT_FOUND,
    "cases.no_such_step": HTTPStatus.NOT_FOUND,
    "cases.no_such_paper": HTTPStatus.NOT_FOUND,
    "cases.changed_meanwhile": HTTPStatus.CONFLICT,
    "cases.draft_changed_meanwhile": HTTPStatus.CONFLICT,
    "cases.in_case_already": HTTPStatus.CONFLICT,
    "routes.changed_meanwhile": HTTPStatus.CONFLICT,
    "patches.changed_meanwhile": HTTPStatus.CONFLICT,
    "patches.arrival_changed": HTTPStatus.CONFLICT,
    "patches.children_were_touched": HTTPStatus.CONFLICT,
    "campaigns.changed_meanwhile": HTTPStatus.CONFLICT,
    "campaigns.code_is_taken": HTTPStatus.CONFLICT,
    "layers.changed_meanwhile": HTTPStatus.CONFLICT,
    "copies.changed_meanwhile": HTTPStatus.CONFLICT,
    "organisations.changed_meanwhile": HTTPStatus.CONFLICT,
    "cooperation.changed_meanwhile": HTTPStatus.CONFLICT,
    "cooperation.asked_already": HTTPStatus.CONFLICT,
    "cooperation.task_not_found": HTTPStatus.NOT_FOUND,
    "review.changed_meanwhile": HTTPStatus.CONFLICT,
    "review.opinions_arranged.changed_meanwhile": HTTPStatus.CONFLICT,
    "review.not_agreed": HTTPStatus.CONFLICT,
    "reporting.changed_meanwhile": HTTPStatus.CONFLICT,
    "submission.office_went_on": HTTPStatus.CONFLICT,
    "jobs.still_running": HTTPStatus.CONFLICT,
    "comparison.too_many_for_one_file": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "api.key_used_otherwise": HTTPStatus.UNPROCESSABLE_ENTITY,
    "store.content_lost": HTTPStatus.INTERNAL_SERVER_ERROR,
    "jobs.database_away": HTTPStatus.SERVICE_UNAVAILABLE,
}
"""Every other error of ours is 422: the request was understood and cannot be done."""

_LOG = logging.getLogger("tuban.api")


class Fault(Schema):
    """One thing wrong in a request: where it stands and what is wrong with it."""

    where: str = Field(examples=["query.limit"])
    what: str = Field(examples=["Input should be less than or equal to 1000"])


class Difference(Schema):
    """One value that somebody else changed since the version that was sent."""

    field: str = Field(examples=["due_on"])
    was: Any = Field(None, description="What it was in the version that was sent, or soon after.")
    now: Any = Field(None, description="What it became.")
    who: str
    deed: str = Field(examples=["patches.assign"])
    at: datetime


class Problem(Schema):
    """What every error looks like."""

    code: str = Field(description="For machines; never changes.", examples=["policy.refused"])
    message: str = Field(description="A sentence for people.")
    hint: str = Field("", description="What to do next.")
    faults: list[Fault] = Field(default_factory=list)
    version: int | None = Field(None, description="With 409: the version as it stands now.")
    difference: list[Difference] = Field(
        default_factory=list, description="With 409: what others changed since the version that was sent."
    )


PROBLEMS: dict[Any, Any] = {frozenset({400, 401, 403, 404, 405, 409, 413, 415, 422, 429, 500, 503}): Problem}
"""What any operation may answer besides what it says: given as ``response={200: …, **PROBLEMS}``."""


def answer(status: int, code: str, message: str, hint: str = "", **more: Any) -> HttpResponse:
    """Return an error in its one shape."""
    problem = Problem(code=code, message=message, hint=hint, **more)
    return HttpResponse(problem.model_dump_json(), status=status, content_type="application/json")


def answer_of(error: TubanError) -> HttpResponse:
    """Return what is answered to an error of ours; where somebody was quicker, with the difference."""
    status = STATUS_BY_CODE.get(error.code, HTTPStatus.UNPROCESSABLE_ENTITY)
    return answer(status, error.code, error.message, error.advice, **_difference(error))


def _difference(error: TubanError) -> dict[str, Any]:
    row: Any = error.about.get("row")
    expected = error.about.get("expected")
    if row is None or not isinstance(expected, int):
        return {}
    row.refresh_from_db(fields=["version"])
    about = subject_of(row)
    changes = changes_since(about.kind, about.key, expected)
    told = [
        Difference(field=one.field, was=one.was, now=one.now, who=one.who, deed=one.action, at=one.at)
        for one in changes
    ]  # fmt: skip
    return {"version": row.version, "difference": told}


def too_large() -> HttpResponse:
    """Return what is answered to a body that nobody reads."""
    return answer(
        413,
        "api.too_large",
        _("A request may have {most} MB at most.").format(most=LARGEST_BODY >> 20),
        _("Send less, or files as uploads."),
    )


def register(api: NinjaAPI) -> None:
    """Let an API answer every error in its one shape."""

    @api.exception_handler(TubanError)
    def _ours(_request: HttpRequest, error: TubanError) -> HttpResponse:
        return answer_of(error)

    @api.exception_handler(ContentLost)
    def _lost(request: HttpRequest, error: ContentLost) -> HttpResponse:
        _LOG.error("%s %s: %s", request.method, request.path, error)
        return answer_of(told_of(error, by=getattr(getattr(request, "auth", None), "acting", None)))

    @api.exception_handler(ValidationError)
    def _invalid(_request: HttpRequest, error: ValidationError) -> HttpResponse:
        faults = [
            Fault(where=".".join(str(step) for step in fault["loc"]), what=str(fault["msg"])) for fault in error.errors
        ]
        return answer(
            422, "api.invalid", _("The request does not fit its description."), _("See /api/v1/docs."), faults=faults
        )

    @api.exception_handler(AuthenticationError)
    def _unknown(_request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
        response = answer(
            401, "api.no_token", _("No valid token was shown."), _("Send Authorization: Bearer tuban_… .")
        )
        response["WWW-Authenticate"] = 'Bearer realm="tuban", Basic realm="tuban"'
        return response

    @api.exception_handler(Http404)
    def _absent(_request: HttpRequest, _error: Http404) -> HttpResponse:
        return answer(404, "api.not_found", _("There is nothing here that you may see."))

    @api.exception_handler(PermissionDenied)
    def _denied(_request: HttpRequest, error: PermissionDenied) -> HttpResponse:
        return answer(403, "policy.refused", str(error))

    @api.exception_handler(Throttled)
    def _throttled(request: HttpRequest, _error: Throttled) -> HttpResponse:
        seconds = max(1, math.ceil(getattr(request, "waits_seconds", 60)))
        response = answer(
            429, "api.too_many", _("Too many requests."), _("Wait {seconds} seconds.").format(seconds=seconds)
        )
        response["Retry-After"] = str(seconds)
        return response

    @api.exception_handler(RequestDataTooBig)
    def _too_large(_request: HttpRequest, _error: RequestDataTooBig) -> HttpResponse:
        return too_large()

    @api.exception_handler(HttpError)
    def _other(_request: HttpRequest, error: HttpError) -> HttpResponse:
        return answer(error.status_code, "api.refused", str(error))

    @api.exception_handler(Exception)
    def _fault_of_ours(request: HttpRequest, error: Exception) -> HttpResponse:
        if is_away(error) or is_busy(error):
            response = answer_of(DatabaseAway())
            response["Retry-After"] = str(RETRY_SECONDS)
            return response
        _LOG.error("%s %s", request.method, request.path, exc_info=error)
        return answer(500, "api.fault", _("This is a fault of ours; it stands in the log of the server."))
