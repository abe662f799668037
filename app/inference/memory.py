"""How much memory is free, and the words when it is not enough."""

import ctypes
import os
import sys
from pathlib import Path

from app.errors import ModelError

COMPUTE_BYTES = 400 << 20
"""llama.cpp's working memory beside weights and KV: batch activations and logits."""


def free_bytes() -> int:
    """Return the memory a new process can use without swapping; a very large number where that is unknown."""
    if sys.platform.startswith("linux"):
        return _linux()
    return _windows() if sys.platform == "win32" else _posix()


def require(needed: int, free: int, what: str) -> None:
    """Raise ModelError in words when what needs more than is free."""
    if needed > free:
        raise ModelError(
            f"Not enough memory for {what}: {needed / 1e9:.1f} GB needed, {free / 1e9:.1f} GB free.",
            "Close other programs, choose a smaller model, or a shorter context.",
        )


def _linux() -> int:
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
    except OSError:
        return sys.maxsize
    values = {name: int(rest.split()[0]) for name, _, rest in (line.partition(":") for line in lines)}
    return values.get("MemAvailable", sys.maxsize >> 10) << 10


def _posix() -> int:
    """Give half of the installed memory: macOS reports free pages only through its own tools."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2
    except (ValueError, OSError, AttributeError):
        return sys.maxsize


def _windows() -> int:
    class Status(ctypes.Structure):
        _fields_ = [
            ("length", ctypes.c_uint32),
            ("load", ctypes.c_uint32),
            *((name, ctypes.c_uint64) for name in ("all", "free", "page", "page_free")),
            *((name, ctypes.c_uint64) for name in ("virtual", "virtual_free", "extended")),
        ]

    status = Status(length=ctypes.sizeof(Status))
    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009 - exists on Windows only
    return int(status.free) if kernel.GlobalMemoryStatusEx(ctypes.byref(status)) else sys.maxsize
