"""Prefix KV files and remembered hashes: found when whole, made anew when not."""

from app.inference import prefixes
from app.inference.hashes import Hashes
from app.inference.prefixes import PrefixFiles

TOKENS = [1, 2, 3]


def files(tmp_path, *parts):
    return PrefixFiles(tmp_path, parts or ("model", "adapter", "runtime", "f16"))


def write(content):
    def put(path):
        path.write_bytes(content)
        return True

    return put


def test_what_was_kept_is_found(tmp_path):
    kept = files(tmp_path)
    kept.keep(TOKENS, write(b"kv"))
    found = kept.find(TOKENS)
    assert found is not None
    assert found.read_bytes() == b"kv"


def test_another_model_or_other_tokens_find_nothing(tmp_path):
    files(tmp_path).keep(TOKENS, write(b"kv"))
    assert files(tmp_path, "other model").find(TOKENS) is None
    assert files(tmp_path).find([1, 2, 4]) is None


def test_a_spoilt_file_is_dropped(tmp_path):
    kept = files(tmp_path)
    kept.keep(TOKENS, write(b"kv"))
    (file,) = tmp_path.glob("*.kv")
    file.write_bytes(b"kx")
    assert kept.find(TOKENS) is None
    assert not list(tmp_path.iterdir())


def test_a_failed_write_leaves_nothing(tmp_path):
    files(tmp_path).keep(TOKENS, lambda _path: False)
    assert not list(tmp_path.iterdir())


def test_a_full_disk_only_costs_the_file(tmp_path):
    def full(path):
        path.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    files(tmp_path).keep(TOKENS, full)
    assert not list(tmp_path.iterdir())


def test_old_files_make_room(tmp_path, monkeypatch):
    monkeypatch.setattr(prefixes, "KEEP", 2)
    for token in range(4):
        files(tmp_path).keep([token], write(b"kv"))
    assert len(list(tmp_path.glob("*.kv"))) == 2


def test_a_hash_is_read_once_and_again_after_a_change(tmp_path):
    hashes, file, read = Hashes(tmp_path / "cache" / "hashes.json"), tmp_path / "model", []
    file.write_bytes(b"one")
    first = hashes.sha256(file, lambda: read.append(1))
    assert hashes.sha256(file, lambda: read.append(2)) == first
    file.write_bytes(b"other")
    assert hashes.sha256(file, lambda: read.append(3)) != first
    assert read == [1, 3]
