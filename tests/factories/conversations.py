"""Conversations for tests."""

import uuid
from datetime import timedelta

from django.utils import timezone

from engagement.conversations import launching, services, statements
from engagement.conversations.asking.services import Answered, answer_questions
from engagement.conversations.enums import Mode
from engagement.conversations.models import PanelMember, Question
from tests.factories.residents import ContributorFactory

READY = {
    "promise": "Every idea is read. The board answers each finding in public.",
    "decider_name": "Pellbridge Neighbourhoods Board",
    "can_change": "Everything but the roof.",
    "cannot_change": "The roof stays: it is listed.",
}


def make_conversation(site, *, question="What should the old ticket hall be for?", opened=True, **facts):
    """Return a conversation everything is stated about, with one thread; open unless told otherwise."""
    facts = {
        **READY,
        "opens_at": timezone.now() - timedelta(days=1),
        "closes_at": timezone.now() + timedelta(days=20),
        "answer_by": (timezone.now() + timedelta(days=60)).date(),
        **facts,
    }
    conversation = launching.create_conversation(site, question=question, **facts)
    return launching.open_conversation(conversation) if opened else conversation


def thread_in(conversation):
    """Return the first thread of a conversation."""
    return conversation.threads.order_by("position", "pk").first()


def say(conversation, text="A place to mend things.", *, contributor=None, **facts):
    """Return something said in a conversation's first thread."""
    contributor = contributor or ContributorFactory(site=conversation.site)
    return services.post_contribution(
        thread_in(conversation), contributor, text, client_key=uuid.uuid4().hex, **facts
    )


def propose(conversation, text="The hall should open in the evening.", *, contributor=None):
    """Return a statement somebody added; the organisers' own where contributor is False."""
    if contributor is False:
        return statements.add_seed_statement(conversation, text)
    contributor = contributor or ContributorFactory(site=conversation.site)
    return statements.propose_statement(conversation, contributor, text, client_key=uuid.uuid4().hex)


def asking(conversation, *, title="A few questions", **facts):
    """Return the thread of a round of questions."""
    stage = launching.add_round(conversation, title=title, prompt=title, mode=Mode.QUESTIONS, **facts)
    return stage.threads.get()


def ask(thread, text="What would you change?", kind="long", **facts):
    """Return a question of a round."""
    count = thread.round.questions.count()
    return Question.objects.create(
        site_id=thread.site_id, round=thread.round, text=text, kind=kind, position=count, **facts
    )


def answer(thread, question, *picked, text="", contributor=None, **facts):
    """Return who answered a question so."""
    contributor = contributor or ContributorFactory(site=thread.site)
    answered = Answered(text=text, picked=picked)
    answer_questions(thread, contributor, {question.pk: answered}, **facts)
    return contributor


def panel_of(conversation, *names, title="Ask the panel"):
    """Return the thread of a round of questions to a panel, and its members."""
    stage = launching.add_round(conversation, title=title, prompt=title, mode=Mode.PANEL)
    members = [
        PanelMember.objects.create(site_id=stage.site_id, round=stage, name=name, role="councillor")
        for name in names or ("Ada Webb",)
    ]
    return stage.threads.get(), members


def ask_panel(thread, text="When will it open?", *, contributor=None):
    """Return a question somebody put to the panel."""
    contributor = contributor or ContributorFactory(site=thread.site)
    return services.post_contribution(thread, contributor, text, client_key=uuid.uuid4().hex)
