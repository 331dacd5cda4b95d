"""What can be done off the request, and what is done again and again."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

TaskFunction = Callable[..., None]


class GiveUp(Exception):
    """Raised by a task that will never succeed: it is written down as failed and not tried again."""


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """Work done again and again."""

    name: str
    function: TaskFunction
    every: timedelta


tasks: dict[str, TaskFunction] = {}
#: Names of tasks that take long, which nobody's letter may wait behind.
slow: set[str] = set()
schedules: dict[str, Schedule] = {}


def task_name(function: TaskFunction) -> str:
    """Return the stable name a task is queued under."""
    return f"{function.__module__}.{function.__qualname__}"


def background_task(function: TaskFunction) -> TaskFunction:
    """Let a module-level function be queued. It takes JSON keyword values and is idempotent."""
    tasks[task_name(function)] = function
    return function


def slow_task(function: TaskFunction) -> TaskFunction:
    """Like ``background_task``, for work of many seconds: a worker does others' small tasks meanwhile."""
    slow.add(task_name(function))
    return background_task(function)


def scheduled(*, every: timedelta) -> Callable[[TaskFunction], TaskFunction]:
    """Run a function without arguments again and again, about ``every`` so often."""

    def register(function: TaskFunction) -> TaskFunction:
        background_task(function)
        name = task_name(function)
        schedules[name] = Schedule(name=name, function=function, every=every)
        return function

    return register


def find_task(name: str) -> TaskFunction:
    """Return a task by name. Raises ``LookupError`` where no installed room registers it."""
    try:
        return tasks[name]
    except KeyError:
        raise LookupError(f"no task is called {name}") from None
