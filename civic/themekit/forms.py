"""What a place administrator fills in about a place's look."""

from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.images.fields import WagtailImageField

from civic.themekit.models import theme_choices
from civic.themekit.services import KEEP

if TYPE_CHECKING:
    from civic.themekit.selectors import Look

MOST_BYTES: Final = 5 * 1024 * 1024
LETTERHEAD_LINES: Final = 6
LINE_LENGTH: Final = 80
#: The least a logo must be to stay sharp on paper, and how long and thin it may be.
LOGO_LEAST: Final = 96
LOGO_LONGEST: Final = 6
#: The least chats show as a large picture.
SOCIAL_LEAST: Final = (600, 315)


class PictureField(WagtailImageField):
    """A PNG, JPEG, GIF or WebP, known by what is in the file and not by its name alone."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.max_upload_size = MOST_BYTES
        self.help_text = kwargs.get("help_text", "")
        self.error_messages["file_too_large"] = gettext_lazy("This file is too big: 5 MB at most.")
        self.error_messages["file_too_large_unknown_size"] = self.error_messages["file_too_large"]


class LookForm(forms.Form):
    """The whole look. Files cannot be kept by a browser after an error, so it says which to choose again."""

    theme = forms.ChoiceField(label=gettext_lazy("Theme"), widget=forms.RadioSelect, choices=theme_choices)
    name = forms.CharField(label=gettext_lazy("Name of the place"), max_length=80)
    name_cy = forms.CharField(label=gettext_lazy("Its name in Welsh"), max_length=80, required=False)
    logo = PictureField(
        label=gettext_lazy("Logo"),
        help_text=gettext_lazy(
            "At the top of every page, of emails and of what is printed. PNG, JPEG or WebP, 5 MB at "
            "most, 96 pixels high at least. Without one, the theme’s own mark is shown."
        ),
    )
    no_logo = forms.BooleanField(label=gettext_lazy("Take the logo away"), required=False)
    social_image = PictureField(
        label=gettext_lazy("Picture for links"),
        help_text=gettext_lazy(
            "Shown where a link to the front page is pasted in a chat. 1200 by 630 pixels is best, 600 by "
            "315 the least. Without one, a picture is drawn."
        ),
    )
    no_social_image = forms.BooleanField(
        label=gettext_lazy("Take the picture for links away"), required=False
    )
    letterhead = forms.CharField(
        label=gettext_lazy("Letterhead"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy(
            "Up to six short lines, such as an address and a telephone number, for emails and printed pages."
        ),
    )

    def clean_logo(self) -> Any:
        """Refuse a logo that would be a smudge, or a thread."""
        file = self.cleaned_data.get("logo")
        if file:
            width, height = file.image.get_size()
            if min(width, height) < LOGO_LEAST:
                raise ValidationError(
                    _("This logo is %(width)d by %(height)d pixels. It needs 96 each way at least.")
                    % {"width": width, "height": height}
                )
            if max(width, height) > LOGO_LONGEST * min(width, height):
                raise ValidationError(_("This logo is too long and thin to be read at the top of a page."))
        return file

    def clean_social_image(self) -> Any:
        """Refuse a picture that chats would show as a stamp."""
        file = self.cleaned_data.get("social_image")
        if file:
            width, height = file.image.get_size()
            if width < SOCIAL_LEAST[0] or height < SOCIAL_LEAST[1]:
                raise ValidationError(
                    _("This picture is %(width)d by %(height)d pixels. It needs 600 by 315 at least.")
                    % {"width": width, "height": height}
                )
        return file

    def clean_letterhead(self) -> str:
        """Keep a letterhead to what fits at the top of a sheet."""
        lines = [line.strip() for line in self.cleaned_data["letterhead"].splitlines() if line.strip()]
        if len(lines) > LETTERHEAD_LINES:
            raise ValidationError(_("Six lines at most."))
        if any(len(line) > LINE_LENGTH for line in lines):
            raise ValidationError(_("Keep each line under 80 letters."))
        return "\n".join(lines)

    def picture(self, name: str) -> Any:
        """Return the upload, None where it is to be taken away, or ``KEEP``."""
        if self.cleaned_data.get(name):
            return self.cleaned_data[name]
        return None if self.cleaned_data.get(f"no_{name}") else KEEP


def first_values(look: "Look", name: str, name_cy: str) -> dict[str, str]:
    """Return what the form says before anybody changes it."""
    return {
        "theme": look.theme,
        "name": name,
        "name_cy": name_cy,
        "letterhead": "\n".join(look.letterhead),
    }
