from django.db import models
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting


class ExplodingForm(WagtailAdminModelForm):
    def __init__(self, *args, **kwargs):
        raise KeyError("told by ada@pellbridge.example")


@register_setting
class ShelfSettings(BaseSiteSetting):
    word = models.CharField(max_length=10, default="")
    base_form_class = ExplodingForm
