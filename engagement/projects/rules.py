"""Who may do what with a project."""

from typing import TYPE_CHECKING, Any

from civic.residents.enums import Role
from civic.residents.rules import has_role

if TYPE_CHECKING:
    from civic.residents.models import Contributor, User
    from engagement.projects.models import Project, Session, StartWish


#: Who runs projects in a place.
RUNNERS = (Role.FACILITATOR, Role.LIBRARIAN, Role.PLACE_ADMINISTRATOR)


def may_run_project(user: Any, project: "Project") -> bool:
    """Say whether a member of staff may change this project."""
    return has_role(user, project.site_id, *RUNNERS)


def may_write_to_everyone(user: Any, contributor: "Contributor | None", session: "Session") -> bool:
    """Say whether somebody is the session's host, or staff who run it."""
    if contributor is not None and session.project.host_id == contributor.pk:
        return True
    return may_run_project(user, session.project)


def can_say_coming(session: "Session") -> bool:
    """Say whether "I'm coming" can still be pressed: not where its project has ended or is hidden."""
    return session.cancelled_at is None and not session.is_over and session.is_public


def may_answer_wish(user: Any, wish: "StartWish", helper: "User | None") -> bool:
    """Say whether somebody may read what a person would like to start, and write back."""
    named = helper is not None and user.pk == helper.pk
    return named or has_role(user, wish.site_id, *RUNNERS)
