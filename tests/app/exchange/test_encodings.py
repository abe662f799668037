"""Which encoding a file is in, and what is refused as none of ours."""

from pathlib import Path

import pytest

from app.errors import InputError
from app.exchange.encodings import detect

CHINESE = "主诉：反复胸闷、气短3天，加重1天。既往高血压病史10年。"


@pytest.mark.parametrize(
    ("encoding", "codec"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("utf-16", "utf-16"), ("gb18030", "gb18030"), ("gbk", "gb18030")],
)
def test_chinese_is_recognised(tmp_path: Path, encoding: str, codec: str):
    path = tmp_path / "a.txt"
    path.write_bytes(CHINESE.encode(encoding))

    assert detect(path) == codec
    assert path.read_text(encoding=codec) == CHINESE


@pytest.mark.parametrize("encoding", ["big5", "shift_jis", "utf-16-le", "latin-1"])
def test_other_encodings_are_refused_in_words(tmp_path: Path, encoding: str):
    texts = {
        "latin-1": "Ménière, Sjögren, à gauche",
        "big5": "主訴：反覆胸悶、氣短三天，高血壓病史",
        "utf-16-le": "chest pain",
    }
    texts |= {"shift_jis": "主訴：胸痛が三日間続いている。糖尿病の既往あり。"}
    path = tmp_path / "a.txt"
    path.write_bytes((texts[encoding] * 5).encode(encoding))

    with pytest.raises(InputError, match="UTF"):
        detect(path)


def test_a_file_that_breaks_off_inside_a_character_is_refused(tmp_path: Path):
    path = tmp_path / "a.txt"
    path.write_bytes(b"\xef\xbb\xbf" + CHINESE.encode()[:-1])

    with pytest.raises(InputError, match="UTF-8"):
        detect(path)


def test_a_chunk_border_inside_a_character_does_no_harm(tmp_path: Path):
    path = tmp_path / "a.txt"
    path.write_bytes(("a" + "胸" * 400_000).encode())

    assert detect(path) == "utf-8"
