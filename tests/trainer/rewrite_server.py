"""A model server on loopback that rewrites what it is sent, as a department's own server would."""

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.trainer.loop import reworded

_ORIGINAL = re.compile(r"原文：\n(?P<text>.*)\n\n现在重写", re.DOTALL)


class _Talker(BaseHTTPRequestHandler):
    """Speaks as much of the chat protocol as the client asks for."""

    server: Any

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        """Say nothing."""

    def do_GET(self) -> None:
        self._send(json.dumps({"data": [{"id": "rewriter"}]}).encode())

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path == "/tokenize":
            self._send(json.dumps({"tokens": list(body["content"])}).encode())
            return
        if len(self.server.asked) == self.server.fails_at:
            self.server.fails_at = None
            self.send_error(500)
            return
        self.server.asked.append(body)
        found = _ORIGINAL.search(body["messages"][-1]["content"])
        text = reworded(found["text"] if found else "", body["seed"] % 64)
        event = {"choices": [{"delta": {"content": f"<rewrite>{text}</rewrite>"}, "finish_reason": "stop"}]}
        self._send(b"data: " + json.dumps(event).encode() + b"\n\ndata: [DONE]\n\n")

    def _send(self, raw: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)


@contextmanager
def rewriting(fails_at: int | None = None) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Serve until left; give the address, and what is asked. After `fails_at` answers it fails once."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Talker)
    asked: list[dict[str, Any]] = []
    server.asked, server.fails_at = asked, fails_at  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/v1", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
