"""Systems are opened as something that reads records: models behind the contract's protocol, or answers in codes."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from app.coding.completion import CompletionModel
from app.coding.prompt import Layout, Style
from app.coding.scope import Scope
from app.inference.backends import open_file
from app.inference.modelfile import ModelFile, inspect
from app.inference.reader import RuleReader
from trainer.errors import BaseModelError, RunError
from trainer.evaluate.asking import Asking, Plan, Scoping, read
from trainer.evaluate.pairs import PairModel
from trainer.evaluate.plain import Read, open_baseline, open_classifier, open_predictions
from trainer.evaluate.systems import SystemSettings
from trainer.runs import Stage


@dataclass(frozen=True, slots=True)
class Shared:
    """What every system of one evaluation is asked with."""

    scoping: Scoping
    scope: Scope | None
    """The fixed scope, None where each record has its own out of a whole book."""
    plan: Plan
    reply_tokens: int


@dataclass(frozen=True, slots=True)
class OpenModel:
    """A model that answers the contract's requests, and how it is to be asked."""

    model: CompletionModel
    style: Style = field(default_factory=Style)
    composite: bool = False
    at_once: int = 1


@dataclass(frozen=True, slots=True)
class Opened:
    """A system ready to read, how many records it takes at once, and what is said of it."""

    read: Read
    at_once: int = 1
    about: Mapping[str, object] = field(default_factory=dict[str, object])


@contextmanager
def open_system(system: SystemSettings, shared: Shared, at: Stage) -> Iterator[Opened]:
    """Open a system that reads records itself; close it at the end.

    Raises RunError on what is not there, BaseModelError on a model that does not fit, ModelError on a GGUF.
    """
    if system.kind == "bag-of-words":
        folder = there(system.path, at) if system.path else at.before("classifier") / "models" / "bag-of-words"
        yield Opened(open_baseline(folder), system.batch, {"model": "bag of words"})
    elif system.kind == "classifier":
        folder = there(system.path, at) if system.path else at.before("classifier")
        yield Opened(open_classifier(folder), system.batch, {"model": folder.name})
    elif system.kind == "predictions":
        path = there(system.path, at) if system.path else at.before("classifier") / "predictions.jsonl"
        yield Opened(open_predictions(path), system.batch, {"model": path.name})
    else:
        with open_model(system, shared.scope, at) as opened:
            plan = Plan.SINGLE if system.kind == "rules" else system.plan or shared.plan
            asking = Asking(shared.scoping, opened.style, plan, shared.reply_tokens, opened.composite)
            about = {**about_model(opened), "plan": plan.value, "composite": opened.composite}
            yield Opened(lambda records: read(records, opened.model, asking), opened.at_once, about)


@contextmanager
def open_model(
    system: SystemSettings, scope: Scope | None, at: Stage, top_p: float = 1.0, *, drg: Scope | None = None
) -> Iterator[OpenModel]:
    """Open a system that is a language model, or the rules in its place; `top_p` is for model folders only.

    With `drg`, the titles of an MS-DRG version, the model must have been trained on that version where it says so.
    """
    with ExitStack() as stack:
        if system.kind == "rules":
            yield OpenModel(RuleReader())
        elif system.kind == "gguf":
            if drg is not None:
                _refuse_other_titles(system, drg, at)
            style = _gguf_style(system, scope, at)
            yield OpenModel(_open_gguf(system, scope, style, stack, at), style)
        else:
            yield _open_folders(system, scope, at, top_p, drg=drg)


def about_model(opened: OpenModel) -> dict[str, object]:
    """Say which model answered and how it was asked."""
    info = opened.model.info
    return {
        "model": info.name + (f" + {info.adapter}" if info.adapter else ""),
        "sha256": info.sha256,
        "runtime": info.runtime,
        "prompt": opened.style.version,
    }


