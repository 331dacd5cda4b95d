"""Links the look of the place in force."""

from django import template
from django.templatetags.static import static
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from civic.themekit.registry import stylesheets_of
from civic.themekit.selectors import theme_in_force

register = template.Library()


@register.simple_tag
def theme_stylesheets() -> SafeString:
    """Return the ``<link>`` elements of the theme in force."""
    sheets = stylesheets_of(theme_in_force())
    return format_html_join("\n  ", '<link rel="stylesheet" href="{}">', ((static(s),) for s in sheets))
