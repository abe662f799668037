"""llama.cpp's own converter, from the same source archive as the runtime: a model or an adapter becomes a GGUF file.

It stands where `packaging/bootstrap.py --trainer` put it, or in the folder of llama.cpp's source that
DXDESK_LLAMA_CPP names, and runs in a process of its own: it brings a gguf library that is not the installed one.
"""

import multiprocessing
import os
import sys
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from importlib import metadata
from pathlib import Path
from typing import Self

from trainer.errors import BaseModelError
from trainer.export.convert_child import Job, convert, say_nothing

MODEL_SCRIPT = "convert_hf_to_gguf.py"
ADAPTER_SCRIPT = "convert_lora_to_gguf.py"
_NEEDED = (MODEL_SCRIPT, ADAPTER_SCRIPT, "conversion", "gguf-py")
_SETUP = "Run `python packaging/bootstrap.py --trainer`, or set DXDESK_LLAMA_CPP to a folder of llama.cpp's source."


class Converter:
    """The converter's process, started when first needed; a context that ends it."""

    def __init__(self, folder: Path, version: str) -> None:
        self.folder = folder
        self.version = version
        """Of the runtime it belongs to; '' when its folder does not say."""
        spawn = multiprocessing.get_context("spawn")
        self._process = ProcessPoolExecutor(1, mp_context=spawn, initializer=say_nothing)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self._process.shutdown(cancel_futures=True)

    @property
    def caution(self) -> str:
        """Say what is not known of a converter that a user gave."""
        if self.version:
            return ""
        return f"The converter in {self.folder} does not say its version; the runtime is {runtime_version()}."

    def model(
        self, source: Path, target: Path, kind: str, header: Mapping[str, str], *, pre_tokenizer: str = ""
    ) -> None:
        """Write a HF folder as GGUF of kind f16 or bf16 with these header fields; raise BaseModelError in words.

        pre_tokenizer names one of llama.cpp's for a tokenizer it does not know. It is never guessed: a wrong one
        splits text at other places, which the parity gate then refuses.
        """
        arguments = (str(source), "--outfile", str(target), "--outtype", kind)
        self._run(MODEL_SCRIPT, arguments, header, pre_tokenizer)

    def adapter(self, source: Path, base: Path, target: Path, header: Mapping[str, str]) -> None:
        """Write a PEFT adapter's folder as a GGUF adapter (f16); base is a folder with the base's config.json."""
        arguments = (str(source), "--base", str(base), "--outfile", str(target), "--outtype", "f16")
        self._run(ADAPTER_SCRIPT, arguments, header, "")

    def _run(self, script: str, arguments: tuple[str, ...], header: Mapping[str, str], pre_tokenizer: str) -> None:
        job = Job(str(self.folder), script, arguments, tuple(header.items()), pre_tokenizer)
        try:
            self._process.submit(convert, job).result()
        except NotImplementedError as error:
            if "pre-tokenizer" not in str(error):
                raise _failed(arguments[0], error) from error
            raise BaseModelError(
                "llama.cpp does not know this tokenizer (BPE pre-tokenizer was not recognized): it is not the one of a "
                "published model, or it was changed.",
                "Do not add tokens in training. For a tokenizer that splits text as a known one does, name that one "
                'in [export], such as pre_tokenizer = "qwen2"; parity is then checked.',
            ) from error
        except Exception as error:
            raise _failed(arguments[0], error) from error


def find_converter() -> Converter:
    """Return the converter; raise BaseModelError when there is none, or one of another version than the runtime."""
    given = os.environ.get("DXDESK_LLAMA_CPP")
    folder = Path(given).expanduser() if given else Path(sys.prefix) / "share" / "dxdesk" / "llama.cpp"
    missing = [name for name in _NEEDED if not (folder / name).exists()]
    if missing:
        raise BaseModelError(f"llama.cpp's converter is not in {folder}: {', '.join(missing)} missing.", _SETUP)
    stated = folder / "VERSION"
    version = stated.read_text(encoding="utf-8").strip() if stated.is_file() else ""
    if version and version != runtime_version():
        raise BaseModelError(
            f"The converter is of llama-cpp-python {version} and the runtime is {runtime_version()}.", _SETUP
        )
    return Converter(folder, version)


def runtime_version() -> str:
    """Return the installed version of llama-cpp-python; raise BaseModelError when it is not installed."""
    try:
        return metadata.version("llama-cpp-python")
    except metadata.PackageNotFoundError:
        raise BaseModelError("llama-cpp-python is not installed.", "Run the set-up without --no-llama.") from None


def _failed(what: str, error: Exception) -> BaseModelError:
    said = str(error).strip().splitlines() or [type(error).__name__]
    return BaseModelError(
        f"Converting {Path(what).name} failed: {said[0][:300]}",
        "Check that the model's folder is whole, of an architecture llama.cpp knows, and that the disk has room.",
    )
