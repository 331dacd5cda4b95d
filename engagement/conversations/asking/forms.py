"""The form of a round's questions, made of the questions. Works without scripts."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from engagement.conversations import rules
from engagement.conversations.asking.results import label_of
from engagement.conversations.asking.services import LONGEST_SHORT, Answered
from engagement.conversations.enums import QuestionKind, State
from engagement.conversations.forms import ClientKeyForm, TypedField, clean_shown_name
from engagement.conversations.models import MAX_WORDS, PREFER_NOT, Given, Question

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

#: How the places of an order are named.
PLACES: "Sequence[_StrPromise]" = (
    gettext_lazy("First"),
    gettext_lazy("Second"),
    gettext_lazy("Third"),
    gettext_lazy("Fourth"),
    gettext_lazy("Fifth"),
)


class RankWidget(forms.MultiWidget):
    """A list to choose from for each place."""

    template_name = "conversations/rank_widget.html"
    use_fieldset = True

    def __init__(self, choices: Sequence[tuple[str, str]], places: int) -> None:
        named = [str(PLACES[place]) for place in range(places)]
        super().__init__([forms.Select(choices=[("", str(_("Choose one"))), *choices]) for _name in named])
        self.named = named

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """Give each list the name of its place."""
        context: dict[str, Any] = super().get_context(name, value, attrs)
        for each, place in zip(context["widget"]["subwidgets"], self.named, strict=True):
            each["place"] = place
        return context

    def decompress(self, value: Any) -> list[str]:
        """Return a value for each list."""
        given = list(value or [])
        return [given[place] if place < len(given) else "" for place in range(len(self.widgets))]


class RankField(forms.Field):
    """Several things in order, each once; places may be left empty, and those below move up."""

    def __init__(self, *, offered: Sequence[str], places: int, **kwargs: Any) -> None:
        self.offered = {*offered, PREFER_NOT}
        choices = [(one, one) for one in offered] + [(PREFER_NOT, str(_("Prefer not to say")))]
        super().__init__(widget=RankWidget(choices, places), **kwargs)

    def clean(self, value: Any) -> list[str]:
        """Return what was chosen, first to last. Refuses one thing twice."""
        chosen = [one for one in value or [] if one]
        if not chosen and self.required:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        if not set(chosen) <= self.offered:
            raise forms.ValidationError(_("Choose from the list."), code="invalid")
        if PREFER_NOT in chosen:
            chosen = list(dict.fromkeys(chosen))
        if len(set(chosen)) != len(chosen):
            raise forms.ValidationError(_("You chose one of them twice: each has one place."), code="twice")
        return chosen


class AnswersForm(ClientKeyForm):
    """Every question of a round, with what somebody answered before in it.

    ``whole``: what has to be answered has to be; not so at a desk, where paper comes as it was filled in.
    """

    def __init__(
        self,
        *args: Any,
        questions: Sequence[Question],
        given: Iterable[Given] = (),
        name: str | None = None,
        whole: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        before = {one.question_id: one for one in given}
        self.questions = {field_name(one): one for one in questions}
        #: What a moderator took down cannot be answered anew here.
        self.taken_down = [one for one in questions if one.pk in before and _is_taken_down(before[one.pk])]
        for key, question in self.questions.items():
            if question in self.taken_down:
                continue
            self.fields[key] = _field(question, required=question.required and whole)
            self.initial.setdefault(key, _initial(question, before.get(question.pk)))
        if name is not None and any(one.is_text for one in questions):
            self.fields["name"] = TypedField(
                label=gettext_lazy("A name to show"),
                required=False,
                max_length=80,
                help_text=gettext_lazy("Beside what you write in your own words."),
                error_messages={
                    "max_length": gettext_lazy("That is too long: %(limit_value)s characters fit here.")
                },
                widget=forms.TextInput(attrs={"autocomplete": "given-name", "dir": "auto"}),
            )
            self.initial.setdefault("name", name)

    def clean_name(self) -> str:
        """Return a name on one line, in one alphabet."""
        return clean_shown_name(self.cleaned_data["name"])

    def clean(self) -> dict[str, Any]:
        """Refuse "prefer not to say" beside something said, and words that cannot be kept."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        for key, question in self.questions.items():
            value = data.get(key)
            if isinstance(value, list) and PREFER_NOT in value and len(value) > 1:
                self.add_error(key, _("Choose either “Prefer not to say” or something else."))
            if question.is_text and isinstance(value, str) and value.strip():
                limit = LONGEST_SHORT if question.kind == QuestionKind.SHORT else MAX_WORDS
                try:
                    rules.clean_words(value, limit=limit)
                except rules.WordsRefused as refused:
                    self.add_error(key, refused.message)
        return data

    def answers(self) -> Mapping[int, Answered]:
        """Return what was answered, by question."""
        found = {}
        for key, question in self.questions.items():
            if key not in self.fields:
                continue
            value = self.cleaned_data.get(key) or ""
            if question.is_text:
                found[question.pk] = Answered(text=value)
            else:
                picked = value if isinstance(value, list) else [value]
                found[question.pk] = Answered(picked=tuple(one for one in picked if one))
        return found

    @property
    def asked(self) -> "list[forms.BoundField]":
        """The questions as fields, in order, without what is not a question."""
        return [self[key] for key in self.questions if key in self.fields]


def field_name(question: Question) -> str:
    """Return what a question's field is called in the form."""
    return f"q-{question.uuid.hex}"


def _is_taken_down(given: Given) -> bool:
    words = given.contribution
    return words is not None and words.state in (State.HIDDEN, State.REJECTED)


def _initial(question: Question, given: Given | None) -> Any:
    if given is None:
        return "" if question.kind in (QuestionKind.ONE, QuestionKind.SCALE) else None
    if question.is_text:
        words = given.contribution
        return words.text if words and words.state in (State.PUBLISHED, State.HELD) else ""
    picked = [one.value for one in given.picked.all()]
    many = question.kind in (QuestionKind.MANY, QuestionKind.RANK)
    return picked if many else (picked or [""])[0]


def _field(question: Question, *, required: bool) -> forms.Field:
    """Return the field of one question. Nobody has to do without a way to leave an answer out again."""
    facts: dict[str, Any] = {
        "label": question.text,
        "required": required,
        "help_text": question.help_text,
        "error_messages": {"required": gettext_lazy("This one needs an answer.")},
    }
    if question.kind == QuestionKind.SHORT:
        return TypedField(widget=forms.TextInput(attrs={"dir": "auto"}), **facts)
    if question.kind == QuestionKind.LONG:
        return TypedField(strip=False, widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}), **facts)
    offered = question.offered()
    if question.kind == QuestionKind.RANK:
        facts["help_text"] = question.help_text or gettext_lazy(
            "Choose what comes first for you, then what comes next."
        )
        return RankField(offered=offered, places=min(question.ranked, len(offered)), **facts)
    facts["error_messages"] |= {"invalid_choice": gettext_lazy("Choose from the list.")}
    choices = [(one, label_of(question, one)) for one in offered]
    choices.append((PREFER_NOT, str(_("Prefer not to say"))))
    if question.kind == QuestionKind.MANY:
        return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, **facts)
    if not required:
        choices.append(("", str(_("I leave this one out"))))
    return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **facts)
