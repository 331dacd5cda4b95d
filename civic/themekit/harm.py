"""What a theme's files must not do: call out to another host, or lead a template back into itself.

Both are refused when the shelf is read, so that no place ever wears such a theme. A browser would
refuse the first anyway, by the content policy.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from allauth.templatetags.allauth import ElementNode
from django.template import Engine, Node, TemplateSyntaxError
from django.template.base import FilterExpression
from django.template.library import InclusionNode
from django.template.loader_tags import ExtendsNode, IncludeNode
from django.template.utils import get_app_template_dirs
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from civic.themekit.registry import Theme

#: A comment, or else a string, in which what looks like one is none.
_COMMENT: Final = re.compile(
    r"""("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|url\((?:\\.|[^"'()\\])*\))|/\*.*?(?:\*/|\Z)""", re.S | re.I
)
#: A backslash at a line's end, and what an address is read without (URL standard, 4.4).
_UNREAD: Final = re.compile(r"\\[\n\r\f]|[\t\n\r\f]")
_ESCAPE: Final = re.compile(r"\\([0-9a-fA-F]{1,6})\s?|\\(.)", re.S)
#: Pictures written into the stylesheet itself call nobody.
_DATA: Final = re.compile(r"url\(\s*(['\"]?)data:.*?\1\s*\)", re.I | re.S)
#: A browser reads ``https:evil.example``, ``https:/evil.example`` and ``/\\evil.example`` as addresses too.
_ELSEWHERE: Final = re.compile(
    r"(?:\b(?:https?|ftp|wss?|file|blob):|(?:[a-z][a-z0-9+.-]*:)?[/\\]{2})[^\s\"')]+", re.I
)
#: What no page can be made with where nobody can see beforehand where it leads.
_LEADING: Final = (ExtendsNode, IncludeNode)


def call_out(theme: "Theme") -> "StrOrPromise":
    """Return which of a theme's stylesheets calls out and where to, or an empty string."""
    for file in sorted(each for each in theme.static_folder.rglob("*") if each.suffix.lower() == ".css"):
        css = _COMMENT.sub(r"\1", file.read_text(encoding="utf-8"))
        css = _ESCAPE.sub(_unescaped, _UNREAD.sub("", css))
        if found := _ELSEWHERE.search(_DATA.sub("", css)):
            return format_lazy(
                _("{file} calls out to “{where}”; put what it fetches in the theme’s own folder"),
                file=file.relative_to(theme.static_folder),
                where=found[0][:80],
            )
    return ""


def _unescaped(match: "re.Match[str]") -> str:
    if match[1] is None:
        return match[2]
    code = int(match[1], 16)
    return chr(code) if code <= 0x10FFFF else ""


def template_unfit(theme: "Theme") -> "StrOrPromise":
    """Return which of a theme's own templates no page could be made with, or an empty string.

    One that cannot be read, or that includes or extends what is not written out: nobody could follow
    where that leads, and a ring would take every page with it.
    """
    for file in _files(theme):
        name = file.relative_to(theme.template_folder)
        try:
            nodes = _nodes(file)
        except (TemplateSyntaxError, UnicodeDecodeError):
            return format_lazy(_("{file} is no template that can be read"), file=name)
        if any(_written_out(_target(node)) is None for node in nodes if isinstance(node, _LEADING)):
            return format_lazy(_("{file} includes what is not named in quotes"), file=name)
    return ""


def template_loop(line: Sequence["Theme"]) -> str:
    """Return the way on which a theme's templates lead back into themselves, or an empty string.

    ``line`` is the theme and its parents, nearest first. What is followed: what is extended and
    included, and the templates of tags (``{% fact %}``, allauth's ``{% element %}``). A template may
    extend the one it replaces, which is its parent's or the room's own.
    """
    folders = [theme.template_folder for theme in line] + [
        Path(f) for f in get_app_template_dirs("templates")
    ]
    safe: set[Path] = set()
    for own in _files(line[0]):
        if way := _way_back(own, folders, [], safe):
            return " → ".join(way)
    return ""


def _way_back(file: Path, folders: list[Path], way: list[Path], safe: set[Path]) -> list[str]:
    if file in way:
        return [_name_of(step, folders) for step in [*way[way.index(file) :], file]]
    if file in safe:
        return []
    for following in _leads_to(file, folders):
        if found := _way_back(following, folders, [*way, file], safe):
            return found
    safe.add(file)
    return []


def _leads_to(file: Path, folders: list[Path]) -> Iterator[Path]:
    from wagtail.templatetags.wagtailcore_tags import IncludeBlockNode  # models, which read themes

    own_name = _name_of(file, folders)
    try:
        nodes = _nodes(file)
    except (TemplateSyntaxError, UnicodeDecodeError):  # a theme's own were read before: a room's, of no page
        return
    for node in nodes:
        name = _written_out(_target(node))
        having = [folder / name for folder in folders if (folder / name).is_file()] if name else []
        if isinstance(node, ExtendsNode) and name == own_name:
            having = having[having.index(file) + 1 :]
        yield from having[:1]
        if isinstance(node, IncludeBlockNode) and str(node.block_var) in {"self", "value"}:
            yield file  # a block's template is made with the block itself


def _files(theme: "Theme") -> list[Path]:
    return sorted(file for file in theme.template_folder.rglob("*") if file.is_file())


def _nodes(file: Path) -> Sequence[Node]:
    """Return every tag of a template. Raises ``TemplateSyntaxError``."""
    template = Engine.get_default().from_string(file.read_text(encoding="utf-8"))
    return template.nodelist.get_nodes_by_type(Node)


def _target(node: Node) -> object:
    """Return what a tag makes its piece of the page with: a name, or what has yet to be worked out."""
    if isinstance(node, ExtendsNode):
        return node.parent_name
    if isinstance(node, IncludeNode):
        return node.template
    if isinstance(node, ElementNode):
        return f"allauth/elements/{node.element}.html"  # as allauth reads it: a word, in no quotes
    return getattr(node, "filename", None) if isinstance(node, InclusionNode) else None


def _written_out(target: object) -> str | None:
    """Return a name that stands in quotes with nothing done to it, or None."""
    if isinstance(target, FilterExpression):
        target = None if target.filters else target.var
    return target[:] if isinstance(target, str) else None  # a plain string: no path is made of a safe one


def _name_of(file: Path, folders: list[Path]) -> str:
    return next(str(file.relative_to(folder)) for folder in folders if file.is_relative_to(folder))
