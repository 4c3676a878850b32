"""The practice county in the office: what a dossier shows is what its printed card says."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.urls import reverse
from docx import Document
from tests.web.conftest import signed_in_client

from tuban.workflow.comparison.reading import reading_of
from tuban.workflow.patches.models import Patch

DISC = Path(__file__).parents[3] / "build/practice-county"
SAMPLES = 20
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.slow,
    pytest.mark.long,
    pytest.mark.skipif(not DISC.is_dir(), reason="the practice county is not built: run script/demo"),
]


def test_twenty_dossiers_say_the_figures_of_the_printed_cards():
    from tuban.site.practice import load_practice

    load_practice(DISC, tell=lambda _words: None)
    client = signed_in_client("zuzhi")
    patches = list(Patch.objects.order_by("number", "part_number"))
    for patch in patches[:: max(1, len(patches) // SAMPLES)][:SAMPLES]:
        page = client.get(reverse("web:patch_card", args=[patch.uuid])).content.decode()
        printed = Document(io.BytesIO(b"".join(client.get(reverse("web:patch_card_file", args=[patch.uuid])))))
        cells = {cell.text.strip() for row in printed.tables[0].rows for cell in row.cells}
        for space in reading_of(patch).card.spaces():
            if space.numeric and space.text:
                assert space.text in cells
                assert f'data-space="{space.id}"' in page
                assert space.text in page.split(f'data-space="{space.id}"')[1].split("</td>")[0]
        row = client.get("/patches/", {"q": patch.number}).context["rows"]
        (own,) = [one["patch"] for one in row if one["patch"].pk == patch.pk]
        figures = reading_of(patch).figures
        shown = next(figures[name] for name in ("counted_area", "monitored_area", "geometry_area") if name in figures)
        assert own.area_mu == shown
