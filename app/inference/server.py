"""A model server on the hospital's LAN (llama-server, vLLM, …) behind the contract's protocol.

Speaks OpenAI-compatible chat completions with streaming. Goes to the one configured address and nowhere else.
"""

import contextlib
import http.client
import json
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from app.coding.completion import (
    Completion,
    Finish,
    Fragment,
    ModelInfo,
    OnText,
    Request,
    Sampling,
    TokenScore,
)
from app.errors import ModelError

CONNECT_SECONDS = 5.0
ANSWER_SECONDS = 300.0
"""Longest silence of a server while it reads a long prompt."""
PARALLEL = 6
"""Votes asked for at the same time: servers batch them and share the prompt's prefix."""
_FINISHES = {"stop": Finish.STOP, "length": Finish.LENGTH}
_CHARACTERS_PER_TOKEN = 0.9
"""Fewer than Chinese text has, so that an estimated prompt is never too long."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where the server is."""

    secure: bool
    host: str
    port: int
    root: str
    """Path before /chat/completions, usually /v1."""

    @classmethod
    def of(cls, text: str) -> "Address":
        """Read http://host:port[/v1]; raise ModelError when it is no such address."""
        parts = urlsplit(text if "//" in text else f"http://{text}")
        try:
            port = parts.port
        except ValueError:
            port = None
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ModelError(f"{text!r} is not a server address.", "Write it like http://192.168.1.20:8080/v1.")
        secure = parts.scheme == "https"
        return cls(secure, parts.hostname, port or (443 if secure else 80), parts.path.rstrip("/") or "/v1")

    def __str__(self) -> str:
        """Write the address as a person would."""
        return f"{'https' if self.secure else 'http'}://{self.host}:{self.port}{self.root}"

    def connect(self, timeout: float) -> http.client.HTTPConnection:
        """Return a connection that is not open yet."""
        kind = http.client.HTTPSConnection if self.secure else http.client.HTTPConnection
        return kind(self.host, self.port, timeout=timeout)


