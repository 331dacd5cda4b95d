"""Writes of boards."""

from plugins.governance_boards.services.agenda import (
    add_action,
    add_meeting,
    explain,
    finish_action,
    put_on_agenda,
    receive,
    record_decision,
    reopen_action,
)
from plugins.governance_boards.services.answers import (
    approve,
    ask_approval,
    bring_back,
    revise_answer,
    stop,
    throw_away,
    write_answer,
    write_correction,
)
from plugins.governance_boards.services.boards import make_board, seat_member, unseat_member

__all__ = [
    "add_action",
    "add_meeting",
    "approve",
    "ask_approval",
    "bring_back",
    "explain",
    "finish_action",
    "make_board",
    "put_on_agenda",
    "receive",
    "record_decision",
    "reopen_action",
    "revise_answer",
    "seat_member",
    "stop",
    "throw_away",
    "unseat_member",
    "write_answer",
    "write_correction",
]
