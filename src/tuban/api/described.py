"""The API and its description, which is put together once: it takes seconds, and never changes while a process runs."""

from __future__ import annotations

from copy import deepcopy
from threading import Lock
from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema


class _Description(OpenAPISchema):
    """A description that writes down once what many doors answer alike: of each it would take a thousandth of a second,
    and every door answers a dozen errors."""

    def __init__(self, api: NinjaAPI, path_prefix: str) -> None:
        self._answers: dict[Any, tuple[dict[str, Any], bool]] = {}
        super().__init__(api, path_prefix)

    def _create_schema_from_model(self, model: Any, *positional: Any, **named: Any) -> tuple[dict[str, Any], bool]:
        fields = getattr(model, "model_fields", {})
        if set(fields) != {"response"}:  # no answer: it has a form of its own
            return super()._create_schema_from_model(model, *positional, **named)
        key = (fields["response"].annotation, positional, *sorted(named.items()))
        if key not in self._answers:
            self._answers[key] = super()._create_schema_from_model(model, *positional, **named)
        return deepcopy(self._answers[key])


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
                prefix = self.get_root_path(path_params or {}) if path_prefix is None else path_prefix
                self._descriptions[key] = _Description(self, prefix)
            return self._descriptions[key]
