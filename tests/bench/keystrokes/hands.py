"""A clerk's hands: whatever they work in, each key that goes down is counted the same way.

Shift and Ctrl are keys as well. Chinese is typed with full pinyin and one key to take it; what a
list or an input method knows as a word, with its initials.
"""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from dataclasses import dataclass

from ruraldesk.texts.pinyin import initials, pinyin

PAUSE_S = 0.03  # after each key: the same everywhere, and more than either program needs
KEY_S = 0.28  # of the keystroke-level model: an average typist
_FILLING = frozenset({"ctrl+d", "ctrl+shift+d"})  # a value is thought of, though not typed
MENTAL_S = 1.35  # likewise: one thing thought of


@dataclass(slots=True)
class Count:
    """What was pressed, and how many things were thought of: each value, each run of skipping."""

    keys: int = 0
    thoughts: int = 0
    took: float = 0.0  # seconds of the robot

    def seconds(self) -> float:
        """Return the time that a trained clerk needs by the model."""
        return self.keys * KEY_S + self.thoughts * MENTAL_S


def pinyin_keys(text: str) -> int:
    """Return the keys of a text typed in full: letters as they are, a key to take each word."""
    chinese = "".join(sign for sign in text if not sign.isascii())
    if not chinese:
        return len(text)
    return len(pinyin(chinese).replace(" ", "")) + 1 + len(text) - len(chinese)


def word_keys(text: str) -> int:
    """Return the keys of a word that the input method knows: its initials and a key to take it."""
    return len(initials(text)) + 1


class Hands(ABC):
    """Presses keys in whatever has the focus, and counts them."""

    def __init__(self) -> None:
        self.count = Count()
        self._began = time.monotonic()

    def press(self, *keys: str) -> None:
        """Press keys, named as X names them: "Tab", "ctrl+d"."""
        for key in keys:
            self.count.keys += len(key.split("+"))
            self.count.thoughts += key in _FILLING
            self._press(key)
            self.rest(len(key.split("+")))

    def skip(self, key: str, times: int) -> None:
        """Pass over things with one key; that is one thing thought of."""
        if times:
            self.count.thoughts += 1
            self.press(*[key] * times)

    def type(self, text: str) -> None:
        """Type letters and digits."""
        self.count.keys += len(text)
        self.count.thoughts += 1
        self._type(text)

    def chinese(self, text: str, keys: int = 0) -> None:
        """Type Chinese, in full pinyin unless it takes another number of `keys`."""
        count = keys or pinyin_keys(text)
        self.count.keys += count
        self.count.thoughts += 1
        self.rest(count)
        self._put(text)

    def stop(self) -> Count:
        """Return what was counted, with the time that it took."""
        self.count.took = time.monotonic() - self._began
        return self.count

    @abstractmethod
    def rest(self, keys: int) -> None:
        """Pause as long as so many keys take the robot."""

    @abstractmethod
    def _press(self, key: str) -> None: ...

    @abstractmethod
    def _type(self, text: str) -> None:
        """Type a text with the pause after each key."""

    @abstractmethod
    def _put(self, text: str) -> None: ...
