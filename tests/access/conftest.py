"""The furnished office, once for all tests of this folder: they are of one group, so that one worker has them all."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction

from tests.access.office import Office, furnish
from tests.workflow.conftest import disc  # noqa: F401


@pytest.fixture(scope="package")
def office(django_db_setup, django_db_blocker, disc) -> Iterator[Office]:  # noqa: F811
    """The furnished office; nothing of it stays. What a test does in it is undone after the test."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield furnish(disc)
        transaction.set_rollback(True)
