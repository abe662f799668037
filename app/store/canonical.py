"""Canonical JSON and its hash: what audit entries and row hashes are made from."""

import hashlib
import json
import unicodedata
from collections.abc import Sequence

Json = str | int | float | bool | None | Sequence["Json"] | dict[str, "Json"]


def canonical(value: Json) -> str:
    """Write JSON with sorted keys, no spaces, text in NFC."""
    return unicodedata.normalize("NFC", dumps(value, sort_keys=True))


def sha256(text: str) -> str:
    """Hash a text as UTF-8 and return the hash in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def row_hash(values: Sequence[Json]) -> str:
    """Hash a row by its values in column order."""
    return sha256(canonical(list(values)))


def dumps(value: Json, *, sort_keys: bool = False) -> str:
    """Write compact JSON that a database can hold: text with lone surrogates is written with escapes."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=sort_keys)
    if encodable(text):
        return text
    return json.dumps(value, ensure_ascii=True, separators=(",", ":"), sort_keys=sort_keys)


def encodable(text: str) -> bool:
    """Say whether a text can be written as UTF-8 (it has no lone surrogate)."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def whole(text: str) -> str:
    """Return a text that can be written as UTF-8: each lone surrogate becomes the replacement character."""
    return text if encodable(text) else "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in text)
