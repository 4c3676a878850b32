"""The page of all operations of the API out of its own description, in Chinese."""

from __future__ import annotations

import os
from typing import Any

from tests.manual.markdown_book import MarkdownBook

WRITES = frozenset({"post", "put", "delete"})
READS_BY_POST = "/preview"


def api_page(drawn: str) -> str:
    """Return every operation by what it is about."""
    book = MarkdownBook(drawn)
    book.heading(1, "接口一览")
    book.paragraph(
        "全部操作，与 /api/v1/docs 一致；每项的字段在那里看。地址都以 /api/v1 开头。令牌的用途：读取、办理、批量导出。"
        "怎样取得令牌、怎样写脚本，见“用接口取数和办理”一页。"
    )
    described = _description()
    for tag in described["tags"]:
        book.heading(2, f"{tag['name']}：{tag['description'].rstrip('。')}")
        rows = [
            (method.upper(), address.removeprefix("/api/v1") or "/", str(one["summary"]), _scope(method, address))
            for address, methods in described["paths"].items()
            for method, one in methods.items()
            if tag["name"] in one["tags"]
        ]
        book.grid(["方法", "地址", "做什么", "令牌用途"], rows)
    return book.text()


def _scope(method: str, address: str) -> str:
    if "/exports" in address or address.endswith("patches.{kind}"):
        return "批量导出"
    return "办理" if method in WRITES and not address.endswith(READS_BY_POST) else "读取"


def _description() -> dict[str, Any]:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django

    django.setup()
    from django.utils import translation

    from tuban.api.urls import api

    with translation.override("zh-hans"):
        schema = api.get_openapi_schema()
        tags = [{name: str(words) for name, words in tag.items()} for tag in schema["tags"]]
        paths = {
            address: {method: {**one, "summary": str(one["summary"])} for method, one in methods.items()}
            for address, methods in schema["paths"].items()
        }
    return {"tags": tags, "paths": paths}
