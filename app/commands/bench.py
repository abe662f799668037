"""`dxdesk bench [NAME] [--json]`: figures on this machine, ratios within one run."""

import argparse
import json
import os
import platform
from pathlib import Path

from app.bench import BENCHES, Figures, run_bench
from app.commands.reading import say
from app.errors import EXIT_DONE, EXIT_SOME_REFUSED
from app.inference.catalog import find_model
from app.paths import Places


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the benchmark's name and its options."""
    parser.add_argument("name", nargs="?", choices=BENCHES, help="one benchmark (default: all)")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--pairs", type=int, default=5, help="alternating pairs of the inference ratios (default 5)")
    parser.add_argument("--model", default="", help="model of the inference figures (the smallest here)")


def run(args: argparse.Namespace) -> int:
    """Run the benchmarks and print their figures; without a model the inference ones are left out and said."""
    places = Places.of_user()
    model = find_model(args.model, places) if args.model else _smallest(places)
    figures: Figures = {}
    left_out = False
    for name in (args.name,) if args.name else BENCHES:
        if name == "inference" and model is None:
            say("bench inference: left out, no model is here (dxdesk model fetch).")
            left_out = True
            continue
        say(f"bench {name} …")
        figures |= run_bench(name, model, args.pairs, say)
    if args.json:
        print(json.dumps({**figures, "model": model.name if model else None, "machine": machine()}))
    else:
        print(machine(), f"model {model.name}" if model else "no model", sep="; ")
        for key, value in figures.items():
            print(f"{key:<28} {value:.4g}")
    return EXIT_SOME_REFUSED if left_out else EXIT_DONE


def _smallest(places: Places) -> Path | None:
    """Return the smallest model that is here: the ratios compare decoders, so the quickest one will do."""
    return min(places.models.glob("*.gguf"), key=lambda path: path.stat().st_size, default=None)


def machine() -> str:
    """Name the machine the figures come from."""
    return f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
