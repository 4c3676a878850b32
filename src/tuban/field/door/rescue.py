"""The rescue file, brought by a person who is signed in."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from ninja import File, Router, Schema
from ninja.files import UploadedFile

from tuban.api.errors import PROBLEMS
from tuban.field.door.authentication import PERSON, person_of
from tuban.field.door.entries import ReceiptOut, receipt_out
from tuban.workflow.survey.rescue import take_rescue

router = Router()


class RescuedOut(Schema):
    """What came of a rescue file: the receipts, as over the line, and its files."""

    device: UUID
    receipts: list[ReceiptOut]
    safe: list[str]
    damaged: list[str]


@router.post("/rescue", auth=PERSON, response={200: RescuedOut, **PROBLEMS})
def rescue(request: HttpRequest, file: Annotated[UploadedFile, File()]) -> RescuedOut:
    """Take a rescue file; what is there already is left alone."""
    made = take_rescue(file, by=person_of(request))
    return RescuedOut(
        device=made.device.pk, receipts=[receipt_out(one) for one in made.receipts], safe=list(made.safe),
        damaged=list(made.damaged),
    )  # fmt: skip
