"""A child process that does not outlive its parent, however the parent ends."""

import os
import signal
import threading
import time


def end_with_parent(parent: int, *, every: float = 0.5) -> None:
    """Send this process SIGTERM once ``parent`` (a process id) is no longer its parent."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(every)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, name="parent", daemon=True).start()
