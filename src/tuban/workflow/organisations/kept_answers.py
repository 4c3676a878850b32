"""A deed that a machine asks for twice is done once: lines break, and then nobody knows whether it was done.

The key is chosen by whoever asks. Deed and answer are kept in one transaction, so that there is never one without the
other; what was refused changed nothing, and may be asked for again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from tuban.values.errors import TubanError
from tuban.workflow.organisations.acting import Acting
from tuban.workflow.organisations.models import KeptAnswer

LONGEST_KEY = 128
KEPT = timedelta(days=7)
_DONE_BELOW = 400


class KeyUsedOtherwise(TubanError):
    """The key «{key}» was used for another request before."""

    code = "api.key_used_otherwise"
    hint = "Make a new key for every deed; send the same one only with the very same request."


@dataclass(frozen=True, slots=True)
class Answer:
    """What is answered: a status of HTTP and a body of JSON. ``is_again`` where the deed had been done before."""

    status: int
    body: str
    is_again: bool = False


def once(by: Acting, *, key: str, digest: str, do: Callable[[], Answer]) -> Answer:
    """Do something unless a request with this key did it; then return what was answered to that.

    ``do`` answers its own refusals. Raises KeyUsedOtherwise.
    """
    with transaction.atomic():
        kept, is_new = KeptAnswer.objects.select_for_update().get_or_create(
            person=by.person, post=by.post, key=key, defaults={"digest": digest}
        )
        if not is_new:
            if kept.digest != digest:
                raise KeyUsedOtherwise(key=key)
            return Answer(kept.status, kept.body, is_again=True)
        answer = do()
        if answer.status < _DONE_BELOW:
            KeptAnswer.objects.filter(pk=kept.pk).update(status=answer.status, body=answer.body)
        else:
            kept.delete()
        KeptAnswer.objects.filter(made_at__lt=timezone.now() - KEPT).delete()
        return answer
