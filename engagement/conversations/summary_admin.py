"""Where a summary is written, asked about, replied to and published."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.panels import FieldPanel
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.snippets import InspectView

from civic.places.admin import SiteSnippetViewSet
from civic.residents.enums import Role
from engagement.conversations import rules, summaries
from engagement.conversations.admin_forms import SummaryForm
from engagement.conversations.models import Summary, SummaryCheck


class AskForm(forms.Form):
    """Until when people can say what is missing."""

    until = forms.DateField(
        label=gettext_lazy("People can say what is missing until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=gettext_lazy("Two weeks are usual. Empty: until you publish it."),
    )


class ReplyForm(forms.Form):
    """What became of what somebody said is missing."""

    taken_in = forms.ChoiceField(
        label=gettext_lazy("Is it taken in?"),
        choices=[("yes", gettext_lazy("Yes, the summary says it now")), ("no", gettext_lazy("No"))],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose one.")},
    )
    reply = forms.CharField(
        label=gettext_lazy("What you say to them"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("They read this. If it is not taken in, say why."),
    )


class SummaryView(InspectView):
    """One summary: what people say of it, and the next step."""

    template_name = "conversations/admin/summary.html"
    ask_form: AskForm | None = None
    wrong: tuple[int, ReplyForm] | None = None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the summary with a reply form beside each thing that is missing."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        summary = self.object
        given = list(summary.checks.select_related("contributor"))
        right = sum(check.is_right for check in given)
        context |= {
            "summary": summary,
            "right": right,
            "missing": len(given) - right,
            "checks": [(check, self._reply_form(check)) for check in given if check.missing],
            "ask_form": self.ask_form or AskForm(initial={"until": summary.check_until}),
        }
        return context

    def _reply_form(self, check: SummaryCheck) -> ReplyForm:
        if self.wrong is not None and self.wrong[0] == check.pk:
            return self.wrong[1]
        said = {True: "yes", False: "no"}.get(check.taken_in) if check.taken_in is not None else None
        return ReplyForm(initial={"taken_in": said, "reply": check.reply}, prefix=f"check-{check.pk}")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Ask, reply or publish."""
        try:
            done = self._pressed(request)
        except rules.Refused as refused:
            messages.error(request, refused.message)
            done = None
        if done is not None:
            messages.success(request, done)
            here = reverse("wagtailsnippets_conversations_summary:inspect", args=[self.object.pk])
            return HttpResponseRedirect(here)
        self.object.refresh_from_db()
        answer: HttpResponse = self.render_to_response(self.get_context_data(), status=422)
        return answer

    def _pressed(self, request: HttpRequest) -> str | None:
        """Do what was pressed and say so; None where something typed is wrong."""
        if "publish" in request.POST:
            summaries.publish_summary(self.object)
            return _("Published. Everybody who said what was missing is told what became of it.")
        if "ask" in request.POST:
            self.ask_form = AskForm(request.POST)
            if not self.ask_form.is_valid():
                return None
            summaries.ask_whether_right(self.object, until=self.ask_form.cleaned_data["until"])
            return _("Everybody who took part is asked whether it is right.")
        return self._reply(request)

    def _reply(self, request: HttpRequest) -> str | None:
        wanted = request.POST.get("reply", "")
        check = (
            self.object.checks.filter(pk=wanted).first() if wanted.isdecimal() and len(wanted) < 18 else None
        )
        if check is None:
            return None
        form = ReplyForm(request.POST, prefix=f"check-{check.pk}")
        self.wrong = (check.pk, form)
        if not form.is_valid():
            return None
        try:
            taken_in = form.cleaned_data["taken_in"] == "yes"
            summaries.reply_to_check(check, taken_in=taken_in, reply=form.cleaned_data["reply"])
        except rules.WordsRefused as refused:
            form.add_error("reply", refused.message)
            return None
        return _("Your reply is kept. They are told when the summary is published.")


class SummaryViewSet(SiteSnippetViewSet):
    """What was heard in each round: written, checked by those who spoke, published."""

    model = Summary
    roles = (Role.FACILITATOR, Role.PLACE_ADMINISTRATOR)
    actions = frozenset({"view", "add", "change"})
    icon = "doc-full"
    base_form_class = SummaryForm
    list_display = [
        "conversation",
        "round",
        Column("state", label=gettext_lazy("State"), accessor="get_state_display"),
        "check_until",
    ]
    list_filter = ["state", "conversation"]
    list_select_related = ("conversation", "round")
    inspect_view_class = SummaryView
    inspect_view_enabled = True
    inspect_template_name = "conversations/admin/summary.html"
    inspect_view_fields = ["check_until"]
    panels = [FieldPanel("conversation"), FieldPanel("round"), FieldPanel("text")]
