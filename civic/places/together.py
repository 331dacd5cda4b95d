"""Two people at one form: whoever saves second sees what the first changed, and loses nothing typed."""

import hashlib
import json
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

OPENED_AS = "opened_as"
#: How much of a changed value is told; the whole of it stands in the row itself.
TOLD = 120


class OpenedAsMixin(forms.ModelForm):  # type: ignore[type-arg] # of any model
    """A form that knows how its row stood when it was opened.

    A hidden field carries a digest of every value. Where somebody saved in between, the second to save
    gets the form back once: what the other changed and they did not touch has taken its new value,
    what both changed stays as they typed it with the other's value beside it, and saving again keeps
    what they see. (The three ways of a merge; here a person has the last word.)
    """

    #: Whether it says who saved in between: colleagues in the admin may know, a public page tells nobody.
    names_who = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._told: list[str] = []
        self.note_how_it_stands()

    def note_how_it_stands(self) -> None:
        """Keep how the row stands now; a form that adds fields of its own calls this once they are there."""
        if self.instance.pk is not None:
            self.fields[OPENED_AS] = forms.CharField(required=False, widget=forms.HiddenInput)
            self.initial[OPENED_AS] = self._stand

    def full_clean(self) -> None:
        """Look first whether somebody else saved since this was opened."""
        if self.is_bound and OPENED_AS in self.fields:
            self._take_in_what_others_changed()
        super().full_clean()
        for told in self._told:
            self.add_error(None, told)

    def _stand(self) -> str:
        """Return a digest of each value, and of each list of lines, as the row has it now, as JSON."""
        values = {name: self._now(name) for name in self._own_fields()}
        lines = {name: _as_kept(formset) for name, formset in self._formsets()}
        return json.dumps({name: digest(text) for name, text in (values | lines).items()})

    def _formsets(self) -> list[tuple[str, Any]]:
        """The lines below a row (an inline panel's), by name."""
        return list(getattr(self, "formsets", {}).items())

    def _own_fields(self) -> list[str]:
        return [name for name, field in self.fields.items() if name != OPENED_AS and not field.disabled]

    @cached_property
    def _row(self) -> dict[str, Any]:
        """The row's values now; a form for going back to an older version is filled with that one's."""
        row = type(self.instance)._base_manager.get(pk=self.instance.pk)
        return forms.model_to_dict(row, fields=self.fields)

    def _value(self, name: str) -> Any:
        field = self.fields[name]
        return self._row[name] if name in self._row else self.get_initial_for_field(field, name)

    def _now(self, name: str) -> str:
        return said(self.fields[name], self._value(name))

    def _typed(self, name: str) -> str:
        field = self.fields[name]
        raw = field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name))
        try:
            return said(field, field.to_python(raw))
        except ValidationError:
            return said(field, raw)

    def _take_in_what_others_changed(self) -> None:
        key = self.add_prefix(OPENED_AS)
        try:
            opened = dict(json.loads(self.data.get(key, "")))
        except (ValueError, TypeError):
            return  # sent by no form of ours: nothing to compare
        changed = [
            name for name in self._own_fields() if opened.get(name) not in (None, digest(self._now(name)))
        ]
        lines = [
            formset
            for name, formset in self._formsets()
            if opened.get(name) not in (None, digest(_as_kept(formset)))
        ]
        if not changed and not lines:
            return
        data: Any = self.data.copy()  # type: ignore[attr-defined] # a QueryDict, as the browser sent it
        for name in changed:
            now = self._now(name)
            touched = digest(self._typed(name)) != opened[name]
            if digest(self._typed(name)) == digest(now):
                continue  # both wrote the same
            if not touched and self._put(data, name):
                self._told.append(_("“%(field)s” is now: %(value)s") % self._words(name, now))
            else:
                self._told.append(
                    _("“%(field)s” is now: %(value)s. Yours is still in the form.") % self._words(name, now)
                )
        for formset in lines:
            now = "; ".join(str(line) for line in _lines_of(formset)) or _("nothing")
            words = {"field": formset.model._meta.verbose_name_plural, "value": now[: TOLD * 3]}
            self._told.append(_("“%(field)s” is now: %(value)s. Yours is still in the form.") % words)
        if self._told:
            self._told.insert(0, self._who())
            data[key] = self._stand()
            self.data = data

    def _put(self, data: Any, name: str) -> bool:
        """Give a field the row's value, as a browser would send it. False where that is no plain value."""
        field, value = self.fields[name], self._value(name)
        if isinstance(field.widget, forms.MultiWidget | forms.FileInput) or not hasattr(
            field.widget, "format_value"
        ):
            return False
        shown = field.prepare_value(value)
        key = self.add_prefix(name)
        if isinstance(shown, list | tuple):
            data.setlist(key, [str(one) for one in shown])
        elif shown is None or shown is False:
            data.pop(key, None)
        else:
            written = field.widget.format_value(shown)
            data[key] = written if isinstance(written, str) else str(shown)
        return True

    def _who(self) -> str:
        revision = getattr(self.instance, "latest_revision", None)
        user = revision.user if revision is not None else None
        name = str(user) if user is not None else ""
        if name and self.names_who:
            said_by = _("%(name)s saved this while you had it open, so it was not saved yet.") % {
                "name": name
            }
        else:
            said_by = _("Somebody saved this while you had it open, so it was not saved yet.")
        return f"{said_by} {_('Nothing you wrote is lost: look at what changed, and save again.')}"

    def _words(self, name: str, now: str) -> dict[str, str]:
        field = self.fields[name]
        choices = {str(value): str(label) for value, label in getattr(field, "choices", ()) or ()}
        shown = choices.get(now, now) or _("nothing")
        return {"field": str(field.label or name), "value": shown[:TOLD] + ("…" if len(shown) > TOLD else "")}


def _lines_of(formset: Any) -> Any:
    return formset.model._base_manager.filter(**{formset.fk.name: formset.instance.pk}).order_by("pk")


def _as_kept(formset: Any) -> str:
    """Return the lines below a row as the database has them, as one text."""
    return json.dumps([forms.model_to_dict(line) for line in _lines_of(formset)], default=str, sort_keys=True)


def said(field: forms.Field, value: Any) -> str:
    """Return a field's value as one text: the same for what a row holds and what a browser sends of it."""
    value = field.prepare_value(value)
    if value is None or value is False:
        return ""
    if isinstance(value, list | tuple | set):
        return "\n".join(sorted(str(one) for one in value))
    return str(value).replace("\r\n", "\n").strip()


def digest(text: str) -> str:
    """Return a short sign of a text: alike for the same, and telling nothing of it."""
    return hashlib.blake2b(text.encode(), digest_size=6).hexdigest()
