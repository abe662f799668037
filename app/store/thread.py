"""The one thread that owns the store: every other thread hands it functions and gets futures."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from app.store.database import Clock, Store, now

T = TypeVar("T")


class StoreThread:
    """Opens a store on its own thread and runs there, one after another, what is submitted."""

    def __init__(
        self, path: Path, *, passphrase: str | None = None, take_over: bool = False, clock: Clock = now
    ) -> None:
        """Open the store; raises the StoreError that opening raises."""
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="store")
        try:
            self._store = self._thread.submit(
                Store.open, path, passphrase=passphrase, take_over=take_over, clock=clock
            ).result()
        except BaseException:
            self._thread.shutdown()
            raise

    def submit(self, work: Callable[[Store], T]) -> Future[T]:
        """Run work(store) on the store's thread after what was submitted before."""
        return self._thread.submit(work, self._store)

    def close(self) -> None:
        """Finish what was submitted, close the store, end the thread."""
        try:
            self._thread.submit(self._store.close).result()
        finally:
            self._thread.shutdown()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
