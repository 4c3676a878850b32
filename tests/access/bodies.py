"""What is sent to the doors of the two APIs: a body that fits the description of the operation and holds what it
demands, with nothing of its own; and the same with fields that no body has a right to."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from tests.access.doors import Door

_BY_FORMAT = {"date": "2026-11-20", "date-time": "2026-11-20T08:00:00Z", "uuid": "00000000-0000-4000-8000-000000000007",
              "binary": ""}  # fmt: skip
_NAMED = {
    "patch": "patches.patch", "patches": "patches.patch", "unit": "organisations.unit",
    "person": "organisations.person", "to": "organisations.person", "campaign": "campaigns.campaign",
    "group": "organisations.group",
    "groups": "organisations.group", "department": "organisations.department", "phase": "campaigns.phase",
    "edition": "layers.edition", "exhibit": "evidence.exhibit", "case": "cases.case",
}  # fmt: skip
"""Fields that hold the key of something: of what."""
FORBIDDEN: dict[str, Any] = {
    "id": "00000000-0000-4000-8000-000000000001", "uuid": "00000000-0000-4000-8000-000000000001", "pk": 1,
    "campaign_id": "00000000-0000-4000-8000-000000000001", "unit_id": "00000000-0000-4000-8000-000000000001",
    "by_id": "00000000-0000-4000-8000-000000000001", "person_id": "00000000-0000-4000-8000-000000000001",
    "post_id": "00000000-0000-4000-8000-000000000001", "asked_by_id": "00000000-0000-4000-8000-000000000001",
    "area_code": "110101", "township_code": "110101001", "is_practice": False, "is_taken": True, "is_active": False,
    "state": "accepted", "fate": "active", "locked_at": None, "made_at": "2001-01-01T00:00:00Z",
    "at": "2001-01-01T00:00:00Z", "digest": "0" * 64, "password": "x", "role": "system_administrator",
    "is_superuser": True, "version_is": 99,
}  # fmt: skip
"""Names of columns that the product writes itself."""


@cache
def _description(house: str) -> dict[str, Any]:
    from tuban.api.urls import api
    from tuban.field.door.api import api as field

    return {"api": api, "field_door": field}[house].get_openapi_schema()


def content_of(door: Door) -> tuple[str, dict[str, Any]] | None:
    """Return the media type of an operation's body and its schema; None where it takes none."""
    route = "/" + door.route
    for key in door.keys:
        route = route.replace(_written(door, key.name), f"{{{key.name}}}")
    told = _description(door.house)["paths"].get(route, {}).get(door.deed.lower(), {}).get("requestBody")
    if not told:
        return None
    kind, of = next(iter(told["content"].items()))
    return kind, of.get("schema", {})


def _written(door: Door, name: str) -> str:
    kinds = ("", "path:", "int:", "uuid:", "str:")
    return next((written for kind in kinds if (written := f"<{kind}{name}>") in door.route), "")


def body_of(door: Door, keys: Mapping[str, Any]) -> tuple[str, Any]:
    """Return the media type of a door's body and the smallest body that fits."""
    found = content_of(door)
    if found is None:
        return "application/json", {}
    kind, schema = found
    return kind, _fitting(schema, keys, "", door.house)


def _resolved(schema: Mapping[str, Any], house: str) -> Mapping[str, Any]:
    while "$ref" in schema:
        schema = _description(house)["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return schema


def _fitting(schema: Mapping[str, Any], keys: Mapping[str, Any], name: str, house: str) -> Any:
    schema = _resolved(schema, house)
    for many in ("anyOf", "oneOf", "allOf"):
        if many in schema:
            wanted = [one for one in schema[many] if _resolved(one, house).get("type") != "null"]
            return _fitting(wanted[0], keys, name, house)
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return schema["enum"][0]
    kind = schema.get("type", "object" if "properties" in schema else "string")
    if kind == "object":
        properties = schema.get("properties", {})
        wanted = schema.get("required", []) or list(properties)[: int(schema.get("minProperties", 0))]
        return {one: _fitting(properties.get(one, {}), keys, one, house) for one in wanted}
    if kind == "array":
        least = max(1, int(schema.get("minItems", 1)))
        return [_fitting(schema.get("items", {}), keys, name, house) for _place in range(least)]
    if name in _NAMED and _NAMED[name] in keys:
        return str(keys[_NAMED[name]]) if kind == "string" else keys[_NAMED[name]]
    if kind in ("integer", "number"):
        least = schema.get("minimum", schema.get("exclusiveMinimum", 0) + 1)
        return int(max(least, 1))
    if kind == "boolean":
        return True
    if kind == "null":
        return None
    if "examples" in schema and isinstance(schema["examples"][0], str):
        return schema["examples"][0]
    text = _BY_FORMAT.get(str(schema.get("format", "")), "示范文字十个字以上才够长的")
    return text[: int(schema.get("maxLength", 400))]
