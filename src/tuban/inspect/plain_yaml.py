"""Foreign YAML as plain values: no tags, and no anchors by which a short file swells into a long one."""

from __future__ import annotations

from typing import Any

import yaml


class _NoAliases(yaml.SafeLoader):
    def compose_node(self, parent: Any, index: Any) -> Any:
        """Refuse an alias."""
        if self.check_event(yaml.events.AliasEvent):
            raise yaml.YAMLError("aliases are not allowed")
        return super().compose_node(parent, index)


def plain_yaml(text: str) -> Any:
    """Return what the text says in plain values; raises yaml.YAMLError, ValueError, RecursionError."""
    return yaml.load(text, _NoAliases)  # noqa: S506 - a SafeLoader
