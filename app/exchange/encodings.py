"""Which encoding a text file is in, decided by reading all of it: UTF-8, UTF-16 with a BOM, or GB18030."""

import codecs
from pathlib import Path

from app.errors import InputError
from app.exchange.refusal import CUT_ADVICE, RECORD_LIMIT, TOO_LONG

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16: its BOM starts with UTF-16's
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CHUNK = 1 << 20
_SAMPLE = 200_000
_COMMON_SHARE = 0.85
"""Share of the non-ASCII characters of real simplified Chinese that GB2312 holds; mojibake stays well below."""
_ADVICE = "Save it as UTF-8 (in Excel: CSV UTF-8) and read it again."


def detect(path: Path) -> str:
    """Name the codec the whole file can be read with; raise InputError when none fits, OSError when unreadable."""
    with path.open("rb") as stream:
        head = stream.read(4)
    for bom, codec in _BOMS:
        if head.startswith(bom):
            if _decodes(path, codec) is None:
                raise InputError(f"It starts as {codec.upper()} but is not.", _ADVICE)
            return codec
    sample = _decodes(path, "utf-8")
    if sample is not None:
        if sample.count("\0") * 4 > len(sample):
            raise InputError("It is not text, or UTF-16 without its mark.", _ADVICE)
        return "utf-8"
    sample = _decodes(path, "gb18030")
    if sample is None or not _plausible(sample):
        raise InputError("Its encoding is neither UTF-8 nor GB18030, or it is not text.", _ADVICE)
    return "gb18030"


def read_text(path: Path, encoding: str) -> str:
    """Return a text file's whole text."""
    if path.stat().st_size > RECORD_LIMIT * 4:
        raise InputError(TOO_LONG, CUT_ADVICE)
    return path.read_text(encoding=encoding)


def _decodes(path: Path, codec: str) -> str | None:
    """Decode the whole file in chunks; return its beginning, or None when some byte does not fit."""
    decoder = codecs.getincrementaldecoder(codec)()
    sample = ""
    try:
        with path.open("rb") as stream:
            while chunk := stream.read(_CHUNK):
                text = decoder.decode(chunk)
                if len(sample) < _SAMPLE:
                    sample += text[:_SAMPLE]
        decoder.decode(b"", final=True)
    except UnicodeError:
        return None
    return sample


def _plausible(sample: str) -> bool:
    """Tell Chinese in GB18030 from other bytes that merely decode as it."""
    if sample.count("\0") * 100 > len(sample):
        return False
    beyond = [character for character in sample if character > "\x7f"]
    common = sum(_is_gb2312(character) for character in beyond)
    return common >= _COMMON_SHARE * len(beyond)


def _is_gb2312(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True