class ServerModel:
    """A model behind an OpenAI-compatible server; votes are asked for in parallel."""

    def __init__(self, address: str, model: str = "", context_tokens: int = 8192) -> None:
        self._address = Address.of(address)
        self._model = model
        self._context = context_tokens
        self._cancel = threading.Event()
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._tokenizes = True
        self._parallel = PARALLEL
        self._count = lru_cache(maxsize=4096)(self._ask_count)

    @property
    def info(self) -> ModelInfo:
        """Name the model as the server does."""
        return ModelInfo(self._model or "server", runtime=f"server {self._address}")

    @property
    def context_length(self) -> int:
        """Return the configured context."""
        return self._context

    def start(self, on_progress: object = None) -> None:
        """Ask the server which models it has; raise ModelError when it cannot be reached."""
        del on_progress
        listed = self._get_json("GET", f"{self._address.root}/models", None)
        names = [str(each.get("id", "")) for each in listed.get("data", []) if isinstance(each, dict)]
        if self._model and names and self._model not in names:
            raise ModelError(
                f"The server at {self._address} has no model {self._model}.", f"It offers: {', '.join(names)}."
            )
        self._model = self._model or next(iter(names), "")

    def count_tokens(self, text: str) -> int:
        """Count tokens by the server's /tokenize, or estimate them from the length."""
        return self._count(text)

    def complete(
        self, requests: Sequence[Request], on_text: OnText | None = None
    ) -> tuple[tuple[Completion, ...], ...]:
        """Answer every request; raises ModelError in words, returns what there is when cancelled."""
        self._cancel.clear()
        tell = threading.Lock()

        def ask(vote: tuple[int, int]) -> Completion:
            request, sampling = requests[vote[0]], requests[vote[0]].samplings[vote[1]]

            def on_piece(text: str) -> None:
                if on_text:
                    with tell:
                        on_text(Fragment(request.task, vote[1], text))

            return self._one(request, sampling, on_piece)

        votes = [(r, v) for r, request in enumerate(requests) for v in range(len(request.samplings))]
        found = self._all(ask, votes)
        return tuple(tuple(found[r, v] for v in range(len(request.samplings))) for r, request in enumerate(requests))

    def _all(
        self, ask: Callable[[tuple[int, int]], Completion], votes: Sequence[tuple[int, int]]
    ) -> dict[tuple[int, int], Completion]:
        """Ask for all votes at once; a server that breaks one off for another is asked one by one from then on."""
        with ThreadPoolExecutor(self._parallel, thread_name_prefix="server-vote") as pool:
            found = dict(zip(votes, pool.map(ask, votes), strict=True))
        broken = [vote for vote in votes if found[vote].finish is Finish.ERROR and not self._cancel.is_set()]
        if broken and self._parallel > 1:
            self._parallel = 1
            found |= {vote: ask(vote) for vote in broken}
        return found

    def cancel(self) -> None:
        """Stop every completion in progress."""
        self._cancel.set()
        with self._lock:
            for each in self._open:
                with contextlib.suppress(OSError):
                    each.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Stop what is in progress."""
        self.cancel()

    def _one(self, request: Request, sampling: Sampling, on_piece: Any) -> Completion:
        body = {
            "model": self._model or "default",
            "messages": [{"role": m.role, "content": m.content} for m in request.messages],
            "temperature": sampling.temperature,
            "top_p": 1,
            "seed": sampling.seed,
            "max_tokens": sampling.max_tokens,
            "stream": True,
        }
        texts: list[str] = []
        scores: list[TokenScore] = []
        finish, tokens = Finish.ERROR, 0
        try:
            for event in self._events(body):
                choice = next(iter(event.get("choices") or ()), {})
                piece = (choice.get("delta") or {}).get("content") or ""
                if piece:
                    texts.append(piece)
                    tokens += 1
                    on_piece(piece)
                scores += _scores(choice)
                finish = _FINISHES.get(choice.get("finish_reason") or "", finish)
        except ModelError:
            if not self._cancel.is_set():
                raise
        if self._cancel.is_set():
            finish = Finish.CANCELLED
        return Completion("".join(texts), finish, tokens, tuple(scores))

    def _events(self, body: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """Yield the server-sent events of one completion."""
        with self._exchange("POST", f"{self._address.root}/chat/completions", body) as response:
            for raw in response:
                if self._cancel.is_set():
                    return
                line = raw.decode("utf-8", errors="replace").strip()
                if line == "data: [DONE]":
                    return
                if line.startswith("data:"):
                    yield _json(line[5:], self._address)

    @contextlib.contextmanager
    def _exchange(self, method: str, path: str, body: dict[str, Any] | None) -> Iterator[http.client.HTTPResponse]:
        """Send one request; every way it can fail becomes a ModelError."""
        connection = self._address.connect(CONNECT_SECONDS)
        try:
            connection.connect()
            link = connection.sock
            link.settimeout(ANSWER_SECONDS)
            with self._listed(link), contextlib.closing(connection):
                payload = None if body is None else json.dumps(body).encode()
                connection.request(method, path, payload, {"Content-Type": "application/json"})
                with connection.getresponse() as response:
                    if response.status != http.client.OK:
                        raise self._refused(response)
                    yield response
        except TimeoutError:
            raise ModelError(f"The server at {self._address} does not answer in time.", _ASK_IT) from None
        except (OSError, http.client.HTTPException) as error:
            raise ModelError(f"The server at {self._address} cannot be reached: {error}.", _ASK_IT) from error

    @contextlib.contextmanager
    def _listed(self, link: socket.socket) -> Iterator[None]:
        """Keep a connection where `cancel` finds it."""
        with self._lock:
            self._open.add(link)
        try:
            yield
        finally:
            with self._lock:
                self._open.discard(link)

    def _refused(self, response: http.client.HTTPResponse) -> ModelError:
        said = " ".join(response.read(400).decode("utf-8", errors="replace").split())
        return ModelError(f"The server at {self._address} answered {response.status}: {said}", _ASK_IT)

    def _get_json(self, method: str, path: str, body: dict[str, Any] | None) -> dict[str, Any]:
        with self._exchange(method, path, body) as response:
            return _json(response.read().decode("utf-8", errors="replace"), self._address)

    def _ask_count(self, text: str) -> int:
        if self._tokenizes:
            try:
                found = self._get_json("POST", "/tokenize", {"content": text, "prompt": text, "model": self._model})
                return len(found["tokens"])
            except (ModelError, KeyError, TypeError):
                self._tokenizes = False
        return int(len(text) / _CHARACTERS_PER_TOKEN) + 1


_ASK_IT = "Check the address in the settings, or ask whoever runs the server; the rules read records without it."


def _json(text: str, address: Address) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except ValueError:
        value = None
    if not isinstance(value, dict):
        raise ModelError(f"The server at {address} answers something that is not JSON.", _ASK_IT)
    if "error" in value and "choices" not in value:
        raise ModelError(f"The server at {address} reports: {value['error']}", _ASK_IT)
    return value


def _scores(choice: dict[str, Any]) -> list[TokenScore]:
    """Read log-probabilities where the server gives them."""
    content = (choice.get("logprobs") or {}).get("content") or []
    return [
        TokenScore(str(each["token"]), float(each["logprob"]))
        for each in content
        if isinstance(each, dict) and "token" in each and "logprob" in each
    ]
