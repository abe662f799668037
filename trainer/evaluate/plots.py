"""The figures of an evaluation drawn: SVG files with Chinese names, for reading and for papers."""

from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, files
from pathlib import Path
from typing import Any

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties

from app.coding.scope import Task
from trainer.evaluate.figures import columns

_FONT_PACKAGE, _FONT_FILE = "pylopdf-fonts-zh-cn", "NotoSansSC-Regular.otf"
_SETTINGS: Any = {"svg.hashsalt": "dxdesk", "svg.fonttype": "path", "axes.unicode_minus": False}
"""Glyphs are drawn as paths, so the files look alike wherever they are opened, and are the same bytes each time."""
_MOST_BARS = 30
_MOST_CONFUSED = 12


def draw(figures: Mapping[str, Any], names: Mapping[str, str], folder: Path) -> list[Path]:
    """Draw what there is to draw into a folder and return the files."""
    folder.mkdir(parents=True, exist_ok=True)
    systems: Mapping[str, Any] = figures["systems"]
    if not systems:
        return []
    pen = _Pen(_font(), names, folder)
    with rc_context(_SETTINGS):
        if figures["task"] == "drg":
            return [pen.drg(systems)]
        made = [pen.composites(systems)]
        voting = {name: each for name, each in systems.items() if each["votes_of"]}
        made += [pen.reliability(voting)] if voting else []
        for number, each in enumerate(systems.values(), 1):
            made.append(pen.confusion(each, number))
            made.append(pen.codes(each, number))
        return made


