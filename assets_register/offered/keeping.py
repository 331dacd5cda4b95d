"""Writes about what is offered in spaces. Every one keeps a line of history."""

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from assets_register.enums import ServiceStatus
from assets_register.models import Asset, OfferedService, ServiceTime
from assets_register.services import checked_today
from civic.partners.models import Organisation

if TYPE_CHECKING:
    from collections.abc import Iterable

    from civic.residents.models import User


@transaction.atomic
def offer_service(
    asset: Asset,
    *,
    name: str,
    organisation: Organisation,
    times: "Iterable[ServiceTime]" = (),
    by: "User | None",
    status: str = ServiceStatus.RUNNING,
    **fields: Any,
) -> OfferedService:
    """Write down what an organisation offers in a space, with when. Raises ``ValueError`` across places."""
    if organisation.site_id != asset.site_id:
        raise ValueError("the organisation is of another place")
    service = OfferedService(
        site_id=asset.site_id, asset=asset, name=name, organisation=organisation, status=status, **fields
    )
    service.times = list(times)
    mark_checked(service, by=by)
    service.save()
    log(service, "wagtail.create", user=by, content_changed=True)
    return service


def mark_checked(service: OfferedService, *, by: "User | None") -> None:
    """Fill in who says that this is right, and when; saves nothing."""
    service.checked_at, service.checked_by = timezone.now(), by
    service.checked_by_name = checked_today(service.asset, by)["checked_by_name"]


@transaction.atomic
def confirm_service(service: OfferedService, *, by: "User | None") -> OfferedService:
    """Write down that what is said of a service is still right, as of now."""
    mark_checked(service, by=by)
    service.save(update_fields=["checked_at", "checked_by", "checked_by_name", "updated_at"])
    log(service, "assets.service_confirm", user=by)
    return service
