"""What a document may do to the process that reads it, as tasks for a child."""

import ctypes
import os
import signal
import time
from pathlib import Path

from flows.guard import Pages


def echo(pages: Pages, *, text: str) -> str:
    os.write(1, b"noise of a library\n")
    return text


def loop(pages: Pages) -> None:
    while True:
        pass


def crash(pages: Pages) -> None:
    ctypes.string_at(0)


def eat(pages: Pages) -> None:
    held = []
    while True:
        held.append(bytes(1 << 28))


def fail(pages: Pages) -> None:
    raise OSError("no space left")


def be_killed_once(pages: Pages, *, mark: str) -> str:
    if Path(mark).exists():
        return "read"
    Path(mark).touch()
    os.kill(os.getpid(), signal.SIGKILL)
    return "never"


def take_long(pages: Pages, *, count: int) -> str:
    pages(count)
    time.sleep(2)
    return "read"
