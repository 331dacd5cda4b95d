"""What a browser calls itself, in words."""

from django import template
from django.utils.translation import gettext as _

register = template.Library()
#: In this order: many a browser also names those it is made to look like.
_BROWSERS = {"Edg": "Edge", "OPR": "Opera", "Firefox": "Firefox", "Chrome": "Chrome", "Safari": "Safari"}
_MACHINES = {
    "Android": "Android", "iPhone": "iPhone", "iPad": "iPad", "Windows": "Windows", "CrOS": "Chromebook",
    "Mac OS": "Mac", "Linux": "Linux",
}  # fmt: skip


@register.filter
def browser(user_agent: str) -> str:
    """Return "Firefox on Windows" from the line a browser sends about itself."""
    name = next((name for sign, name in _BROWSERS.items() if sign in user_agent), "")
    machine = next((machine for sign, machine in _MACHINES.items() if sign in user_agent), "")
    if name and machine:
        return _("%(browser)s on %(machine)s") % {"browser": name, "machine": machine}
    return name or machine or _("A browser we do not know")
