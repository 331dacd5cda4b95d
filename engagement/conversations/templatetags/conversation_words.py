"""How words are shown."""

import re
from collections.abc import Sequence

from django import template
from django.utils.html import escape, format_html, linebreaks
from django.utils.safestring import SafeString, mark_safe

from engagement.conversations.folding import fold

#: How much is shown of what was found: before the first word, and after it, in characters.
BEFORE, AFTER = 80, 300
_WORD = re.compile(r"\w+")

register = template.Library()


@register.filter
def said(text: str) -> SafeString:
    """Return words as people typed them: escaped, their line breaks kept, nothing else made of them."""
    return mark_safe(linebreaks(text, autoescape=True))  # noqa: S308 - linebreaks escapes first


@register.filter
def found(text: str, words: Sequence[str]) -> SafeString:
    """Return the part of somebody's words around what was looked for, that marked; escaped."""
    hits = [word.span() for word in _WORD.finditer(text) if any(one in fold(word[0]) for one in words)]
    start = max(0, hits[0][0] - BEFORE) if hits else 0
    end = min(len(text), start + BEFORE + AFTER)
    parts, at = [escape("… " if start else "")], start
    for begin, stop in hits:
        if begin >= at and stop <= end:
            parts += [escape(text[at:begin]), format_html("<mark>{}</mark>", text[begin:stop])]
            at = stop
    parts.append(escape(text[at:end] + (" …" if end < len(text) else "")))
    return mark_safe("".join(parts))  # noqa: S308 - every part is escaped
