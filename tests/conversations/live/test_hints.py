"""What is said is hinted to every hub of this process, and only once it is kept."""

from engagement.conversations import services
from engagement.conversations.live import hints
from tests.factories.conversations import make_conversation, say, thread_in
from tests.factories.residents import ContributorFactory


def test_words_and_nods_are_hinted_once_they_are_kept(site, django_capture_on_commit_callbacks):
    thread = thread_in(make_conversation(site))
    heard: list[hints.Hint] = []
    stop = hints.listen(heard.append)
    with django_capture_on_commit_callbacks(execute=True):
        said = say(thread.conversation)
        assert heard == []
    assert heard == [hints.ThreadHint(thread_id=thread.pk, number=1)]
    with django_capture_on_commit_callbacks(execute=True):
        services.nod(said, ContributorFactory(site=site))
    assert heard[1:] == [hints.CountsHint(conversation_id=thread.conversation_id)]
    stop()
