"""The tests' own frame: what tests/conftest.py promises holds, also in a child process."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import sitecustomize

ELSEWHERE = ("192.0.2.1", 9)  # reserved for documentation: never routed


@pytest.fixture
def _forgiven():
    """Let a test provoke the refusal without being failed for it."""
    yield
    sitecustomize.attempts.clear()


@pytest.mark.usefixtures("_forgiven")
def test_a_connection_to_another_machine_is_refused():
    with socket.socket() as plug, pytest.raises(PermissionError, match="no network"):
        plug.connect(ELSEWHERE)

    assert sitecustomize.attempts


@pytest.mark.usefixtures("_forgiven")
def test_a_name_is_not_looked_up():
    with pytest.raises(PermissionError, match="no network"):
        socket.getaddrinfo("example.invalid", 443)


def test_loopback_is_free():
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket() as plug:
        plug.connect(server.getsockname())


def test_a_child_process_is_refused_too():
    attempt = f"import socket; socket.create_connection({ELSEWHERE!r})"

    done = subprocess.run([sys.executable, "-c", attempt], capture_output=True, text=True, check=False)

    assert "PermissionError: DxDesk's tests reach no network" in done.stderr


def test_the_users_own_files_are_out_of_reach():
    from app.paths import Places

    assert Places.of_user().home == Path(os.environ["DXDESK_HOME"])
    assert "dxdesk-tests-" in os.environ["DXDESK_HOME"]
