"""How words are shown."""

from django import template
from django.utils.html import linebreaks
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.filter
def said(text: str) -> SafeString:
    """Return words as people typed them: escaped, their line breaks kept, nothing else made of them."""
    return mark_safe(linebreaks(text, autoescape=True))  # noqa: S308 - linebreaks escapes first
