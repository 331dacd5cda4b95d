"""What a translator puts in the place of a picture or a page: nothing of another place, as in a page's form.

wagtail-localize takes any id that is sent.
"""

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.forms import ModelChoiceField
from django.http import Http404
from wagtail.models import Page
from wagtail_localize.models import OverridableSegment, SegmentOverride, Translation
from wagtail_localize.views.edit_translation import edit_override

from civic.pages.page_form import refuse_others
from civic.places.admin.forms import narrow_choices

if TYPE_CHECKING:
    from django.db.models import Model
    from django.http import HttpRequest, HttpResponse


@transaction.atomic
def own_override(request: "HttpRequest", translation_id: int, overridable_segment_id: int) -> "HttpResponse":
    """Take what was sent, and take it back with ``Http404`` where it names what this person may not."""
    answer: HttpResponse = edit_override(
        request, translation_id=translation_id, overridable_segment_id=overridable_segment_id
    )
    if answer.status_code >= 400:
        return answer
    segment = OverridableSegment.objects.get(pk=overridable_segment_id)
    translation = Translation.objects.get(pk=translation_id)
    made = SegmentOverride.objects.filter(locale=translation.target_locale_id, context=segment.context_id)
    for override in made:
        _refuse(override, segment, translation, request.user)
    return answer


def _refuse(
    override: SegmentOverride, segment: OverridableSegment, translation: Translation, user: Any
) -> None:
    source = translation.source.get_source_instance()
    model = chosen_model(type(source), segment.context.get_field_path(source).split("."))
    value, site = str(override.data), source.get_site()
    if model is None or value == str(segment.data):
        return
    if not (value.isascii() and value.isdigit()):
        raise Http404
    if issubclass(model, Page):
        refuse_others({Page: {int(value)}}, user, site)
        return
    field = ModelChoiceField(model._default_manager.all())
    narrow_choices(field, site and site.pk, user)
    try:
        field.clean(value)
    except ValidationError as error:
        raise Http404 from error


def chosen_model(page: "type[Model]", path: list[str]) -> "type[Model] | None":
    """Return what is chosen at a path of fields and blocks; None for text."""
    field = page._meta.get_field(path[0])
    if field.related_model:
        return field.related_model
    block: Any = getattr(field, "stream_block", None)
    for name in path[1:]:
        block = getattr(block, "child_blocks", {}).get(name)
    return getattr(block, "target_model", None)
