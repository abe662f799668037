"""Errors are read in the window's language: every sentence of the lower layers has its Chinese, and it is shown."""

import re
import tomllib
from collections import Counter
from string import Formatter

import pytest
from PySide6.QtWidgets import QApplication

from app.errors import InputError
from app.ui import error_words, language
from app.ui.error_words import Sentences
from tests.app.ui.raised import Raised

FILE = tomllib.loads(error_words.sentences_file().read_text(encoding="utf-8"))
HELD = {entry["en"]: entry["zh"] for entry in FILE["sentence"]}
VALUE = re.compile(r"\{(?:!r)?\}")


@pytest.fixture(scope="module")
def sources() -> Raised:
    return Raised.of()


@pytest.fixture(scope="module")
def raised(sources: Raised) -> dict[str, str]:
    """Every sentence that can be told, and a place where it is."""
    told = list(sources.told())
    return {text: each.place for each in told for text in each.templates} | dict.fromkeys(sources.phrases, "a value")


def test_every_sentence_can_be_read_from_the_sources(sources: Raised) -> None:
    """An error is written so that its words can be followed: no sentence is put together out of sight."""
    lost = [each.place for each in sources.told() if not each.followed]
    assert not lost, "\n".join(["Write these sentences out where they are raised:", *lost])


def test_every_sentence_of_the_lower_layers_is_translated(raised: dict[str, str]) -> None:
    missing = sorted(f"{raised[text]}: {text}" for text in raised.keys() - HELD.keys())
    assert not missing, "\n".join(["Write their Chinese into errors_zh_CN.toml:", *missing])


def test_no_translated_sentence_is_left_over(raised: dict[str, str]) -> None:
    left = sorted(HELD.keys() - raised.keys())
    assert not left, "\n".join(["Nothing says these any more; take them out of errors_zh_CN.toml:", *left])


def test_no_sentence_is_there_twice() -> None:
    counted = Counter(entry["en"] for part in FILE.values() for entry in part)
    assert [text for text, times in counted.items() if times > 1] == []


def test_values_survive_translation() -> None:
    wrong = [en for en, zh in HELD.items() if sorted(fields(zh)) != numbers(en)]
    assert wrong == []


def test_translations_are_chinese_sentences() -> None:
    said = [zh for en, zh in HELD.items() if re.search(r"[a-z]", VALUE.sub("", en))]
    assert [zh for zh in said if not re.search(r"[\u4e00-\u9fff]", zh) or re.search(r"[a-z] ?[.!]$", zh)] == []


def fields(zh: str) -> list[str]:
    return [name for _, name, _, _ in Formatter().parse(zh) if name is not None]


def numbers(en: str) -> list[str]:
    return [str(number) for number in range(len(VALUE.findall(en)))]


SAMPLE = '''
from app.errors import InputError
_ADVICE = "Do this."
_REASONS = (("full", "The disk is full."), ("locked", "It is locked."))

class Own(InputError):
    """Ours too."""

def which(at: int) -> str:
    return "the end" if at else f"line {at}"

def refuse(what: str) -> None:
    raise Own(f"Not enough for {what}.", advice="Wait" + " a while.")

def read(name: object, flag: bool) -> None:
    for sign, message in _REASONS:
        raise InputError(f"{message} ({name!r})", _ADVICE)
    kind = "a folder" if flag else "empty"
    raise InputError(f"{name} is {kind} at {which(3)}: {name:,}.", _LATER.format(path=name))

_LATER = "Delete {path}."
refuse("the model")
refuse(f"the record {SAMPLE}")
'''


def test_sentences_are_followed_to_their_words() -> None:
    found = {
        text
        for each in Raised.of({"app.errors": "class InputError(DxDeskError): ...", "app.x": SAMPLE}).told()
        for text in each.templates
    }
    assert found == {
        *("Not enough for the model.", "Not enough for the record {}.", "Wait a while."),
        *("The disk is full. ({!r})", "It is locked. ({!r})", "Do this.", "Delete {}."),
        *("{} is a folder at the end: {}.", "{} is a folder at line {}: {}."),
        *("{} is empty at the end: {}.", "{} is empty at line {}: {}."),
    }


