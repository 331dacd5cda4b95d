"""Pictures residents send, kept without what a camera wrote into them."""

from io import BytesIO
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django import forms
from django.core.files.images import ImageFile
from django.utils.translation import gettext_lazy as _
from PIL import Image as Pillow
from PIL import ImageOps
from wagtail.images.fields import WagtailImageField
from wagtail.images.models import Image

from civic.places.pictures import collection_of

if TYPE_CHECKING:
    from wagtail.models import Site

MOST_BYTES = 8 * 1024 * 1024
#: The longest side of what is kept, in pixels.
LONGEST = 1600


class ResidentPictureField(WagtailImageField):
    """A photo from a telephone: JPEG, PNG, GIF or WebP, 8 MB at most, known by what is in the file."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.max_upload_size = MOST_BYTES
        self.help_text = kwargs.get("help_text", "")
        self.error_messages["file_too_large"] = _("This picture is too big: 8 MB at most.")
        self.error_messages["file_too_large_unknown_size"] = self.error_messages["file_too_large"]
        self.widget = forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/gif"})

    def to_python(self, data: Any) -> Any:
        """Read the whole picture, not its beginning alone: one cut short is said to be no picture."""
        try:
            file = super().to_python(data)
            if file is None:
                return None
            file.seek(0)
            with Pillow.open(file) as picture:
                picture.load()
        except forms.ValidationError:
            raise
        except Exception as error:  # Pillow raises many kinds over damaged files
            raise forms.ValidationError(self.error_messages["invalid_image"], code="invalid_image") from error
        file.seek(0)
        return file


def keep_picture(site: "Site", file: Any, title: str) -> Image:
    """Keep a picture in its place's collection: upright, 1600 pixels at most, and nothing of the camera's.

    Telephones write into a photo where it was taken; a resident's garden would be found by it.
    """
    file.seek(0)
    with Pillow.open(file) as sent:
        upright = ImageOps.exif_transpose(sent)
        plain = upright.convert("RGB")
    plain.thumbnail((LONGEST, LONGEST))
    written = BytesIO()
    plain.save(written, "JPEG", quality=85, optimize=True)
    name = f"{uuid4().hex}.jpg"
    kept: Image = Image.objects.create(
        title=title[:255], collection=collection_of(site), file=ImageFile(written, name=name)
    )
    return kept
