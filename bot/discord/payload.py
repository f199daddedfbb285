"""Reads what an interaction carries: its ``custom_id`` and a form's fields."""

from typing import Any, cast

import discord


def custom_id_of(interaction: "discord.Interaction[Any]") -> str:
    """Return the ``custom_id`` of the component or form; "" for a command."""
    data = cast("dict[str, Any]", interaction.data or {})
    return str(data.get("custom_id", ""))


def fields_of(
    interaction: "discord.Interaction[Any]", *, only_typed: bool = False
) -> dict[str, str]:
    """Return a submitted form's fields, each as one string (of a select, the first pick)."""
    data = cast("dict[str, Any]", interaction.data or {})
    found: dict[str, str] = {}
    for outer in cast("list[dict[str, Any]]", data.get("components", [])):
        field = cast("dict[str, Any]", outer.get("component") or outer)
        if only_typed and field.get("type") != discord.ComponentType.text_input.value:
            continue
        values = cast("list[str]", field.get("values") or [])
        found[str(field.get("custom_id"))] = str(field.get("value") or (values or [""])[0])
    return found
