"""The flag that stops llama.cpp in the middle of a step, read by it without a way through Python.

llama.cpp asks its abort callback before every node of its graph, with the other threads waiting. A callback written in
Python takes the interpreter's lock each time. C's own `strlen` has the callback's shape (a pointer in, a number out):
of an empty string it answers 0, go on; of a string with one character 1, stop.
"""

import ctypes
import sys
from typing import Any


class StopFlag:
    """Set by one thread, read by llama.cpp in another; used as a `threading.Event` is."""

    def __init__(self, kind: Any) -> None:
        """Take the bindings' type of an abort callback."""
        self._said = ctypes.create_string_buffer(2)
        library = ctypes.CDLL("msvcrt" if sys.platform == "win32" else None)
        self.callback: Any = ctypes.cast(library.strlen, kind)
        self.about = ctypes.cast(self._said, ctypes.c_void_p)

    def set(self) -> None:
        """Ask to stop."""
        self._said[0] = b"!"

    def clear(self) -> None:
        """Ask to go on."""
        self._said[0] = b"\0"

    def is_set(self) -> bool:
        """Say whether a stop was asked for."""
        return self._said[0] != b"\0"
