"""A screen that nobody sees: its X server, its window manager, its keys and its clipboard."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import pytest
from PIL import Image, ImageChops, ImageGrab

T = TypeVar("T")

PROGRAMS = ("Xvfb", "openbox", "xdotool", "xclip")  # installer/bootstrap.py fetches them on Debian
SIZE = "1366x768x24"  # the smallest screen that clerks have
LONGEST_S = 30.0  # that anything may take on a busy machine
LOOK_S = 0.04  # from one look to the next
STILL_LOOKS = 4  # alike one after the other: nothing moves any more
CARET = 4  # pixels: what changed and is no wider is a caret that blinks


class NotSeen(AssertionError):
    """What had to happen did not."""


def wait_for(what: str, look: Callable[[], T], seconds: float = LONGEST_S) -> T:
    """Return what `look` finds, as soon as that is something."""
    until = time.monotonic() + seconds
    while not (found := look()):
        if time.monotonic() > until:
            raise NotSeen(f"not within {seconds:.0f} s: {what}")
        time.sleep(LOOK_S)
    return found


class Screen:
    """Keys go to whatever window has the focus, as from a keyboard."""

    def __init__(self, display: str, home: Path) -> None:
        self.display, self.home = display, home

    def variables(self) -> Mapping[str, str]:
        """Return the environment of a person who sits at this screen for the first time."""
        own = {"DISPLAY": self.display, "HOME": str(self.home), "QT_QPA_PLATFORM": "xcb"}
        for name in ("CONFIG", "DATA", "CACHE", "STATE"):
            own[f"XDG_{name}_HOME"] = str(self.home / name.lower())
        return {**os.environ, **own}

    def call(self, *command: str, given: str | None = None) -> str:
        """Run a program at this screen and return what it says; `given` is what it reads."""
        # xclip stays in the background with the clipboard: only its answer is waited for.
        says = subprocess.DEVNULL if given is not None else subprocess.PIPE
        done = subprocess.run(
            command,
            env=self.variables(),
            input=None if given is None else given.encode(),
            stdout=says,
            stderr=subprocess.DEVNULL,
            timeout=LONGEST_S,
            check=False,
        )
        return (done.stdout or b"").decode()

    # what is seen

    def picture(self) -> Image.Image:
        """Return what is on the screen now."""
        return ImageGrab.grab(xdisplay=self.display)

    def title(self) -> str:
        """Return the title of the window that has the focus."""
        return self.call("xdotool", "getactivewindow", "getwindowname").strip()

    def wait_for_title(self, words: str, seconds: float = LONGEST_S) -> None:
        """Wait until a window with `words` in its title has the focus, and is drawn."""
        wait_for(f"a window “{words}”", lambda: words in self.title(), seconds)
        self.wait_until_still()

    def bring_up(self, words: str) -> None:
        """Give the focus to the window with `words` in its title."""
        self.call("xdotool", "search", "--onlyvisible", "--name", words, "windowactivate")
        self.wait_for_title(words)

    def wait_until_still(self, looks: int = STILL_LOOKS) -> None:
        """Wait until nothing moves on the screen: so many `looks` one after the other are alike."""
        seen = [self.picture()]

        def still() -> bool:
            now = self.picture()
            if differs(seen[0], now):
                seen.clear()
            seen.append(now)
            return len(seen) > looks

        wait_for("a screen on which nothing moves", still)

    # what is done

    def press(self, *keys: str) -> None:
        """Press keys one after the other; each must be seen to do something before the next."""
        for key in keys:
            self._do(f"something that {key} does", "key", "--clearmodifiers", key)

    def type(self, text: str) -> None:
        """Type letters and figures of a plain keyboard."""
        self._do(f"“{text}” on the screen", "type", "--clearmodifiers", "--delay", "25", text)

    def paste(self, text: str) -> None:
        """Put text on the clipboard and paste it; so do Chinese words come into a field."""
        self.put_on_clipboard(text)
        self.press("ctrl+v")

    def click(self, x: int, y: int) -> None:
        """Click somewhere on the screen."""
        self._do("something that a click does", "mousemove", str(x), str(y), "click", "1")

    def _do(self, seen: str, *hands: str) -> None:
        """Move the hands, and wait until something is seen of it and nothing moves any more."""
        before = self.picture()
        self.call("xdotool", *hands)
        wait_for(seen, lambda: differs(before, self.picture()))
        self.wait_until_still()

    def put_on_clipboard(self, text: str) -> None:
        """Let another program have `text` on the clipboard."""
        self.call("xclip", "-selection", "clipboard", "-i", given=text)
        wait_for("the words on the clipboard", lambda: self.clipboard() == text)

    def clipboard(self) -> str:
        """Return the plain text on the clipboard, as another program reads it."""
        return self.call("xclip", "-selection", "clipboard", "-o", "-t", "UTF8_STRING")

    def clipboard_kinds(self) -> list[str]:
        """Return the kinds in which the clipboard's owner offers it."""
        return self.call("xclip", "-selection", "clipboard", "-o", "-t", "TARGETS").split()


def differs(before: Image.Image, after: Image.Image) -> bool:
    """Tell whether two pictures differ by more than a caret."""
    box = ImageChops.difference(before, after).getbbox()
    return box is not None and box[2] - box[0] > CARET


def skip_without_programs() -> None:
    """Skip the test, with the reason, where there can be no such screen."""
    missing = [program for program in PROGRAMS if shutil.which(program) is None]
    if missing:
        needed = "xvfb openbox xdotool xclip"
        pytest.skip(f"needs {', '.join(missing)} (Debian: {needed})")


@contextmanager
def virtual_screen(home: Path) -> Iterator[Screen]:
    """Start a screen on a free display; it ends with all that was shown on it."""
    reading, writing = os.pipe()
    command = [
        "Xvfb",
        "-displayfd",
        str(writing),
        "-screen",
        "0",
        SIZE,
        "-noreset",
        "-nolisten",
        "tcp",
    ]
    server = subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL)
    os.close(writing)
    try:
        with os.fdopen(reading) as told:
            number = told.readline().strip()
        assert number, "Xvfb did not start"
        screen = Screen(f":{number}", home)
        wait_for("a screen that answers", lambda: screen.call("xdotool", "getdisplaygeometry"))
        manager = subprocess.Popen(
            ["openbox", "--sm-disable"],
            env=screen.variables(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            wait_for("a window manager", lambda: screen.call("xdotool", "get_desktop"))
            yield screen
        finally:
            end(manager)
    finally:
        end(server)


def end(process: subprocess.Popen[bytes]) -> None:
    """End a process that was started here, and wait until it is gone."""
    if process.poll() is None:
        process.terminate()
    try:
        process.wait(LONGEST_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
