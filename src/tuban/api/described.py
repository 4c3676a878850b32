"""The API and its description, which is put together once: it takes seconds, and never changes while a process runs."""

from __future__ import annotations

from threading import Lock
from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema


class DescribedAPI(NinjaAPI):
    """Keeps its description. Words in it stay lazy: each reader gets them in their language."""

    def __init__(self, *positional: Any, **named: Any) -> None:
        super().__init__(*positional, **named)
        self._descriptions: dict[str, OpenAPISchema] = {}
        self._describing = Lock()

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        """Return the description."""
        key = f"{path_prefix} {path_params}"
        with self._describing:
            if key not in self._descriptions:
                made = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
                self._descriptions[key] = made
            return self._descriptions[key]
