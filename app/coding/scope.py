"""The closed list of codes that one question may be answered from, and the label each is answered by."""

import hashlib
import json
from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from app.coding.codebook import Code
from app.coding.errors import ScopeError
from app.coding.language import Language

OUT_OF_SCOPE = "不在范围内"
"""The PRINCIPAL answer that says: none of the listed codes is the principal diagnosis."""
NONE_OF_THEM = "无"
"""The OTHERS answer that says: no listed code applies."""
SEPARATOR = "；"
"""Between the labels of one answer."""
OUT_OF_SCOPE_EN = "Outside this scope"
NONE_OF_THEM_EN = "None"
SEPARATOR_EN = "; "
"""The same three where the record is English; an answer is read in either language's form."""
SPECIAL_ANSWERS = frozenset({OUT_OF_SCOPE, NONE_OF_THEM, OUT_OF_SCOPE_EN, NONE_OF_THEM_EN})


class Task(StrEnum):
    """A question put to the model."""

    PRINCIPAL = "principal"
    OTHERS = "others"
    DRG = "drg"


def empty_answer(task: Task, language: Language) -> str:
    """Return the answer that names no code: outside the scope as principal, none as others."""
    if language is Language.EN:
        return OUT_OF_SCOPE_EN if task is Task.PRINCIPAL else NONE_OF_THEM_EN
    return OUT_OF_SCOPE if task is Task.PRINCIPAL else NONE_OF_THEM


def separator(language: Language) -> str:
    """Return what stands between the labels of one answer."""
    return SEPARATOR_EN if language is Language.EN else SEPARATOR


@dataclass(frozen=True, slots=True)
class Scope:
    """Which codes may be answered as principal and as others; a code may be in both lists.

    Labels are names (语义转化, CCL25 §2.1); a name that several codes share is written 名称〔编码〕.
    """

    scope_id: str
    version: str
    principal: tuple[Code, ...]
    others: tuple[Code, ...]
    fixed: bool = True
    _labels: MappingProxyType[Code, str] = field(init=False, repr=False, compare=False)
    _codes: MappingProxyType[str, Code] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Label every code; refuse an empty scope and two codes that cannot be told apart."""
        codes = tuple(dict.fromkeys(self.principal + self.others))
        if not codes:
            raise ScopeError(f"Scope {self.scope_id} is empty.", "Choose a scope that lists codes.")
        names = [_plain(code.name) for code in codes]
        shared = {name for name, count in Counter(names).items() if count > 1}
        labels = {
            code: f"{name}〔{code.code}〕" if name in shared else name for code, name in zip(codes, names, strict=True)
        }
        by_label = {label: code for code, label in labels.items()}
        if len(by_label) != len(labels) or SPECIAL_ANSWERS & by_label.keys():
            raise ScopeError(f"Scope {self.scope_id} has two codes with one label.", "Give the codes different names.")
        object.__setattr__(self, "_labels", MappingProxyType(labels))
        object.__setattr__(self, "_codes", MappingProxyType(by_label))

    def codes(self, task: Task) -> tuple[Code, ...]:
        """Return the codes that task may be answered from, in list order."""
        return {Task.PRINCIPAL: self.principal, Task.OTHERS: self.others, Task.DRG: self.principal}[task]

    @property
    def all_codes(self) -> tuple[Code, ...]:
        """Return every code once, principal list first."""
        return tuple(self._labels)

    def label(self, code: Code) -> str:
        """Return the label code is answered by; raise ScopeError when it is not in the scope."""
        try:
            return self._labels[code]
        except KeyError:
            raise ScopeError(f"{code.code} is not in scope {self.scope_id}.", "Choose a listed code.") from None

    def labels(self, task: Task) -> tuple[str, ...]:
        """Return the labels of a task's codes, in list order."""
        return tuple(self._labels[code] for code in self.codes(task))

    def find(self, label: str) -> Code | None:
        """Return the code whose label is exactly this one (never a substring), or None."""
        return self._codes.get(label)

    @property
    def digest(self) -> str:
        """Hash what the model is shown: both lists with labels and definitions, in order."""
        shown = [
            [[self.label(c), c.code, c.definition] for c in self.principal],
            [[self.label(c), c.code] for c in self.others],
        ]
        return hashlib.sha256(json.dumps(shown, ensure_ascii=False).encode()).hexdigest()


def _plain(name: str) -> str:
    """Keep a name on one line and free of the answer separators."""
    return " ".join(name.replace(SEPARATOR, ";").split()).replace(SEPARATOR_EN, ", ")
