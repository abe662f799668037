"""A model server on the LAN is opened for what asks it outside an evaluation: rewriting by a model that fits no GPU."""

from collections.abc import Iterator
from contextlib import contextmanager

from app.coding.completion import CompletionModel
from app.inference.server import ServerModel


@contextmanager
def open_server(address: str, name: str = "", context_tokens: int = 8192) -> Iterator[CompletionModel]:
    """Reach an OpenAI-compatible server and close it at the end; raise ModelError when it does not answer."""
    model = ServerModel(address, name, context_tokens)
    try:
        model.start()
        yield model
    finally:
        model.close()
