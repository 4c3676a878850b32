"""How a deed is done for a machine: by its action, once for a key, answered as JSON."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Annotated, Any, TypeVar
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from ninja import Header, Schema

from tuban.api.authentication import by
from tuban.api.errors import answer_of
from tuban.values.errors import TubanError
from tuban.workflow.audit.recording import Subject, record_alone
from tuban.workflow.organisations.kept_answers import LONGEST_KEY, Answer, once
from tuban.workflow.organisations.tokens import Scope
from tuban.workflow.store import ContentLost

Row = TypeVar("Row", bound=Model)
Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=LONGEST_KEY,
        pattern=r"^[\x21-\x7e]+$",
        description="Chosen by you, new for every deed, best a UUID. The same request with the same key is done once, "
        "however often it is sent in seven days; its answer then bears Idempotent-Replayed: true.",
    ),
]


class NotFound(TubanError):
    """There is no such {what} that you may see."""

    code = "api.not_found"
    hint = "Look it up in its list; the attempt was written into the audit."


def done(
    request: HttpRequest, key: str | None, deed: Callable[[], Any], *, status: int = 200, scope: Scope = Scope.WRITE
) -> HttpResponse:
    """Do a deed and answer what it returns, a schema or a list of them; with a key, once only."""

    def do() -> Answer:
        try:
            return Answer(status, _as_json(deed()))
        except ContentLost:
            raise  # no answer to keep: the file may be brought back
        except TubanError as error:
            refused = answer_of(error)
            return Answer(refused.status_code, refused.content.decode())

    made = do() if key is None else once(by(request, scope), key=key, digest=_digest(request), do=do)
    response = HttpResponse(made.body, status=made.status, content_type="application/json")
    if made.is_again:
        response["Idempotent-Replayed"] = "true"
    return response


def _as_json(made: Any) -> str:
    if isinstance(made, Schema):
        return made.model_dump_json()
    if isinstance(made, list):
        return f"[{','.join(_as_json(one) for one in made)}]"
    return json.dumps(made, cls=DjangoJSONEncoder, ensure_ascii=False)


def _digest(request: HttpRequest) -> str:
    digest = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode())
    if request.content_type != "multipart/form-data":
        digest.update(request.body)
        return digest.hexdigest()
    for name, values in sorted(request.POST.lists()):
        digest.update(json.dumps([name, values]).encode())
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            digest.update(f"{name} {file.name} ".encode())
            for portion in file.chunks():
                digest.update(portion)
            file.seek(0)
    return digest.hexdigest()


def found(request: HttpRequest, rows: QuerySet[Row], key: UUID | int, what: str) -> Row:
    """Return one of the rows that the acting person sees; else the attempt is written down, and NotFound raised."""
    row = rows.filter(pk=key).first()
    if row is None:
        attempt(request, rows.model._meta.label_lower, key)
        raise NotFound(what=what)
    return row


def attempt(request: HttpRequest, kind: str, key: UUID | int) -> None:
    """Write down that something was asked for that is not theirs, or is none."""
    subject = Subject(kind=kind, key=str(key))
    acting = request.auth.acting  # type: ignore[attr-defined]
    record_alone("api.look_outside", by=acting, subject=subject, reason=request.path, is_refused=True)
