"""Quantises a GGUF file with llama.cpp itself; run as a child process, because llama.cpp's own checks end the process.

`python -m app.inference.quantise SOURCE TARGET KIND THREADS`; the trainer's export needs it, the workstation never.
"""

import ctypes
import os
import sys
from pathlib import Path

from app.inference.engine import C

KINDS = {"f16": "MOSTLY_F16", "bf16": "MOSTLY_BF16", "q8_0": "MOSTLY_Q8_0", "q4_k_m": "MOSTLY_Q4_K_M"}
"""How files are named → llama.cpp's file type. Where a row is no multiple of 256, Q4_K falls back to other types."""


def quantise(source: Path, target: Path, kind: str, threads: int) -> bool:
    """Write a copy of a GGUF file of another kind, its header kept; return whether llama.cpp could."""
    params = C.llama_model_quantize_default_params()
    params.ftype = getattr(C, f"LLAMA_FTYPE_{KINDS[kind]}")
    params.nthread = threads
    return C.llama_model_quantize(os.fsencode(source), os.fsencode(target), ctypes.byref(params)) == 0


def main() -> int:
    """Quantise what the arguments name."""
    source, target, kind, threads = sys.argv[1:]
    return 0 if quantise(Path(source), Path(target), kind, int(threads)) else 1


if __name__ == "__main__":
    sys.exit(main())
