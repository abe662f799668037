"""The installed Qt binding: 6.12.0 aborts on Python 3.11 after some hundred signal emissions."""

import PySide6
from PySide6.QtCore import QObject, Signal


class Bell(QObject):
    """Emits one signal."""

    rung = Signal(int)


def test_the_binding_is_older_than_the_broken_one():
    assert tuple(int(part) for part in PySide6.__version__.split(".")[:2]) < (6, 12)


def test_five_thousand_emissions_arrive(qapp):
    bell, heard = Bell(), []
    bell.rung.connect(heard.append)

    for number in range(5000):
        bell.rung.emit(number)

    assert heard == list(range(5000))
