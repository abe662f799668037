"""Words for whoever started a training; nobody has to read them to the end."""

import os
from typing import TextIO


def tell(text: str, to: TextIO) -> None:
    """Print at once; where nobody reads any more (`| head`) it is lost, and no training stops for that."""
    try:
        print(text, file=to, flush=True)
    except BrokenPipeError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, to.fileno())  # so that what is still in the buffer finds its way out when the program ends
        os.close(nowhere)
