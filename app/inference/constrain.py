"""Holds an answer to its closed list: an automaton over bytes says which tokens may come next inside <answer>.

Only the answer is held; the decoder samples freely, tests the one sampled token, and asks for the legal tokens only
when that token is not one of them. Pure: knows no model, only the bytes of its tokens.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

from app.coding.scope import NONE_OF_THEM_EN, OUT_OF_SCOPE_EN, SEPARATOR, SEPARATOR_EN, SPECIAL_ANSWERS

ANSWER_OPEN = "<answer>"
ANSWER_CLOSE = "</answer>"
_ENGLISH = frozenset({OUT_OF_SCOPE_EN, NONE_OF_THEM_EN})
_CLOSE = ANSWER_CLOSE.encode()
_BLANK = frozenset(b" \t\r\n")
_HEAD = 3
"""Bytes by which tokens are indexed: one Chinese character."""


class _Part(IntEnum):
    LABEL = 0
    SEPARATOR = 1
    CLOSE = 2
    DONE = 3


Item = tuple[_Part, int, int]
"""A part, where in it (trie node or byte offset), and the labels already given (bit set)."""
State = frozenset[Item]
"""Every reading of the bytes so far; a label may be the beginning of another, so there can be several."""


@dataclass(slots=True)
class _Node:
    """One node of the byte trie of labels."""

    next: dict[int, int] = field(default_factory=dict[int, int])
    ends: int = 0
    """Bit of the label that ends here, 0 for none."""
    below: int = 0
    """Bits of all labels that end here or further down."""


class ClosedList:
    """The answers one request allows: labels joined by ；, each at most once, or one special answer alone.

    A list whose special answer is English is joined by `; `.
    """

    def __init__(self, labels: Sequence[str], *, single: bool) -> None:
        self.single = single
        self.labels = tuple(dict.fromkeys(labels))
        self._separator = (SEPARATOR_EN if _ENGLISH.intersection(labels) else SEPARATOR).encode()
        self._nodes = [_Node()]
        self._special = 0
        for position, label in enumerate(self.labels):
            self._add(label.encode(), 1 << position)
            if label in SPECIAL_ANSWERS:
                self._special |= 1 << position
        self._all = (1 << len(self.labels)) - 1

    @property
    def start(self) -> State:
        """Return the state right after <answer>."""
        return frozenset({(_Part.LABEL, 0, 0)})

    def accept(self, state: State, text: bytes, *, closing: bool = False) -> State | None:
        """Return the state after text, None when no allowed answer goes on that way.

        closing forbids a further label, for when the room runs out.
        """
        for byte in text:
            state = frozenset(item for old in state for item in self._step(old, byte, closing=closing))
            if not state:
                return None
        return state

    def next_bytes(self, state: State, *, closing: bool = False) -> set[int]:
        """Return every byte that may come next."""
        found: set[int] = set()
        for item in state:
            found.update(
                byte for byte in self._candidates(item) if any(True for _ in self._step(item, byte, closing=closing))
            )
        return found

    @staticmethod
    def done(state: State) -> bool:
        """Tell whether </answer> is complete."""
        return any(part is _Part.DONE for part, _, _ in state)

    def _add(self, text: bytes, bit: int) -> None:
        at = 0
        self._nodes[0].below |= bit
        for byte in text:
            if byte not in self._nodes[at].next:
                self._nodes.append(_Node())
                self._nodes[at].next[byte] = len(self._nodes) - 1
            at = self._nodes[at].next[byte]
            self._nodes[at].below |= bit
        self._nodes[at].ends = bit

    def _candidates(self, item: Item) -> list[int]:
        part, at, _ = item
        if part is _Part.LABEL:
            return [*self._nodes[at].next, self._separator[0], _CLOSE[0]]
        if part is _Part.SEPARATOR:
            return [self._separator[at]]
        return [_CLOSE[at]] if part is _Part.CLOSE else list(_BLANK)

    def _step(self, item: Item, byte: int, *, closing: bool) -> Iterator[Item]:
        part, at, used = item
        if part is _Part.LABEL:
            yield from self._label_step(at, used, byte, closing=closing)
        elif part is _Part.SEPARATOR and byte == self._separator[at]:
            done = at + 1 == len(self._separator)
            yield (_Part.LABEL, 0, used) if done else (_Part.SEPARATOR, at + 1, used)
        elif part is _Part.CLOSE and byte == _CLOSE[at]:
            yield (_Part.DONE, 0, used) if at + 1 == len(_CLOSE) else (_Part.CLOSE, at + 1, used)
        elif part is _Part.DONE and byte in _BLANK:
            yield item

    def _label_step(self, at: int, used: int, byte: int, *, closing: bool) -> Iterator[Item]:
        node = self._nodes[at]
        barred = used | (self._special if used else 0)
        child = node.next.get(byte)
        if child is not None and self._nodes[child].below & ~barred:
            yield (_Part.LABEL, child, used)
        if not node.ends or node.ends & barred:
            return
        given = used | node.ends
        if byte == _CLOSE[0]:
            yield (_Part.CLOSE, 1, given)
        more = not (self.single or closing or node.ends & self._special)
        if more and byte == self._separator[0] and self._all & ~given & ~self._special:
            yield (_Part.SEPARATOR, 1, given)


class TokenIndex:
    """Every token of a vocabulary by its first bytes, so that legal tokens are found without trying them all."""

    def __init__(self, pieces: Sequence[bytes]) -> None:
        self._pieces = pieces
        self._by_head: dict[bytes, list[int]] = {}
        for token, piece in enumerate(pieces):
            if piece:
                self._by_head.setdefault(piece[:_HEAD], []).append(token)
        self._known: dict[tuple[int, State, bool], list[int]] = {}

    def legal(self, closed: ClosedList, state: State, *, closing: bool = False) -> list[int]:
        """Return every token whose bytes closed allows in state."""
        key = (id(closed), state, closing)
        if key not in self._known:
            if len(self._known) > 20_000:
                self._known.clear()
            self._known[key] = sorted(self._walk(closed, state, b"", closing))
        return self._known[key]

    def _walk(self, closed: ClosedList, state: State, head: bytes, closing: bool) -> Iterator[int]:  # noqa: FBT001
        for byte in closed.next_bytes(state, closing=closing):
            after = closed.accept(state, bytes([byte]), closing=closing)
            if after is None:
                continue
            path = head + bytes([byte])
            tokens = self._by_head.get(path, ())
            if len(path) < _HEAD:
                yield from tokens
                yield from self._walk(closed, after, path, closing)
            else:
                for token in tokens:
                    if closed.accept(after, self._pieces[token][_HEAD:], closing=closing) is not None:
                        yield token
