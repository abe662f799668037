"""How the rules' word lists become one pattern."""


def words(*alternatives: str) -> str:
    """Join alternatives into one pattern that can stand inside a longer one."""
    return f"(?:{'|'.join(alternatives)})"
