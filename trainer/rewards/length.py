"""The overlong penalty: equation (3) of the CCL25 report, a number of a completion's length alone."""


def overlong_penalty(tokens: int, l_max: int, l_cache: int) -> float:
    """Return the penalty of a completion of so many tokens, 0 down to -1 (CCL25 equation 3).

    0 up to l_max - l_cache tokens, then falling evenly by 1/l_cache a token, -1 from l_max on.
    """
    begins = l_max - l_cache
    if tokens <= begins:
        return 0.0
    if tokens >= l_max:
        return -1.0
    return (begins - tokens) / l_cache
