"""Rate limits as the vendors count them."""

from __future__ import annotations

import time
from collections import deque


class Window:
    """At most ``limit`` calls within any ``seconds``."""

    def __init__(self, limit: int, seconds: float):
        self.limit = limit
        self.seconds = seconds
        self._taken: deque = deque()

    def __getstate__(self):
        # another process, or this machine started anew, counts seconds from elsewhere
        return {**vars(self), "_taken": deque()}

    @property
    def left(self) -> int:
        """Calls that may still be made now."""
        edge = time.monotonic() - self.seconds
        while self._taken and self._taken[0] <= edge:
            self._taken.popleft()
        return max(0, self.limit - len(self._taken))

    @property
    def wait(self) -> float:
        """Seconds until a call may be made."""
        if self.left or not self._taken:
            return 0.0
        return self._taken[0] + self.seconds - time.monotonic()

    def pass_time(self, seconds: float) -> None:
        """Be as after ``seconds`` without a call."""
        self._taken = deque(moment - seconds for moment in self._taken)

    def take(self) -> bool:
        """Count one call; False, uncounted, where the limit is reached."""
        if not self.left:
            return False
        self._taken.append(time.monotonic())
        return True


class Bucket:
    """Shopify's leaky bucket: ``size`` points, ``rate`` of them back a second."""

    def __init__(self, size: float = 2000, rate: float = 100):
        self.size = size
        self.rate = rate
        self.left = float(size)
        self._at = time.monotonic()

    def __setstate__(self, state):
        vars(self).update(state, _at=time.monotonic())

    def refill(self) -> float:
        """Points there are now."""
        now = time.monotonic()
        self.left = min(self.size, self.left + (now - self._at) * self.rate)
        self._at = now
        return self.left

    def pass_time(self, seconds: float) -> None:
        """Be as after ``seconds`` without a call."""
        self._at -= seconds

    def take(self, points: float) -> bool:
        """Take points; False, and nothing taken, where there are too few."""
        if self.refill() < points:
            return False
        self.left -= points
        return True

    def put_back(self, points: float) -> None:
        """Return points that were asked for and not needed."""
        self.left = min(self.size, self.left + points)
