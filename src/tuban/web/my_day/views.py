"""The page a day begins with."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tuban.web.rail import on_rail


@on_rail("my_day")
def my_day(request: HttpRequest) -> HttpResponse:
    """Show the day of the acting person."""
    return render(request, "web/my_day/page.html")
