"""Marks are painted under the text by ourselves: two hundred extra selections cost Qt ten times a frame.

Qt draws every visible line once more for each extra selection (170 ms for 200 on one long section, measured); the
rectangles of the visible lines cost a few milliseconds, and leave the document as untouched.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QTextBlock, QTextLine


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """How a span is painted: its ground, and the lines under it and through it if there are any."""

    ground: QColor
    under: QPen | None = None
    through: QPen | None = None


@dataclass(frozen=True, slots=True)
class Stroke:
    """A span of the shown text (Qt positions) with its look."""

    start: int
    end: int
    look: Look


@dataclass(frozen=True, slots=True)
class SeenLine:
    """A line of text in view: the positions it holds, where it stands, and the start of its block."""

    start: int
    end: int
    line: QTextLine
    at: QPointF
    block: int


class Strokes:
    """Strokes in reading order within a layer; later layers are painted over earlier ones."""

    def __init__(self, *layers: Iterable[Stroke]) -> None:
        self._layers = [sorted(layer, key=lambda stroke: stroke.start) for layer in layers]
        self._starts = [[stroke.start for stroke in layer] for layer in self._layers]
        self._longest = [max((stroke.end - stroke.start for stroke in layer), default=0) for layer in self._layers]

    @property
    def all(self) -> tuple[Stroke, ...]:
        """Return every stroke in the order of painting."""
        return tuple(stroke for layer in self._layers for stroke in layer)

    def paint(self, painter: QPainter, lines: Sequence[SeenLine]) -> None:
        """Paint what lies on the lines in view, in one go for each look."""
        if not lines:
            return
        ends = [line.end for line in lines]
        for number, layer in enumerate(self._layers):
            starts = self._starts[number]
            begin = bisect_left(starts, lines[0].start - self._longest[number])
            areas: dict[Look, list[QRectF]] = {}
            for stroke in layer[begin : bisect_left(starts, ends[-1])]:
                areas.setdefault(stroke.look, []).extend(_rectangles(stroke, lines, ends))
            for look, rectangles in areas.items():
                _fill(painter, look, rectangles)


def seen_lines(block: QTextBlock, at: QPointF, seen: QRectF) -> Iterator[SeenLine]:
    """Yield the lines of a block, whose layout stands at a point, that are in view."""
    layout, first = block.layout(), block.position()
    for number in range(layout.lineCount()):
        line = layout.lineAt(number)
        top = at.y() + line.y()
        if top > seen.bottom():
            return
        if top + line.height() >= seen.top():
            start = first + line.textStart()
            yield SeenLine(start, start + line.textLength(), line, QPointF(at.x(), top), first)


def _rectangles(stroke: Stroke, lines: Sequence[SeenLine], ends: Sequence[int]) -> Iterator[QRectF]:
    number = bisect_right(ends, stroke.start)
    while number < len(lines) and lines[number].start < stroke.end:
        seen = lines[number]
        number += 1
        left = _x(seen.line.cursorToX(max(stroke.start, seen.start) - seen.block))
        right = _x(seen.line.cursorToX(min(stroke.end, seen.end) - seen.block))
        yield QRectF(seen.at.x() + left, seen.at.y(), right - left, seen.line.height())


def _fill(painter: QPainter, look: Look, rectangles: Sequence[QRectF]) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.ground)
    painter.drawRects(rectangles)
    if look.under is not None:
        painter.setPen(look.under)
        painter.drawLines([_level(each, each.bottom() - 1) for each in rectangles])
    if look.through is not None:
        painter.setPen(look.through)
        painter.drawLines([_level(each, each.center().y()) for each in rectangles])


def _level(area: QRectF, at: float) -> QLineF:
    return QLineF(area.left(), at, area.right(), at)


def _x(found: Any) -> float:
    """Take the x out of what cursorToX gives, which is a pair in some versions of Qt for Python."""
    return float(found if isinstance(found, int | float) else found[0])
