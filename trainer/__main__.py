"""`dxdesk-train STAGE RECIPE`: one stage of a recipe, or its whole chain, on the machine that trains."""

import argparse
import logging
import os
import sys
from pathlib import Path

# Before any library is imported: no hub is asked for anything (patients' text), and threads that wait do not spin.
for _name, _value in {
    "HF_HUB_OFFLINE": "1",
    "HF_DATASETS_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "TRANSFORMERS_NO_ADVISORY_WARNINGS": "1",
    "TOKENIZERS_PARALLELISM": "false",
    "TQDM_DISABLE": "1",  # progress is said in lines of our own
}.items():
    os.environ[_name] = _value
os.environ.setdefault("OMP_WAIT_POLICY", "passive")
logging.getLogger("bitsandbytes").setLevel(logging.ERROR)  # on a CPU it tells of kernels that it would have to fetch

from app.coding.errors import DxDeskError  # noqa: E402 - the environment above must be set first
from trainer.errors import EXIT_DONE, EXIT_USAGE, exit_code  # noqa: E402 - as above
from trainer.recipe import described, read_recipe, shipped  # noqa: E402 - as above
from trainer.runs import run_stage  # noqa: E402 - as above
from trainer.stages import MODULES, SAYS, chain_of, settings_of, work_of  # noqa: E402 - as above
from trainer.telling import tell  # noqa: E402 - as above

CHAIN = "chain"
_INTERRUPTED = 130


def parser() -> argparse.ArgumentParser:
    """Describe the command line."""
    width = max(map(len, MODULES)) + 2
    stages = "\n".join(f"  {name:<{width}}{said}" for name, said in SAYS.items())
    found = argparse.ArgumentParser(
        prog="dxdesk-train",
        description="Train, judge and export the model that DxDesk reads records with. Nothing is fetched.",
        epilog=f"stages:\n{stages}\n  {CHAIN:<{width}}every stage the recipe has a table for, in its order\n\n"
        f"shipped recipes: {', '.join(shipped())}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    found.add_argument("stage", choices=[*MODULES, CHAIN], metavar="STAGE", help="one of the stages below")
    found.add_argument("recipe", nargs="?", metavar="RECIPE", help="a TOML file, or the name of a shipped recipe")
    found.add_argument(
        "--set", action="append", default=[], metavar="KEY=VALUE", help="change one setting: sft.epochs=2"
    )
    found.add_argument("--out", type=Path, default=Path("runs"), help="where runs are kept (default: runs)")
    found.add_argument(
        "--fresh",
        action="store_true",
        help="begin again; a complete earlier folder, and what was trained, is kept aside",
    )
    found.add_argument("--keys", action="store_true", help="list the stage's settings and stop")
    return found


def main(arguments: list[str] | None = None) -> int:
    """Run the command; errors are said in words, and what was done so far stays for the next attempt."""
    options = parser().parse_args(arguments)
    try:
        return _run(options)
    except DxDeskError as error:
        _say(f"dxdesk-train: {error}")
        return exit_code(error)
    except KeyboardInterrupt:
        _say("dxdesk-train: stopped. The same command goes on where it was.")
        return _INTERRUPTED
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] in ("app", "trainer"):
            raise
        _say(f"dxdesk-train: {error.name} is not installed. Set the trainer up with: make setup-trainer")
        return EXIT_USAGE
    except OSError as error:
        _say(f"dxdesk-train: {_reason(error)}. Mend that and run the same command again: what was done so far stays.")
        return EXIT_USAGE


def _run(options: argparse.Namespace) -> int:
    if options.keys:
        stages = MODULES if options.stage == CHAIN else [options.stage]
        tell("\n\n".join(f"[{stage}]\n{described(settings_of(stage))}" for stage in stages), sys.stdout)
        return EXIT_DONE
    if options.recipe is None:
        _say("dxdesk-train: name a recipe. The shipped ones: " + ", ".join(shipped()))
        return EXIT_USAGE
    recipe = read_recipe(options.recipe, options.set)
    work = chain_of(recipe) if options.stage == CHAIN else [work_of(recipe, options.stage)]
    for each in work:
        manifest = run_stage(recipe, each, options.out, _say, fresh=options.fresh)
        for name, count in manifest["counts"].items():
            if isinstance(count, int | float | str):
                tell(f"{each.name}.{name} {count}", sys.stdout)
    return EXIT_DONE


def _say(line: str) -> None:
    tell(line, sys.stderr)


def _reason(error: OSError) -> str:
    """Say which file it was, and what was wrong with it."""
    if error.filename is None or not error.strerror:
        return str(error) or type(error).__name__
    return f"{error.filename}: {error.strerror}"


if __name__ == "__main__":
    sys.exit(main())
