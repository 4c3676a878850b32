"""The one shape of every error, and the one table from errors to status codes."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError
from pydantic import Field

from tuban.values.errors import TubanError

STATUS_BY_CODE = {
    "policy.refused": HTTPStatus.FORBIDDEN,
    "patches.not_found": HTTPStatus.NOT_FOUND,
    "campaigns.not_found": HTTPStatus.NOT_FOUND,
    "results.not_found": HTTPStatus.NOT_FOUND,
    "patches.changed_meanwhile": HTTPStatus.CONFLICT,
    "jobs.still_running": HTTPStatus.CONFLICT,
}
"""Every other error of ours is 422: the request was understood and cannot be done."""


class Fault(Schema):
    """One thing wrong in a request: where it stands and what is wrong with it."""

    where: str = Field(examples=["query.limit"])
    what: str = Field(examples=["Input should be less than or equal to 1000"])


class Problem(Schema):
    """What every error looks like."""

    code: str = Field(description="For machines; never changes.", examples=["policy.refused"])
    message: str = Field(description="A sentence for people.")
    hint: str = Field("", description="What to do next.")
    faults: list[Fault] = Field(default_factory=list)


PROBLEMS: dict[Any, Any] = {frozenset({400, 401, 403, 404, 405, 409, 415, 422, 429}): Problem}
"""What any operation may answer besides what it says: given as ``response={200: …, **PROBLEMS}``."""


def answer(status: int, code: str, message: str, hint: str = "", faults: list[Fault] | None = None) -> HttpResponse:
    """Return an error in its one shape."""
    problem = Problem(code=code, message=message, hint=hint, faults=faults or [])
    return HttpResponse(problem.model_dump_json(), status=status, content_type="application/json")


def register(api: NinjaAPI) -> None:
    """Let an API answer every error in its one shape."""

    @api.exception_handler(TubanError)
    def _ours(_request: HttpRequest, error: TubanError) -> HttpResponse:
        status = STATUS_BY_CODE.get(error.code, HTTPStatus.UNPROCESSABLE_ENTITY)
        return answer(status, error.code, error.message, error.advice)

    @api.exception_handler(ValidationError)
    def _invalid(_request: HttpRequest, error: ValidationError) -> HttpResponse:
        faults = [
            Fault(where=".".join(str(step) for step in fault["loc"]), what=str(fault["msg"])) for fault in error.errors
        ]
        return answer(422, "api.invalid", "The request does not fit its description.", "See /api/v1/docs.", faults)

    @api.exception_handler(AuthenticationError)
    def _unknown(_request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
        response = answer(401, "api.no_token", "No valid token was shown.", "Send Authorization: Bearer tuban_… .")
        response["WWW-Authenticate"] = 'Bearer realm="tuban", Basic realm="tuban"'
        return response

    @api.exception_handler(Http404)
    def _absent(_request: HttpRequest, _error: Http404) -> HttpResponse:
        return answer(404, "api.not_found", "There is nothing here that you may see.")

    @api.exception_handler(PermissionDenied)
    def _denied(_request: HttpRequest, error: PermissionDenied) -> HttpResponse:
        return answer(403, "policy.refused", str(error))

    @api.exception_handler(Throttled)
    def _throttled(_request: HttpRequest, error: Throttled) -> HttpResponse:
        return answer(429, "api.too_many", "Too many requests.", f"Wait {error.wait or 60} seconds.")

    @api.exception_handler(HttpError)
    def _other(_request: HttpRequest, error: HttpError) -> HttpResponse:
        return answer(error.status_code, "api.refused", str(error))
