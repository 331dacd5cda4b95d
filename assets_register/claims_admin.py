"""Whose word about a space is verified: read and decided here."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.panels import FieldPanel
from wagtail.admin.ui.tables import Column
from wagtail.models import ModelLogEntry
from wagtail.snippets.views.snippets import InspectView

from assets_register import claims
from assets_register.enums import ClaimState
from assets_register.models import Claim
from assets_register.rules import may_decide_claim
from civic.places.admin import SiteSnippetViewSet
from civic.residents.enums import Role


class ClaimDecisionForm(forms.Form):
    """Verify, or say why not."""

    decision = forms.ChoiceField(
        label=gettext_lazy("What did you find?"),
        choices=[
            ("verify", gettext_lazy("It is so: I checked it")),
            ("decline", gettext_lazy("I could not confirm it")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose one.")},
    )
    reason = forms.CharField(
        label=gettext_lazy("If not: why?"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("They read this. Say what would help. Kind and plain."),
    )

    def clean(self) -> dict[str, Any]:
        """Ask for a reason where the answer is no."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("decision") == "decline" and not (cleaned.get("reason") or "").strip():
            self.add_error("reason", _("Say why, so that they know what is missing."))
        return cleaned


class ClaimView(InspectView):
    """One claim: who says what, what the register says now, and the decision."""

    template_name = "assets_register/admin/claim.html"
    form: ClaimDecisionForm | None = None

    def _form(self, data: Any = None) -> ClaimDecisionForm | None:
        """Return the form that decides; None where there is nothing to decide, or not for this person."""
        claim = self.object
        open_ = claim.is_open or (claim.state == ClaimState.VERIFIED and claim.looks_after)
        if not open_ or not may_decide_claim(self.request.user, claim):
            return None
        form = ClaimDecisionForm(data)
        if claim.state == ClaimState.VERIFIED:
            form.fields["decision"].choices = [  # type: ignore[attr-defined] # a ChoiceField
                ("decline", _("It is so no longer: they do not keep it from now on"))
            ]
        return form

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the claim with its form, its history and what else was said of the space."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        claim = self.object
        context |= {
            "claim": claim,
            "form": self.form or self._form(),
            "history": ModelLogEntry.objects.for_instance(claim).select_related("user").order_by("timestamp"),
            "others": Claim.objects.filter(asset=claim.asset)
            .exclude(pk=claim.pk)
            .select_related("contributor")[:20],
            "same_person": bool(claim.appeal) and claim.decided_by_id == self.request.user.pk,
        }
        return context

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Decide."""
        self.form = self._form(request.POST)
        if self.form is None:
            raise PermissionDenied
        if self.form.is_valid() and self._decided(request, self.form):
            return HttpResponseRedirect(reverse("wagtailsnippets_assets_register_claim:list"))
        answer: HttpResponse = self.render_to_response(self.get_context_data(), status=422)
        return answer

    def _decided(self, request: HttpRequest, form: ClaimDecisionForm) -> bool:
        user: Any = request.user
        try:
            if form.cleaned_data["decision"] == "verify":
                claims.verify_claim(self.object, by=user)
            else:
                claims.decline_claim(self.object, reason=form.cleaned_data["reason"], by=user)
        except claims.NotPossible as problem:
            form.add_error(None, str(problem))
            return False
        messages.success(request, _("Done. They are told by email."))
        return True


class ClaimViewSet(SiteSnippetViewSet):
    """Who says that a space is theirs, what waits first."""

    model = Claim
    roles = (Role.PLACE_ADMINISTRATOR,)
    actions = frozenset({"view"})
    icon = "key"
    menu_label = gettext_lazy("Claims")
    list_display = [
        "asset",
        "organisation_name",
        "contributor",
        Column("state", label=gettext_lazy("State"), accessor="get_state_display"),
        "looks_after",
        "made_at",
    ]
    list_filter = ["state", "looks_after", "came_with_it"]
    list_select_related = ("asset", "contributor__user")
    search_fields = ["asset__name", "organisation_name"]
    ordering = ["-made_at"]
    inspect_view_class = ClaimView
    inspect_template_name = "assets_register/admin/claim.html"
    inspect_view_fields = ["made_at", "decided_at"]
    panels = [FieldPanel("organisation_name", read_only=True)]
