"""Text as facts are looked for in it: widths, case and dashes evened out, each character where it stood."""

_EVEN = {
    **{code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)},
    **{ord(letter): ord(letter) + 32 for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"},
    **{0xFEE0 + ord(letter): ord(letter) + 32 for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"},
    **dict.fromkeys(map(ord, "‐‑‒–—―−－~～〜"), ord("-")),
    **dict.fromkeys(map(ord, "✕✖＊*∗"), ord("×")),
    **dict.fromkeys(map(ord, "\u3000\u00a0\t"), ord(" ")),
    ord("µ"): ord("μ"),
    ord("’"): ord("'"),
    ord("，"): ord(","),
}


def plain(text: str) -> str:
    """Even out a text, code point for code point, so that offsets hold."""
    return text.translate(_EVEN)


def blanked(text: str, spans: list[tuple[int, int]]) -> str:
    """Put marks that belong to no word or number in place of these spans."""
    for start, end in spans:
        text = text[:start] + "\ufffc" * (end - start) + text[end:]
    return text
