"""Documents and their signatures, read by a machine: what was signed, by whom, and nothing that signs."""

from __future__ import annotations

import pytest
from tests.workflow.conftest import acting  # noqa: F401
from tests.workflow.signoff.conftest import (  # noqa: F401
    IN_ORDER,
    changed,
    document,
    put_forward,
    sign_as,
    signed_by_all,
)

from tuban.workflow.audit.recording import PRODUCT
from tuban.workflow.organisations.tokens import Scope
from tuban.workflow.signoff.actions import refresh

pytestmark = pytest.mark.django_db


def test_a_document_is_read_with_its_chain_and_every_signature(machine, signed_by_all):  # noqa: F811
    refresh(signed_by_all, by=PRODUCT, cells=changed(note="见附件"))
    told = machine("zuzhi", Scope.READ).send("GET", f"/documents/{signed_by_all.pk}").json()
    assert [one["step_title"] for one in told["signatures"]][:2] == ["填表人", "审核人"]
    assert len(told["signatures"]) == len(IN_ORDER)
    assert told["signatures"][0]["changed"][0]["new"] == "见附件"
    assert {one["state"] for one in told["steps"]} == {"changed"}
    assert len(told["digest"]) == 64
    refresh(signed_by_all, by=PRODUCT, cells=changed(cultivated="9.99"))
    told = machine("zuzhi", Scope.READ).send("GET", f"/documents/{signed_by_all.pk}").json()
    assert not any(one["is_valid"] for one in told["signatures"])
    assert told["signatures"][0]["voided_because"]


def test_documents_are_listed_page_by_page_for_ones_own_areas(machine, put_forward):  # noqa: F811
    made = {str(put_forward(f"990101001-{number:04}").pk) for number in range(1, 6)}
    reader = machine("zuzhi", Scope.READ)
    first = reader.send("GET", "/documents?limit=3").json()
    second = reader.send("GET", f"/documents?limit=3&after={first['next']}").json()
    assert {one["id"] for one in (*first["items"], *second["items"])} == made
    assert second["next"] is None
    assert len(reader.send("GET", "/documents?subject_id=990101001-0002").json()["items"]) == 1
    assert machine("xiang02", Scope.READ).send("GET", "/documents").json()["items"] == []
    assert machine("xiang02", Scope.READ).send("GET", f"/documents/{made.pop()}").status_code == 404


def test_nothing_of_the_api_signs(machine, document):  # noqa: F811
    for address in (f"/documents/{document.pk}", f"/documents/{document.pk}/signatures", "/documents"):
        assert machine("xiang01", Scope.WRITE).send("POST", address, {}).status_code in (404, 405)
