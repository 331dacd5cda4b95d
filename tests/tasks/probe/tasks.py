"""Tasks that leave a trace in the server's home, and take their time."""

import os
import time
from datetime import timedelta

from django.conf import settings

from civic.tasks.registry import background_task, scheduled, slow_task


def trace(text: str) -> None:
    file = os.open(settings.HOME / "trace.txt", os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(file, f"{text}\n".encode())
    os.close(file)


@background_task
def take(*, word: str, seconds: float) -> None:
    trace(f"begin {word} {os.getpid()}")
    time.sleep(seconds)
    trace(f"end {word} {os.getpid()}")


@slow_task
def take_long(*, word: str, seconds: float) -> None:
    take(word=word, seconds=seconds)


@scheduled(every=timedelta(hours=1))
def tick() -> None:
    trace("tick")