class _Pen:
    """Draws one kind of picture a method; every text in the one font that has Chinese characters."""

    def __init__(self, font: FontProperties, names: Mapping[str, str], folder: Path) -> None:
        self.font = font
        self.names = names
        self.folder = folder

    def composites(self, systems: Mapping[str, Any]) -> Path:
        """Draw every system's composite with its interval."""
        figure, axes = self._page(7, 1.2 + 0.4 * len(systems))
        shown = list(systems.values())[::-1]
        for place, each in enumerate(shown):
            low, high = each["interval"]
            axes.barh(place, each["composite"], color="#5b8db8")
            axes.plot([low, high], [place, place], color="black", linewidth=1)
            self._text(axes, min(high + 1, 101), place, f"{each['composite']:.1f}")
        axes.set_xlim(0, 110)
        axes.set_ylim(-0.6, len(shown) - 0.4)
        self._y_labels(axes, [each["title"] for each in shown])
        self._title(axes, "Formula (6), 95 % intervals")
        return self._save(figure, "composite.svg")

    def reliability(self, systems: Mapping[str, Any]) -> Path:
        """Draw how often candidates with so many votes are right."""
        figure, axes = self._page(6, 4)
        for each in systems.values():
            for task, mark in ((Task.PRINCIPAL, "s--"), (Task.OTHERS, "o-")):
                bands = {int(votes): band for votes, band in each["bands"][task.value].items()}
                shares = [votes / each["votes_of"] for votes in sorted(bands)]
                rates = [bands[votes]["right"] for votes in sorted(bands)]
                axes.plot(shares, rates, mark, markersize=4, label=f"{each['title']}, {task.value}")
        axes.plot([0, 1], [0, 1], color="#bbbbbb", linewidth=0.8)
        axes.set_xlim(-0.05, 1.05)
        axes.set_ylim(-0.05, 1.05)
        axes.legend(prop=self._sized(7))
        self._title(axes, "Share of votes (across) and share that was right (up)")
        return self._save(figure, "reliability.svg")

    def confusion(self, each: Mapping[str, Any], number: int) -> Path:
        """Draw the confusion of principals, each row as shares of its gold."""
        table: Mapping[str, Mapping[str, int]] = each["confusion"]
        golds = sorted(table, key=lambda gold: -sum(table[gold].values()))[:_MOST_CONFUSED]
        said = columns(table, golds)[:_MOST_CONFUSED]
        totals = {gold: sum(table[gold].values()) for gold in golds}
        figure, axes = self._page(3 + 0.6 * len(said), 2.4 + 0.45 * len(golds))
        axes.imshow([[table[g].get(s, 0) / totals[g] for s in said] for g in golds], cmap="Blues", vmin=0, vmax=1)
        for row, gold in enumerate(golds):
            for column, code in enumerate(said):
                if count := table[gold].get(code, 0):
                    dark = count / totals[gold] > 0.6
                    self._text(axes, column, row, str(count), color="white" if dark else "black", centred=True)
        self._y_labels(axes, [self._name(gold) for gold in golds])
        axes.set_xticks(range(len(said)), [self._name(code) for code in said], rotation=90, fontproperties=self.font)
        self._title(axes, f"{each['title']}: principal, gold down, said across")
        return self._save(figure, f"confusion-{number}.svg")

    def codes(self, each: Mapping[str, Any], number: int) -> Path:
        """Draw the F1 of the most frequent codes."""
        codes: Mapping[str, Any] = each["per_code"]
        gold = {code: row["true_positive"] + row["false_negative"] for code, row in codes.items()}
        shown = sorted(codes, key=lambda code: -gold[code])[:_MOST_BARS][::-1]
        figure, axes = self._page(7, 1.2 + 0.22 * len(shown))
        axes.barh(range(len(shown)), [codes[code]["f1"] for code in shown], color="#7aa874")
        axes.set_xlim(0, 1)
        axes.set_ylim(-0.6, len(shown) - 0.4)
        self._y_labels(axes, [f"{self._name(code)} ({gold[code]})" for code in shown])
        self._title(axes, f"{each['title']}: F1 by code (gold records)")
        return self._save(figure, f"codes-{number}.svg")

    def drg(self, systems: Mapping[str, Any]) -> Path:
        """Draw Pass@1, Pass@n, Maj@n, base DRG and CC/MCC of every system."""
        figure, axes = self._page(7, 4)
        width = 0.8 / len(systems)
        for number, each in enumerate(systems.values()):
            n = each["samples"]
            keys = ("pass@1", f"pass@{n}", f"maj@{n}", "base@1", "severity@1")
            axes.bar([p + number * width for p in range(5)], [each[k] for k in keys], width, label=each["title"])
        axes.set_xticks([place + 0.4 - width / 2 for place in range(5)])
        axes.set_xticklabels(["Pass@1", "Pass@n", "Maj@n", "base DRG", "CC/MCC"], fontproperties=self.font)
        axes.set_ylim(0, 100)
        axes.legend(prop=self._sized(7))
        self._title(axes, "MS-DRG")
        return self._save(figure, "drg.svg")

    def _page(self, width: float, height: float) -> tuple[Figure, Axes]:
        figure = Figure(figsize=(width, height), layout="constrained")
        return figure, figure.subplots()

    def _name(self, code: str) -> str:
        return self.names.get(code, code)

    def _title(self, axes: Axes, text: str) -> None:
        axes.set_title(text, fontproperties=self._sized(9))

    def _y_labels(self, axes: Axes, labels: list[str]) -> None:
        axes.set_yticks(range(len(labels)), labels, fontproperties=self.font)

    def _text(self, axes: Axes, x: float, y: float, text: str, *, color: str = "black", centred: bool = False) -> None:
        across = "center" if centred else "left"
        axes.text(x, y, text, color=color, ha=across, va="center", fontproperties=self._sized(7))

    def _sized(self, size: float) -> FontProperties:
        font = self.font.copy()
        font.set_size(size)
        return font

    def _save(self, figure: Figure, name: str) -> Path:
        path = self.folder / name
        figure.savefig(path, format="svg", metadata={"Date": None, "Creator": "DxDesk"})
        return path


def _font() -> FontProperties:
    """Return the installed OFL font; its package is read and never imported. Without it names may show as boxes."""
    try:
        listed = files(_FONT_PACKAGE) or []
    except PackageNotFoundError:
        listed = []
    found = next((Path(str(each.locate())) for each in listed if each.name == _FONT_FILE), None)
    font = FontProperties(fname=found) if found is not None and found.is_file() else FontProperties()
    font.set_size(8)
    return font
