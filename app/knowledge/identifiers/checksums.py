"""Check digits: which long numbers are identity numbers and which are bank cards."""

from datetime import date

_WEIGHTS = tuple(2**power % 11 for power in range(17, 0, -1))
_CHECKS = "10X98765432"
_PROVINCES = frozenset(
    (*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 66), 71, 81, 82, 83)
)
"""The first two digits of GB/T 2260."""


def id_check_digit(first17: str) -> str:
    """Return the check character of an 18-digit identity number (GB 11643, ISO 7064 MOD 11-2)."""
    total = sum(int(digit) * weight for digit, weight in zip(first17, _WEIGHTS, strict=True))
    return _CHECKS[total % 11]


def is_id_number(number: str) -> bool:
    """Say whether 18 or 15 characters have the build of an identity number: region, birth date, check character."""
    return has_id_build(number) and (len(number) == 15 or id_check_digit(number[:17]) == number[17].upper())


def has_id_build(number: str) -> bool:
    """Say whether 18 or 15 characters begin with a region and a birth date, whatever the check character."""
    if len(number) == 18:
        born = number[6:14]
    elif len(number) == 15:
        born = f"19{number[6:12]}"
    else:
        return False
    return number[:2].isdecimal() and int(number[:2]) in _PROVINCES and _is_date(born)


def is_card_number(number: str) -> bool:
    """Say whether 13 to 19 digits pass Luhn's check (ISO/IEC 7812), as bank cards do."""
    if not (number.isdecimal() and 13 <= len(number) <= 19) or len(set(number)) == 1:
        return False
    doubled = (int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(number)))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def _is_date(digits: str) -> bool:
    try:
        year = date(int(digits[:4]), int(digits[4:6]), int(digits[6:])).year
    except ValueError:
        return False
    return 1850 <= year <= 2100
