"""Forms of the import screens: the file, its columns, rows a person must decide, and two listings."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from assets_register.importing.columns import FIELD_LABELS, JOINED
from assets_register.importing.tables import FILE_LIMIT
from assets_register.models import Asset, ImportedRow

NOT_READ = _("Not read: kept with each row as it is")


class UploadForm(forms.Form):
    """Somebody's list."""

    source = forms.CharField(
        label=_("Who publishes the list"),
        max_length=120,
        widget=forms.TextInput(attrs={"list": "publishers"}),
        help_text=_(
            "Such as “Pellbridge Council”. Lists of the same publisher are read alike "
            "and compared with each other."
        ),
    )
    file = forms.FileField(
        label=_("The file"),
        help_text=_(
            "CSV, Excel (xlsx) or GeoJSON, up to 32 MB. "
            "Nothing is changed before you have seen what would be. Save a longer list as CSV and ask "
            "whoever runs the server to take it in there, with “manage.py import_assets”: that takes "
            "millions of rows."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx,.geojson,.json"}),
        error_messages={"required": _("Choose a file."), "empty": _("The file is empty.")},
    )

    def clean_source(self) -> str:
        """Keep a publisher's name on one line."""
        return " ".join(self.cleaned_data["source"].split())

    def clean_file(self) -> Any:
        """Refuse what is too large before it is read."""
        file = self.cleaned_data["file"]
        if file.size > FILE_LIMIT:
            raise ValidationError(
                _(
                    "The file is larger than %(most)s. Save only the list, as CSV. If that is still too "
                    "large, whoever runs the server can take it in there with “manage.py import_assets”."
                ),
                params={"most": filesizeformat(FILE_LIMIT)},
            )
        return file


class ColumnsForm(forms.Form):
    """What each column of a file is."""

    grid = forms.ChoiceField(
        label=_("What the coordinates are, where no column says so"),
        required=False,
        choices=[
            ("", _("Find out by their size")),
            ("wgs84", _("Longitude and latitude (WGS84)")),
            ("osgb36", _("Easting and northing (British National Grid, OSGB36)")),
        ],
    )

    def __init__(
        self, *args: Any, columns: Sequence[Mapping[str, Any]], chosen: Mapping[str, str], **kwargs: Any
    ):
        super().__init__(*args, **kwargs)
        self.columns = columns
        choices = [("", NOT_READ), *FIELD_LABELS.items()]
        for number, column in enumerate(columns):
            heading = column["heading"]
            self.fields[f"column_{number}"] = forms.ChoiceField(
                label=heading,
                choices=choices,
                required=False,
                initial=chosen.get(heading, column["field"]) if chosen else column["field"],
            )

    def rows(self) -> list[tuple[Mapping[str, Any], Any]]:
        """Return each column with its field."""
        return [(column, self[f"column_{number}"]) for number, column in enumerate(self.columns)]

    def chosen(self) -> dict[str, str]:
        """Return our field by their heading."""
        return {
            column["heading"]: self.cleaned_data.get(f"column_{number}", "")
            for number, column in enumerate(self.columns)
        }

    def clean(self) -> dict[str, Any]:
        """Ask for a name, for whole points, and for one column of each where there can be only one."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        chosen = self.chosen()
        first: dict[str, str] = {}
        for number, column in enumerate(self.columns):
            heading = column["heading"]
            field = chosen[heading]
            if field and field in first and field not in JOINED:
                self.add_error(
                    f"column_{number}",
                    ValidationError(
                        _("“%(other)s” is that already. Choose one of them."), params={"other": first[field]}
                    ),
                )
            first.setdefault(field, heading)
        fields = set(chosen.values())
        if not {"property_name", "street_name", "description"} & fields:
            raise ValidationError(_("Say which column is the name, the address or the description."))
        if len({"x", "y"} & fields) == 1:
            raise ValidationError(
                _("Coordinates need two columns. Say which is the other, or choose neither.")
            )
        return cleaned


class DecisionsForm(forms.Form):
    """What a person says of rows whose code does not tell."""

    def __init__(self, *args: Any, rows: Iterable[ImportedRow], assets: Mapping[int, Asset], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.imported = list(rows)
        for row in self.imported:
            known = [(str(pk), self._words(assets[pk])) for pk in row.candidates if pk in assets]
            self.fields[f"row_{row.number}"] = forms.ChoiceField(
                label=_("Row %(number)s") % {"number": row.number},
                required=False,
                choices=[("", _("Leave it out")), *known, ("new", _("It is a new one"))],
            )

    @staticmethod
    def _words(asset: Asset) -> str:
        return str(
            _("It is “%(name)s”, %(code)s") % {"name": asset.name, "code": asset.asset_code or asset.address}
        )

    def rows(self) -> list[tuple[ImportedRow, Any]]:
        """Return each row with its field."""
        return [(row, self[f"row_{row.number}"]) for row in self.imported]

    def decisions(self) -> dict[str, int | str]:
        """Return what was said, by row number; rows left out are not in it."""
        said = {str(row.number): self.cleaned_data.get(f"row_{row.number}", "") for row in self.imported}
        return {number: value if value == "new" else int(value) for number, value in said.items() if value}


class MergeForm(forms.Form):
    """Which of two listings stays, and what it says."""

    SIDES = (("first", _("the first")), ("second", _("the second")))
    keep = forms.ChoiceField(label=_("Whose page stays"), choices=SIDES, widget=forms.RadioSelect)

    def __init__(self, *args: Any, differing: Mapping[str, str], **kwargs: Any):
        super().__init__(*args, **kwargs)
        for choice, side in differing.items():
            self.fields[f"of_{choice}"] = forms.ChoiceField(choices=self.SIDES, initial=side)

    def taken(self) -> list[str]:
        """Return the choices that come from the listing that does not stay."""
        keep = self.cleaned_data["keep"]
        return [
            name.removeprefix("of_")
            for name, side in self.cleaned_data.items()
            if name.startswith("of_") and side != keep
        ]
