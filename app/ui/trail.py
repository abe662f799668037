"""Where one has been in the code books: back and forward over the jumps, as in a browser."""

from dataclasses import dataclass, field

from app.coding.codebook import Code


@dataclass(slots=True)
class Trail:
    """The codes one jumped to; walking from one to the next leaves no trace."""

    places: list[Code] = field(default_factory=list[Code])
    at: int = -1

    def jump(self, code: Code) -> None:
        """Go to a code, forgetting what was ahead."""
        if self.places and self.places[self.at] == code:
            return
        del self.places[self.at + 1 :]
        self.places.append(code)
        self.at = len(self.places) - 1

    def walk(self, code: Code) -> None:
        """Stand on another code in place of this one."""
        if self.places:
            self.places[self.at] = code
        else:
            self.jump(code)

    def can_step(self, by: int) -> bool:
        """Say whether there is a code that way."""
        return 0 <= self.at + by < len(self.places)

    def step(self, by: int) -> Code:
        """Go one back (-1) or forward (1)."""
        self.at += by
        return self.places[self.at]
