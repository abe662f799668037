"""The flag that llama.cpp reads by itself."""

import ctypes

from app.inference.stop_flag import StopFlag

ABORT = ctypes.CFUNCTYPE(ctypes.c_bool, ctypes.c_void_p)


def test_it_is_read_as_it_was_set():
    flag = StopFlag(ABORT)
    read = []
    for act in (flag.clear, flag.set, flag.set, flag.clear):
        act()
        read.append((flag.is_set(), flag.callback(flag.about)))
    assert read == [(False, False), (True, True), (True, True), (False, False)]