def test_a_sentence_out_of_sight_is_noticed() -> None:
    told = Raised.of({"app.x": "raise DxDeskError(words[3], error.advice)"}).told()
    assert [each.followed for each in told] == [False, True]


def test_commands_are_left_out() -> None:
    assert not list(Raised.of({"app.commands.x": "raise DxDeskError('Only a terminal shows this.')"}).told())


def test_values_go_where_the_chinese_wants_them() -> None:
    assert (
        Sentences([("Part {} of {} is bad.", "{1} 的第 {0} 部分有误。")]).find("Part 3 of a b is bad.")
        == "a b 的第 3 部分有误。"
    )


def test_a_quoted_value_loses_its_quotes() -> None:
    assert Sentences([("{!r} is wrong.", "“{0}”有误。")]).find(f"{'男?'!r} is wrong.") == "“男?”有误。"


def test_a_reason_inside_a_sentence_is_translated_too() -> None:
    known = Sentences([("{} cannot be read: {}.", "无法读取 {0}：{1}。"), ("No space", "磁盘已满")])
    assert known.find("a.db cannot be read: No space.") == "无法读取 a.db：磁盘已满。"


def test_the_most_literal_sentence_wins() -> None:
    known = Sentences([("{} is {}.", "{0} 是 {1}。"), ("{} is a folder.", "{0} 是文件夹。")])
    assert known.find("x is a folder.") == "x 是文件夹。"


@pytest.mark.parametrize(
    ("raised", "read"),
    [
        (
            "rules.toml: rule own-1: level: 'high' is none of its values.",
            "rules.toml 中规则 own-1 的“level”：“high”不是可用的值。",
        ),
        (
            "rules.toml: it cannot be read: Invalid value (at line 3, column 5).",
            "rules.toml：无法读取：第 3 行第 5 列的值无效。",
        ),
        (
            "out.csv cannot be written: [Errno 28] No space left on device: '/a b/out.csv'",
            "无法写入 out.csv：磁盘已满（/a b/out.csv）",
        ),
        ("settings.toml: threads must be a int.", "settings.toml 中的 threads 应为整数。"),
    ],
)
def test_reasons_within_reasons_read_as_one_sentence(raised: str, read: str) -> None:
    assert Sentences.read(error_words.sentences_file()).find(raised) == read


@pytest.mark.parametrize("text", ["", "Nobody knows this.", "It is", "{0} {}"])
def test_an_unknown_sentence_is_not_found(text: str) -> None:
    assert Sentences([("It is {}.", "是{0}。")]).find(text) is None


def test_every_sentence_of_the_file_is_found_again() -> None:
    known = Sentences.read(error_words.sentences_file())
    for en, zh in HELD.items():
        values = [f"值{number}" for number in range(len(VALUE.findall(en)))]
        given = iter(values)
        raised = VALUE.sub(lambda mark: repr(next(given)) if "r" in mark.group() else next(given), en)  # noqa: B023
        assert known.find(raised) == zh.format(*values), en


def test_an_error_reads_as_one_text_in_both_languages(qapp: QApplication) -> None:
    error = InputError("It is empty.", "Export it again.")
    assert error_words.told(error) == "It is empty. Export it again."
    translators = language.install(qapp, "zh_CN")
    try:
        assert error_words.told(error) == "内容为空。请从医院系统重新导出。"
        assert error_words.say("Nobody knows this.") == "Nobody knows this."
        assert error_words.say("broken \udcff name") == "broken ? name"
    finally:
        language.remove(translators)


def test_the_file_is_read_with_the_first_error_only(qapp: QApplication) -> None:
    translators = language.install(qapp, "zh_CN")
    try:
        answers = next(each for each in translators if isinstance(each, error_words.ErrorTranslator))
        assert answers.translate("actions", "Accept") is None
        assert "_sentences" not in vars(answers)
        assert answers.translate("errors", "It is empty.") == "内容为空。"
    finally:
        language.remove(translators)
