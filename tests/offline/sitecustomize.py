"""Refuses what would leave this machine, in the tests and in the processes they start.

Python imports a module of this name by itself when its folder is on PYTHONPATH; tests/conftest.py puts it there.
"""

import ipaddress
import sys

attempts: list[str] = []
LOOK_UPS = ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr")
CONNECTIONS = ("socket.connect", "socket.sendto", "socket.sendmsg")


def is_local(host: object) -> bool:
    """Tell whether a host (an address, a name, or none at all) is this machine's loopback."""
    if host in (None, "", b"", "localhost", b"localhost"):
        return True
    text = host.decode(errors="replace") if isinstance(host, bytes) else str(host)
    try:
        return ipaddress.ip_address(text.partition("%")[0]).is_loopback
    except ValueError:
        return False


def refuse_network(event: str, arguments: tuple[object, ...]) -> None:
    """Raise on an audit event that would reach another machine, and remember it for the test that swallows it."""
    if event in CONNECTIONS:
        address = arguments[1]
        if not isinstance(address, tuple) or is_local(address[0]):
            return
        refused = str(address)
    elif event in LOOK_UPS and not is_local(arguments[0]):
        refused = str(arguments[0])
    else:
        return
    attempts.append(f"{event} {refused}")
    raise PermissionError(f"DxDesk's tests reach no network: {event} {refused}")


sys.addaudithook(refuse_network)
