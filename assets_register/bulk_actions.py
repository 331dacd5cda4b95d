"""What keepers of a register can do to many assets at once, each with a page to confirm on."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from assets_register import services
from assets_register.enums import AssetStatus
from assets_register.index import lock_assets
from assets_register.models import Asset
from civic.places.admin import SiteBulkAction

#: How many assets the page to confirm on names; the rest are counted.
NAMED = 100


class ReasonForm(forms.Form):
    """Asks why."""

    reason = forms.CharField(
        label=_("Why could it do harm if shown?"), max_length=250, widget=forms.Textarea(attrs={"rows": 2})
    )


class AssetBulkAction(SiteBulkAction):
    """The page to confirm on, and a count at the end."""

    models = [Asset]
    template_name = "assets_register/admin/bulk_action.html"
    question: Any = ""
    button: Any = ""
    done: Any = ""
    #: Assets of these statuses are left as they are, and the page says so.
    acts_on: tuple[str, ...] = tuple(value for value in AssetStatus.values if value != AssetStatus.MERGED)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the assets it is about, those it leaves, and the words."""
        assets, _none = self.get_actionable_objects()
        about = [asset for asset in assets if asset.status in self.acts_on]
        return {
            **forms_context(self, **kwargs),
            "about": about[:NAMED],
            "about_count": len(about),
            "more_count": max(0, len(about) - NAMED),
            "left_count": len(assets) - len(about),
            "question": self.question,
            "button": self.button,
            "next": self.next_url,
            "submit_url": f"{self.request.path}?{self.request.META['QUERY_STRING']}",
            "header_icon": "home",
        }

    @classmethod
    def execute_action(cls, objects: Any, **kwargs: Any) -> tuple[int, int]:
        """Do it to each; return how many it was done to."""
        view = kwargs["self"]
        done = [asset for asset in objects if asset.status in cls.acts_on]
        lock_assets([asset.pk for asset in done])
        for asset in done:
            view.act(asset)
        return len(done), 0

    def act(self, asset: Asset) -> None:
        """Do it to one asset."""
        raise NotImplementedError

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        """Say what was done, and to how many."""
        return ngettext("%(what)s: %(n)d asset.", "%(what)s: %(n)d assets.", num_parent_objects) % {
            "what": self.done,
            "n": num_parent_objects,
        }


def forms_context(view: Any, **kwargs: Any) -> dict[str, Any]:
    """Return the form's own context, without Wagtail's list of every row."""
    return {"form": kwargs.get("form") or view.get_form(), "view": view, **kwargs}


class PublishAction(AssetBulkAction):
    """Show drafts to everybody."""

    display_name = _("Publish")
    action_type = "publish"
    aria_label = _("Publish the chosen assets")
    action_priority = 10
    question = _("Publish these? Everybody will see them.")
    button = _("Yes, publish")
    done = _("Published")
    acts_on = (AssetStatus.DRAFT,)

    @classmethod
    def execute_action(cls, objects: Any, **kwargs: Any) -> tuple[int, int]:
        """Publish all of them in one go."""
        view = kwargs["self"]
        chosen = Asset.objects.filter(pk__in=[asset.pk for asset in objects])
        return len(services.publish_assets(chosen, by=view.request.user).published), 0


class UnpublishAction(AssetBulkAction):
    """Take back what was published too soon."""

    display_name = _("Back to draft")
    action_type = "unpublish"
    aria_label = _("Make the chosen assets drafts again")
    action_priority = 24
    question = _("Make these drafts again? They leave every public page until you publish them.")
    button = _("Yes, back to draft")
    done = _("Drafts now")
    acts_on = (AssetStatus.PUBLISHED, AssetStatus.NOT_OFFERED)

    def act(self, asset: Asset) -> None:
        """Take one back."""
        services.unpublish_asset(asset, by=self.request.user)


class HoldBackAction(AssetBulkAction):
    """Take assets off every public page because showing them could do harm."""

    display_name = _("Hold back")
    action_type = "hold_back"
    aria_label = _("Hold back the chosen assets")
    action_priority = 20
    classes = {"serious"}
    form_class = ReasonForm
    question = _("Hold these back? They leave every public page at once.")
    button = _("Yes, hold back")
    done = _("Held back")
    acts_on = (AssetStatus.DRAFT, AssetStatus.PUBLISHED, AssetStatus.NOT_OFFERED)

    def act(self, asset: Asset) -> None:
        """Hold one back, for the reason given."""
        assert self.cleaned_form is not None  # noqa: S101 - Wagtail sets it before it executes
        services.hold_back(asset, reason=self.cleaned_form.cleaned_data["reason"], by=self.request.user)


class ClearAction(AssetBulkAction):
    """Decide that held-back assets may be shown."""

    display_name = _("May be shown")
    action_type = "clear"
    aria_label = _("Decide that the chosen assets may be shown")
    action_priority = 21
    question = _("Have you made sure that showing these does nobody harm? They become drafts.")
    button = _("Yes, they may be shown")
    done = _("Drafts now")
    acts_on = (AssetStatus.HELD_BACK,)

    def act(self, asset: Asset) -> None:
        """Clear one."""
        services.clear_asset(asset, by=self.request.user)


class ConfirmAction(AssetBulkAction):
    """Say that what the register says is still right."""

    display_name = _("Still right")
    action_type = "confirm"
    aria_label = _("Confirm that the chosen assets are still right")
    action_priority = 22
    question = _("Is what the register says about these still right? Today becomes their check date.")
    button = _("Yes, still right")
    done = _("Checked today")

    def act(self, asset: Asset) -> None:
        """Confirm one."""
        services.confirm_asset(asset, by=self.request.user)


class StopOfferingAction(AssetBulkAction):
    """Keep assets on the record and stop inviting people to use them."""

    display_name = _("Stop offering")
    action_type = "stop_offering"
    aria_label = _("Stop offering the chosen assets for use")
    action_priority = 25
    question = _("Stop offering these for use? They stay on the public record.")
    button = _("Yes, stop offering")
    done = _("No longer offered for use")
    acts_on = (AssetStatus.PUBLISHED,)

    def act(self, asset: Asset) -> None:
        """Stop offering one."""
        services.stop_offering(asset, by=self.request.user)


class GoneAction(AssetBulkAction):
    """Say that assets are sold, demolished or not here any more."""

    display_name = _("Gone")
    action_type = "gone"
    aria_label = _("Mark the chosen assets as gone")
    action_priority = 26
    classes = {"serious"}
    question = _("Are these gone: sold, demolished, not here any more? They leave the public pages.")
    button = _("Yes, gone")
    done = _("Marked as gone")
    acts_on = (AssetStatus.DRAFT, AssetStatus.PUBLISHED, AssetStatus.NOT_OFFERED)

    def act(self, asset: Asset) -> None:
        """Mark one as gone."""
        services.mark_gone(asset, by=self.request.user)


ACTIONS = (
    PublishAction,
    UnpublishAction,
    HoldBackAction,
    ClearAction,
    ConfirmAction,
    StopOfferingAction,
    GoneAction,
)