def there(path: str, at: Stage) -> Path:
    """Return a path that a recipe names, from here or within the run's folder; raise RunError when nothing is there."""
    found = Path(path)
    if found.exists():
        return found
    if (at.root / found).exists():
        return at.before(path, at.root / found)
    raise RunError(f"{found} does not exist, here or in {at.root}.", "Correct the path that [evaluate] names.")


def _open_gguf(
    system: SystemSettings, scope: Scope | None, style: Style, stack: ExitStack, at: Stage
) -> CompletionModel:
    """Open one GGUF or two, each in a child process of its own, and load them before any time is taken."""
    home = Path(stack.enter_context(TemporaryDirectory(prefix="dxdesk-evaluate-")))
    workers: list[CompletionModel] = []
    for number, path in enumerate([system.path] if system.path else [system.principal, system.others]):
        worker = open_file(
            there(path, at),
            home / str(number),
            adapter=there(system.adapter, at) if system.adapter else None,
            context_tokens=system.context_tokens,
            threads=system.threads,
            scope=scope,
            style=style,
        )
        stack.callback(worker.close)
        worker.start()
        workers.append(worker)
    return workers[0] if len(workers) == 1 else PairModel(*workers)


def _gguf_style(system: SystemSettings, scope: Scope | None, at: Stage) -> Style:
    """Return how a GGUF is asked: as the recipe says, else as its manifest (the adapter's first), else as usual."""
    manifests = [file.manifest for file in _inspected(system, at)]
    return _style(system, next((each.prompt for each in manifests if each and each.prompt), ""), scope)


def _inspected(system: SystemSettings, at: Stage) -> list[ModelFile]:
    """Read the headers of a GGUF system: the adapter's first."""
    return [inspect(there(path, at)) for path in (system.adapter, system.path or system.principal) if path]


def _refuse_other_titles(system: SystemSettings, titles: Scope, at: Stage) -> None:
    """Raise BaseModelError on a GGUF whose header says that it was trained on titles of another version alone."""
    wanted = f"{titles.scope_id}@{titles.version}"
    for file in _inspected(system, at):
        made = str(file.metadata.get("dxdesk.trained_scopes", ""))
        if made and wanted not in made.split("; "):
            raise BaseModelError(
                f"{file.path.name} was trained for {made}, and {wanted} is judged.",
                "Judge it on records of the version it was trained on.",
            )


def _style(system: SystemSettings, stated: str, scope: Scope | None) -> Style:
    """Return the recipe's style, else the one stated by the model, else the workstation's for that kind of scope."""
    usual = Style.of(stated) if stated or scope else Style(Layout.RECORD_FIRST)
    return Style(system.layout or usual.layout, system.order or usual.order)


def _open_folders(
    system: SystemSettings, scope: Scope | None, at: Stage, top_p: float, *, drg: Scope | None
) -> OpenModel:
    from trainer.evaluate.trained import open_trained, trained_as  # noqa: PLC0415 - torch, for this kind alone

    folders = _folders(system, at)
    trained = trained_as(folders, scope, drg=drg)
    style = _style(system, trained.style, scope)
    composite = trained.composite if system.composite is None else system.composite
    if composite and len(folders) > 1:
        raise RunError("Two models share the work, and composite asks for one answer.", "Set composite = false.")
    models = [open_trained(folder, system.context_tokens, top_p) for folder in folders]
    return OpenModel(models[0] if len(models) == 1 else PairModel(*models), style, composite, system.batch)


def _folders(system: SystemSettings, at: Stage) -> list[Path]:
    """Return the model folder, or the two: named, or the policy or the two of `sft`."""
    if system.path:
        return [there(system.path, at)]
    if system.principal:
        return [there(system.principal, at), there(system.others, at)]
    models = at.before("sft") / "models"
    single = [models / name for name in ("policy", "composite", "drg") if (models / name).is_dir()]
    both = [models / name for name in ("principal", "others") if (models / name).is_dir()]
    if single or len(both) == 2:
        return single[:1] or both
    raise RunError(
        f"{models} holds neither a policy nor a principal with an others model.", "Name the model's folder as path."
    )
