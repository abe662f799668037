"""The site's secret: keys the ids and dates of records that leave de-identified; it is never exported or shown."""

import secrets

from app.store.connection import Connection

_BYTES = 32


class Site:
    """Keeps the secret in the store, so that backups have it and an encrypted store hides it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def secret(self) -> bytes:
        """Return the secret, drawn when it is asked for the first time."""
        with self._connection.transaction():
            row = self._connection.one("SELECT secret FROM site")
            if row is not None:
                return bytes(row[0])
            drawn = secrets.token_bytes(_BYTES)
            self._connection.write("INSERT INTO site (one, secret) VALUES (1, ?)", (drawn,))
        return drawn
