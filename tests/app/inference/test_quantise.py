"""llama.cpp quantises a file in a process of its own."""

import subprocess
import sys
from typing import Any

from app.inference.modelfile import check
from tests.app.inference.tiny import write_model


def quantise(*arguments):
    command = [sys.executable, "-P", "-m", "app.inference.quantise", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, check=False).returncode


def test_a_quantised_file_keeps_its_header_and_takes_less_room(tmp_path):
    stated: dict[str, Any] = {"dxdesk.prompt": "1/seed/think-first"}
    model = write_model(tmp_path / "tiny.gguf", **stated)

    assert quantise(model, tmp_path / "q8.gguf", "q8_0", 1) == 0

    small = check(tmp_path / "q8.gguf")
    assert small.manifest
    assert small.manifest.prompt == "1/seed/think-first"
    assert small.size < model.stat().st_size / 2


def test_a_file_that_is_none_is_a_failure(tmp_path):
    (tmp_path / "no.gguf").write_bytes(b"nothing")

    assert quantise(tmp_path / "no.gguf", tmp_path / "out.gguf", "q8_0", 1) != 0
