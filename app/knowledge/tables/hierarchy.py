"""Second step of an import: where each code stands; chapters, categories and subcategories that no row names are made.

A heading is named, in this order: by its own row; by the table's column for it (类目名称, 亚目名称); by the row that
stands for it whole (A00.000 or A00.0x… for A00.0, A33.x00 for A33); by its unspecified subcategory (.9) less the word
for that; by the longest words all its children share; by its first child and 等. Made names carry the flag `derived`.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from app.knowledge.entries import Kind, Language
from app.knowledge.tables.chapters import CHAPTERS, MORPHOLOGY_CODE, MORPHOLOGY_NAME, chapter_of
from app.knowledge.tables.sift import Draft

DERIVED = "derived"
"""Flag of a heading whose name was made from its children's."""
_SUBCATEGORY = re.compile(r"[A-Z]\d\d\.\d")
_UNSPECIFIED = re.compile(
    r"[，,]?\s*(?:未特指的?|unspecified)$|^未特指的|^unspecified\s+|(?<=..)[，,]?(?:不伴|未提及|未伴).*$", re.IGNORECASE
)
_NO_BEGINNING = re.compile("^(?:由于|引起的?|伴有|不伴有|其他的?|的)+")
_SHORTEST = 2
_JOINTS = "，,、的和或与及 ()（）[]"
_SAYS_NOTHING = frozenset("其他的未特指部位不伴有由于引起及和或与")


@dataclass(slots=True)
class Node:
    """A place in the hierarchy; `draft` is its row, None for a heading that was made."""

    code: str
    name: str = ""
    parent: str | None = None
    kind: Kind = Kind.HEADING
    leaf: bool = False
    draft: Draft | None = None
    derived: bool = False
    children: "list[Node]" = field(default_factory=list["Node"])


def arrange(drafts: Iterable[Draft], language: Language) -> Iterator[Node]:
    """Yield every row and every heading above it, parents before their children, in the order of codes."""
    tree = _Tree(language)
    for draft in sorted(drafts, key=lambda draft: (len(draft.code) > 5, draft.code)):
        tree.place(draft)
    chapters = [chapter.code(language) for chapter in CHAPTERS]
    for root in sorted(tree.roots(), key=lambda root: chapters.index(root.code) if root.code in chapters else 99):
        yield from _walk(root)


def _walk(node: Node) -> Iterator[Node]:
    yield node
    for child in sorted(node.children, key=lambda child: child.code):
        yield from _walk(child)


@dataclass(slots=True)
class _Tree:
    """The hierarchy of one book while it grows."""

    language: Language
    nodes: dict[str, Node] = field(default_factory=dict[str, Node])

    def place(self, draft: Draft) -> None:
        """Put a row under its nearest heading; the shorter codes come first, so a row may itself be one."""
        parent = self._parent(draft)
        node = Node(draft.code, draft.name, parent.code, draft.kind, leaf=True, draft=draft)
        parent.children.append(node)
        parent.leaf, parent.kind = False, Kind.HEADING
        self.nodes[draft.code] = node

    def roots(self) -> list[Node]:
        """Return the chapters, once every heading has its name."""
        for node in self.nodes.values():
            if not node.name and _SUBCATEGORY.fullmatch(node.code):
                self._name(node)
        for node in self.nodes.values():
            if not node.name:
                self._name(node)
        return [node for node in self.nodes.values() if node.parent is None]

    def _parent(self, draft: Draft) -> Node:
        if draft.kind is Kind.MORPHOLOGY:
            chapter = self._heading(MORPHOLOGY_CODE, None, MORPHOLOGY_NAME)
            return self._heading(draft.code[:4], chapter)
        if len(draft.code) == 3:
            return self._chapter(draft.code)
        start = draft.code[:3]
        category = self.nodes.get(start) or self._heading(start, self._chapter(start))
        if self.language is Language.EN:
            return self._nearest(draft.code, category)
        if draft.kind is Kind.ASTERISK or len(draft.code) <= 5 or not _SUBCATEGORY.match(draft.code):
            return category
        return self._heading(draft.code[:5], category)

    def _chapter(self, category: str) -> Node:
        chapter = chapter_of(category)
        return self._heading(chapter.code(self.language), None, chapter.name(self.language))

    def _nearest(self, code: str, category: Node) -> Node:
        """Return the row with the longest code that begins this one."""
        starts = (code[:end] for end in range(len(code) - 1, 4, -1))
        return next((self.nodes[start] for start in starts if start in self.nodes), category)

    def _heading(self, code: str, parent: Node | None, name: str = "") -> Node:
        node = self.nodes.get(code)
        if node is None:
            node = self.nodes[code] = Node(code, name, parent.code if parent else None)
            if parent:
                parent.children.append(node)
        return node

    def _name(self, node: Node) -> None:
        given = _given(node)
        node.name = given or _made(node, self.language)
        node.derived = not given


def _given(node: Node) -> str:
    """Return the name the table itself gives a heading, or none."""
    leaves = [child for each in node.children for child in (each, *each.children) if child.draft]
    category = len(node.code) == 3
    columns = (child.draft.row.category if category else child.draft.row.subcategory for child in leaves if child.draft)
    if named := next(filter(None, columns), ""):
        return named
    standing = {f"{node.code}.x00"} if category else {f"{node.code}00", f"{node.code}0", f"{node.code}x00"}
    return next((child.name for child in node.children if child.code in standing), "")


def _made(node: Node, language: Language) -> str:
    """Make a heading's name from its children's."""
    children = sorted(node.children, key=lambda child: child.code)
    whole = next((child for child in children if child.code == f"{node.code}.9"), None)
    if whole is not None and (name := _UNSPECIFIED.sub("", whole.name)):
        return name
    names = [child.name for child in children]
    shared = _shared_words(names)
    if len(shared) >= _SHORTEST:
        return shared
    return f"{names[0]}等" if language is Language.ZH else f"{names[0]}, …"


def _shared_words(names: Sequence[str]) -> str:
    """Return the longest run of characters that stands in every name, without joints at its ends."""
    shortest = min(names, key=len)
    for length in range(len(shortest), _SHORTEST - 1, -1):
        for start in range(len(shortest) - length + 1):
            run = shortest[start : start + length]
            telling = run == run.strip(_JOINTS) and not _SAYS_NOTHING.issuperset(run)
            if telling and all(run in name for name in names):
                return _NO_BEGINNING.sub("", run)
    return ""
