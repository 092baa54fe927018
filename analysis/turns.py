"""Whose turn it is: so many analyses at once, the others in line, first come first served.

A place belongs to whoever goes on asking for it. Who stops asking, because the page was closed or the connection broke,
loses the place a moment later, and the others move up.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from threading import Condition

from analysis.errors import StandpointError

PATIENCE_S = 10.0
"""Seconds without a question after which a place is given up."""


class LineFull(StandpointError):
    """More would wait than may."""


class Line:
    """Turns for at most ``at_once`` at a time, and at most ``waiting`` in line for them. Safe to use from threads.

    ``clock`` gives seconds that never run back.
    """

    def __init__(self, at_once: int, waiting: int, clock: Callable[[], float] = time.monotonic):
        self.at_once, self.most = at_once, waiting
        self._clock = clock
        self._changed = Condition()
        self._running = 0
        self._line: OrderedDict[str, float] = OrderedDict()

    def ask(self, who: str) -> int:
        """0 if it is ``who``'s turn now, who then has to say ``done``; else the place in line, 1 for the next.

        Ask again, at least every ``PATIENCE_S``, to keep the place. Raises LineFull where there is no place left.
        """
        with self._changed:
            now = self._clock()
            for other in [o for o, asked in self._line.items() if now - asked > PATIENCE_S]:
                del self._line[other]
            if who not in self._line:
                if len(self._line) >= self.most and len(self._line) + self._running >= self.at_once:
                    raise LineFull(
                        f"This server is busy with others' articles, and no more than {self.most} may wait in line. "
                        "Try again in a few minutes."
                    )
                self._line[who] = now
            self._line[who] = now
            place = list(self._line).index(who) + 1
            if place > self.at_once - self._running:
                return place
            del self._line[who]
            self._running += 1
            return 0

    def done(self) -> None:
        """A turn is over; the next may begin."""
        with self._changed:
            self._running -= 1
            self._changed.notify_all()

    def leave(self, who: str) -> None:
        """Give up a place at once."""
        with self._changed:
            self._line.pop(who, None)
            self._changed.notify_all()

    def wait(self, seconds: float) -> None:
        """Return when a turn ended, or after so many seconds."""
        with self._changed:
            self._changed.wait(seconds)

    def state(self) -> tuple[int, int]:
        """How many have their turn and how many are in line."""
        with self._changed:
            return self._running, len(self._line)


def ordinal(n: int) -> str:
    """1st, 2nd, 3rd, 4th, 11th, 21st."""
    ending = "th" if n % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
    return f"{n}{ending}"
