"""How a room's pages show time."""

from django import template

register = template.Library()


@register.filter
def minutes(seconds: int) -> str:
    """Return seconds as a clock shows them: "4:05"."""
    return f"{seconds // 60}:{seconds % 60:02}"
