"""The export for the ministry through its doors: pages, API and command."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from decimal import Decimal

import pytest
from click.testing import CliRunner
from django.urls import reverse
from tests.api.conftest import EVERYTHING
from tests.web.rectification.test_desk import sent
from tests.workflow.submission.going_up import sealed, signed

from tuban.cli import ministry_export as command
from tuban.jobs.work import do
from tuban.workflow.audit.models import Line
from tuban.workflow.ministry_export.models import MinistryExport

pytestmark = pytest.mark.django_db(transaction=True)


def text_of(answer) -> str:
    assert answer.status_code == 200, answer.status_code
    return str(answer.content.decode())


def _numbers_of_a_seal_open_to_their_patches(county, forms: str) -> None:
    table = text_of(county.get(f"{forms}?form=inspection_summary"))
    cell = re.search(r'href="(\?form=inspection_summary&amp;cell=[0-9.]+)">14.25<', table)
    assert cell is not None
    opened = text_of(county.get(forms + cell[1].replace("&amp;", "&")))
    assert "重新填表，与此数相同" in opened
    amounts = re.findall(r'<td class="n">([0-9.]+)</td>', opened)
    assert sum(map(Decimal, amounts)) == Decimal("14.25")
    addresses = re.findall(r'data-row-link class="number" href="(/patches/[^"]+)"', opened)
    assert len(addresses) == len(amounts)
    assert county.get(addresses[0]).status_code == 200
    for wrong in ("9.0.0", "0.0", "0.0.x"):
        answer = county.get(f"{forms}?form=inspection_summary&cell={wrong}")
        assert answer.status_code == 404
        assert "重新打开" in answer.content.decode()


def test_a_seal_is_exported_by_page_by_api_and_by_command(ready, client_of, machine, tmp_path, monkeypatch):
    county, page = client_of("zuzhi"), reverse("web:ministry_exports")
    assert "还没有封存" in text_of(county.get(page))
    assert client_of("xiang01").get(page).status_code == 403
    seal = sealed(ready.campaign, ready.organiser)
    address = reverse("web:ministry_export_seal", args=[seal.pk])
    assert "签齐以后才能导出" in text_of(county.get(page))
    assert county.get(address).status_code == 403
    signed(seal, ready.acting)
    assert address in text_of(county.get(reverse("web:submission")))
    assert page in text_of(county.get(reverse("web:statistics")))
    forms = reverse("web:submission_form", args=[seal.pk])
    assert forms in text_of(county.get(reverse("web:submission")))
    assert "14.25" in text_of(client_of("shi").get(f"{forms}?form=inspection_summary"))
    _numbers_of_a_seal_open_to_their_patches(county, forms)
    assert "变化图斑情况统计表" in text_of(county.get(f"{forms}?form=none&page=9"))
    nothing = county.post(address, {"encoding": "GBK", "system": "zone"})
    assert "必填" in text_of(nothing) or "请" in text_of(nothing)

    sent(county, address, formats=["dbf", "shp"], encoding="UTF-8", system="geographic")
    export = MinistryExport.objects.get()
    assert "正在生成" in text_of(county.get(page))
    do(export.job_id)
    export.refresh_from_db()
    assert "格相符" in text_of(county.get(page))
    assert export.checksum in text_of(county.get(reverse("web:ministry_export", args=[export.pk])))
    file = b"".join(county.get(reverse("web:ministry_export_file", args=[export.pk])).streaming_content)
    assert hashlib.sha256(file).hexdigest() == export.checksum
    assert zipfile.ZipFile(io.BytesIO(file)).testzip() is None
    for name in ("web:ministry_export", "web:ministry_export_file"):
        assert client_of("xiang01").get(reverse(name, args=[export.pk])).status_code == 404
    assert {"ministry_export.ask", "ministry_export.made"} <= set(Line.objects.values_list("action", flat=True))

    client, campaign = machine("zuzhi", *EVERYTHING), f"/campaigns/{ready.campaign.pk}/ministry-exports"
    assert client.post_json(campaign, {"formats": ["pdf"]}).status_code == 422
    asked = client.post_json(campaign, {"formats": ["xlsx"], "draft": True})
    assert asked.status_code == 202, asked.content
    assert client.send("GET", f"/ministry-exports/{asked.json()['id']}/file").status_code == 404
    do(asked.json()["job"])
    newest, before = client.send("GET", campaign).json()
    assert (newest["seal"], before["seal"], before["sha256"]) == (None, 1, export.checksum)
    fetched = client.send("GET", f"/ministry-exports/{newest['id']}/file")
    assert b"".join(fetched.streaming_content)[:2] == b"PK"
    assert machine("shi", *EVERYTHING).post_json(campaign, {"formats": ["xlsx"]}).status_code == 403

    monkeypatch.setattr("tuban.cli.exchange.open_office", lambda: None)
    given = [ready.campaign.code, "--as", "zuzhi", "--format", "gpkg", "-o", str(tmp_path)]
    done = CliRunner().invoke(command.export, given, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    assert [one.suffix for one in tmp_path.iterdir()] == [".zip"]
    with pytest.raises(command.NoSuchCampaign):
        CliRunner().invoke(command.export, ["990101-1999", "--as", "zuzhi"], catch_exceptions=False)
