"""How many threads a model gets when the user does not say."""

import os

MOST = 8
"""More threads than this gain little in token generation, which waits for memory."""


def default_threads() -> int:
    """Return the cores this process may use, half of them where two threads share a core, at most eight."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(usable if usable <= 4 else usable // 2, MOST))
