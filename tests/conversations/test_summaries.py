"""What was heard: asked about as a draft, replied to, published, and built upon."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from civic.notify.models import Message
from civic.record.voices import erase_voice, voice_of
from civic.residents.enums import Role
from civic.residents.services import grant_role
from civic.tasks.services import drain
from engagement.conversations import launching, rules, summaries
from engagement.conversations.models import Round, Summary, SummaryCheck
from tests.factories.conversations import make_conversation, say
from tests.factories.residents import ContributorFactory, UserFactory


@pytest.fixture
def first(conversation):
    return launching.add_round(conversation, title="Where is it dark?")


@pytest.fixture
def dawn(conversation):
    return say(conversation, "By the bins.").contributor


@pytest.fixture
def draft(conversation, first, dawn):
    return summaries.write_summary(conversation, "It is dark by the bins.", round=first)


@pytest.fixture
def asked(draft):
    return summaries.ask_whether_right(draft)


def url(summary):
    return reverse("conversations:summary", args=[summary.uuid])


def test_nobody_reads_it_while_it_is_written(client, draft):
    assert client.get(url(draft)).status_code == 404


def test_everybody_who_took_part_is_asked_once(client, asked, dawn):
    other = ContributorFactory(site=asked.site)
    for _again in range(2):
        drain()
        summaries.ask_whether_right(asked)
    drain()
    assert [message.contributor for message in Message.objects.filter(kind=summaries.CHECK)] == [dawn]
    assert other not in [message.contributor for message in Message.objects.all()]
    page = client.get(url(asked)).content.decode()
    assert "It is dark by the bins." in page
    assert "Did we get this right?" in page
    beside = client.get(reverse("conversations:conversation", args=[asked.conversation.uuid]), follow=True)
    assert url(asked) in beside.content.decode()


def test_a_resident_says_what_is_missing_by_a_form_and_can_say_it_anew(client, asked):
    wrong = client.post(url(asked), {"answer": "missing", "missing": " "})
    assert wrong.status_code == 422
    assert wrong.context["form"].errors["missing"] == ["Write something first."]
    assert client.post(url(asked), {}).status_code == 422
    assert client.post(url(asked), {"answer": "missing", "missing": "The handrail."}).status_code == 302
    assert client.post(url(asked), {"answer": "missing", "missing": "The handrail!"}).status_code == 302
    check = SummaryCheck.objects.get()
    assert (check.missing, check.waits) == ("The handrail!", True)
    shown = client.get(url(asked)).content.decode()
    assert "The handrail!" in shown
    assert "<b>1</b> says that something is missing." in shown
    client.cookies.clear()
    assert "The handrail!" not in client.get(url(asked)).content.decode()


def test_it_is_published_once_everybody_has_a_reply(asked, dawn):
    check = summaries.check_summary(asked, dawn, is_right=False, missing="The handrail.")
    summaries.check_summary(asked, ContributorFactory(site=asked.site), is_right=True)
    with pytest.raises(rules.NotReady, match="Reply first: 1 person said that"):
        summaries.publish_summary(asked)
    with pytest.raises(rules.WordsRefused):
        summaries.reply_to_check(check, taken_in=False, reply=" ")
    summaries.reply_to_check(check, taken_in=True, reply="It is in there now.")
    published = summaries.publish_summary(asked)
    assert summaries.publish_summary(published).published_at == published.published_at
    assert [message.contributor for message in Message.objects.filter(kind=summaries.SETTLED)] == [dawn]
    with pytest.raises(rules.NotOpen):
        summaries.check_summary(published, dawn, is_right=True)


def test_nothing_is_published_that_nobody_was_asked_about(draft):
    with pytest.raises(rules.NotReady, match="Ask people first"):
        summaries.publish_summary(draft)


def test_after_its_day_nobody_is_asked_and_words_are_kept(client, draft):
    asked = summaries.ask_whether_right(draft, until=timezone.localdate() - timedelta(days=1))
    assert "form" in client.get(url(asked)).context
    late = client.post(url(asked), {"answer": "missing", "missing": "The handrail."})
    assert late.status_code == 409
    assert "The handrail." in late.content.decode()
    assert not SummaryCheck.objects.exists()


def test_a_further_round_builds_on_the_published_summary(conversation, first, asked):
    with pytest.raises(rules.NotReady, match="Publish the summary of round 1 first"):
        launching.add_round(conversation, title="Which lights first?")
    published = summaries.publish_summary(asked)
    with pytest.raises(rules.NotReady, match="Say that it builds on the summary of round 1"):
        launching.add_round(conversation, title="Which lights first?")
    elsewhere = make_conversation(conversation.site)
    theirs = summaries.write_summary(elsewhere, "Else.", round=launching.add_round(elsewhere, title="One"))
    theirs = summaries.publish_summary(summaries.ask_whether_right(theirs))
    with pytest.raises(rules.NotReady):
        launching.add_round(conversation, title="Which lights first?", cites=theirs)
    second = launching.add_round(conversation, title="Which lights first?", cites=published)
    assert (second.number, second.cites) == (2, published)


def test_my_voice_shows_what_i_said_of_it_and_what_became_of_it(asked, dawn):
    check = summaries.check_summary(asked, dawn, is_right=False, missing="The handrail.")
    summaries.reply_to_check(check, taken_in=False, reply="It belongs to the railway.")
    item = next(each for each in voice_of(dawn) if each.key.startswith("conversations.summary:"))
    assert (item.text, item.details) == ("The handrail.", ("Not taken in. It belongs to the railway.",))
    erase_voice(dawn)
    check.refresh_from_db()
    assert (check.missing, check.reply) == ("", "")


def test_another_place_reads_nothing_of_it(client, other_site):
    theirs = make_conversation(other_site)
    summary = summaries.ask_whether_right(summaries.write_summary(theirs, "Theirs."))
    assert client.get(url(summary)).status_code == 404
    assert client.post(url(summary), {"answer": "right"}).status_code == 404


class TestScreen:
    @pytest.fixture
    def officer(self, client, site):
        user = UserFactory()
        grant_role(user, site, Role.FACILITATOR)
        client.force_login(user)
        return client

    def screen(self, summary):
        return reverse("wagtailsnippets_conversations_summary:inspect", args=[summary.pk])

    def test_officer_asks_replies_publishes_and_opens_round_2(self, officer, conversation, draft, dawn):
        here = self.screen(draft)
        assert officer.post(here, {"publish": "1"}).status_code == 422
        assert officer.post(here, {"ask": "1", "until": "nonsense"}).status_code == 422
        assert officer.post(here, {"ask": "1", "until": "2031-01-02"}).status_code == 302
        check = summaries.check_summary(draft, dawn, is_right=False, missing="The handrail.")
        assert "The handrail." in officer.get(here).content.decode()
        prefix = f"check-{check.pk}"
        refused = officer.post(here, {"reply": check.pk, f"{prefix}-taken_in": "no", f"{prefix}-reply": ""})
        assert refused.status_code == 422
        assert "Say why it is not taken in." in refused.content.decode()
        given = {"reply": check.pk, f"{prefix}-taken_in": "yes", f"{prefix}-reply": "In there now."}
        assert officer.post(here, given).status_code == 302
        assert officer.post(here, {"publish": "1"}).status_code == 302
        draft.refresh_from_db()
        assert draft.state == "published"

        add = reverse("wagtailsnippets_conversations_round:add")
        sent = {
            "conversation": conversation.pk,
            "title": "Which lights?",
            "mode": "thread",
            "opens_at": "",
            "closes_at": "",
        }
        refused = officer.post(add, sent)
        assert "Say that it builds on" in str(refused.context["form"].errors["cites"])
        assert officer.post(add, sent | {"cites": draft.pk}).status_code == 302
        assert Round.objects.get(number=2).cites == draft

    def test_published_words_do_not_change(self, officer, asked):
        summaries.publish_summary(asked)
        edit = reverse("wagtailsnippets_conversations_summary:edit", args=[asked.pk])
        response = officer.post(
            edit, {"conversation": asked.conversation_id, "round": asked.round_id, "text": "It is bright."}
        )
        assert "It is published." in str(response.context["form"].errors["text"])

    @pytest.mark.parametrize("role", [Role.LIBRARIAN, Role.MODERATOR, Role.BOARD_MEMBER])
    def test_other_roles_may_not(self, client, site, draft, role):
        user = UserFactory()
        grant_role(user, site, role)
        client.force_login(user)
        assert client.get(self.screen(draft)).status_code in (302, 403, 404)
        assert client.post(self.screen(draft), {"ask": "1"}).status_code in (302, 403, 404)
        assert Summary.objects.get().state == "writing"

    def test_facilitator_of_another_place_may_not(self, client, other_site, draft):
        user = UserFactory()
        grant_role(user, other_site, Role.FACILITATOR)
        client.force_login(user)
        assert client.post(self.screen(draft), {"ask": "1"}).status_code == 404
