"""Reads a page's markup as it was served: what of it is script, style, or fetched from somewhere."""

from html.parser import HTMLParser

#: A tag's attributes that make a browser fetch something.
FETCHES = {"src", "srcset", "poster", "data", "action", "formaction", "href"}
#: Scripts of these kinds are data, which nothing runs.
DATA = {"application/json", "application/ld+json"}


class Tags(HTMLParser):
    """What of a page is script, style or fetched from somewhere."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.scripts: list[str] = []
        self.inline: list[str] = []
        self.fetched: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "script":
            if "src" in found:
                self.scripts.append(found["src"])
            elif found.get("type") not in DATA:
                self.inline.append("<script>")
        if tag == "style":
            self.inline.append("<style>")
        self.inline += [f"{tag} {name}" for name in found if name == "style" or name.startswith("on")]
        self.inline += [f"{tag} {name}" for name in found if found[name].lower().startswith("javascript:")]
        for name in FETCHES & found.keys():
            is_link = tag in {"a", "area"} or (
                tag == "link" and found.get("rel") in {"canonical", "alternate"}
            )
            if not is_link:
                self.fetched.append(found[name])
