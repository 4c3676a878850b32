"""The pages of the plans, as a township and its county go through them."""

from __future__ import annotations

import io
from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from tests.web.rectification.test_desk import sent

from tuban.workflow.plans.models import Plan


def text_of(answer) -> str:
    assert answer.status_code == 200, answer.status_code
    return str(answer.content.decode())


def test_from_the_day_to_the_draft_that_was_handed_in_returned_and_accepted(found, client_of):
    county, township = client_of("zuzhi"), client_of("xiang02")
    board = reverse("web:plans")
    assert "未定期限" in text_of(county.get(board))
    day = (timezone.localdate() - timedelta(days=1)).isoformat()
    sent(county, reverse("web:plan_day", args=["rectification"]), due_on=day)
    assert "逾期未交" in text_of(county.get(board))
    own = reverse("web:plan", args=[found.township.post.unit_id, "rectification"])
    assert "上交方案" in text_of(township.get(reverse("web:my_day")))
    draft = b"".join(township.get(f"{own}draft.docx").streaming_content)
    address = reverse("web:plan_hand_in", args=["rectification"])
    wrong = township.post(address, {"file": SimpleUploadedFile("方案.docx", b"nothing"), "words": ""})
    assert "既不是 Word 文件也不是 PDF" in text_of(wrong)
    file = SimpleUploadedFile("方案.docx", draft)
    assert township.post(address, {"file": file, "words": "请审核"}).status_code == 302
    made = Plan.objects.get()
    assert "审核方案" in text_of(county.get(reverse("web:my_day")))
    kept = township.get(reverse("web:plan_file", args=[made.pk]))
    assert b"".join(kept.streaming_content) == draft
    sent(county, reverse("web:plan_return", args=[made.pk]), text="请写明责任人")
    assert "请写明责任人" in text_of(township.get(own))
    again = SimpleUploadedFile("方案.pdf", io.BytesIO(b"%PDF-1.7\n%%EOF\n").getvalue())
    assert township.post(address, {"file": again, "words": ""}).status_code == 302
    sent(county, reverse("web:plan_accept", args=[Plan.objects.order_by("-number").first().pk]), text="")
    assert "通过" in text_of(township.get(own))
    assert client_of("xiang01").get(reverse("web:plan_file", args=[made.pk])).status_code == 404
    assert client_of("xiang01").get(own).status_code == 404
