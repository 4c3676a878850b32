"""The page that shows the description of the API and lets one try it: Swagger UI as the product serves it."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from ninja import NinjaAPI
from ninja.openapi.docs import DocsBase


class Page(DocsBase):
    """Everything on it comes from this server; no script stands in the page itself."""

    def render_page(self, request: HttpRequest, api: NinjaAPI, **kwargs: Any) -> HttpResponse:
        """Return the page."""
        settings = {
            "url": self.get_openapi_url(api, kwargs), "layout": "BaseLayout", "deepLinking": True,
            "persistAuthorization": False, "docExpansion": "none", "validatorUrl": None, "tagsSorter": "alpha",
            "defaultModelsExpandDepth": 0,
        }  # fmt: skip
        return render(request, "api/docs.html", {"settings": json.dumps(settings), "api": api})
