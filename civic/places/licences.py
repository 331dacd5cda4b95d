"""On what terms others may use a place's open data: one licence for all of it, told wherever it is sent."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpResponseBase


class DataLicence(models.TextChoices):
    """The open licences public bodies and communities publish lists under, by their SPDX identifiers.

    Named as they name themselves, in every language.
    """

    OGL_3 = "OGL-UK-3.0", "Open Government Licence v3.0"
    CC_BY_4 = "CC-BY-4.0", "Creative Commons Attribution 4.0"
    CC_BY_SA_4 = "CC-BY-SA-4.0", "Creative Commons Attribution-ShareAlike 4.0"
    CC_0 = "CC0-1.0", "Creative Commons Zero 1.0"
    ODBL = "ODbL-1.0", "Open Database License 1.0"


_WHERE: "Mapping[str, str]" = {
    DataLicence.OGL_3: "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
    DataLicence.CC_BY_4: "https://creativecommons.org/licenses/by/4.0/",
    DataLicence.CC_BY_SA_4: "https://creativecommons.org/licenses/by-sa/4.0/",
    DataLicence.CC_0: "https://creativecommons.org/publicdomain/zero/1.0/",
    DataLicence.ODBL: "https://opendatacommons.org/licenses/odbl/1-0/",
}


@dataclass(frozen=True, kw_only=True)
class Licence:
    """A licence as it is told."""

    title: str
    href: str


def licence_named(identifier: str) -> Licence:
    """Return a licence by its SPDX identifier."""
    return Licence(title=str(DataLicence(identifier).label), href=_WHERE[identifier])


def add_licence(response: "HttpResponseBase", licence: Licence) -> None:
    """Say in a file's headers on what terms it may be used (RFC 8288, relation ``license``)."""
    response["Link"] = f'<{licence.href}>; rel="license"'
