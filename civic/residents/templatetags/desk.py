"""What an account's pages say of its PIN."""

from collections.abc import Mapping
from typing import Any

from django import template

from civic.residents.desk_views import may_have_pin
from civic.residents.models import DeskPin

register = template.Library()


@register.simple_tag(takes_context=True)
def desk_pin(context: Mapping[str, Any]) -> dict[str, bool]:
    """Return whether somebody may have a PIN for the desk, and whether they have."""
    request = context["request"]
    may = may_have_pin(request)
    return {"may": may, "kept": may and DeskPin.objects.filter(user=request.user).exists()}
