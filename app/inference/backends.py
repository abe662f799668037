"""Opens the model the settings and the command line name: a server, a local file, or the rules."""

from pathlib import Path

from app.coding.completion import CompletionModel
from app.coding.prompt import Style
from app.coding.scope import Scope
from app.coding.versions import versions_of
from app.errors import ModelError
from app.inference.catalog import DEFAULT_MODEL, entry_of, find_entry, find_model
from app.inference.modelfile import Expected, inspect
from app.inference.reader import RuleReader
from app.inference.server import ServerModel
from app.inference.worker import ModelSpec, ModelWorker
from app.paths import Places
from app.settings import Settings

RULES = "rules"
"""The model setting that says: read by rules alone."""


def open_backend(
    settings: Settings,
    places: Places,
    *,
    model: str | None = None,
    no_model: bool = False,
    server: str | None = None,
    scope: Scope,
    style: Style | None = None,
) -> CompletionModel:
    """Return the backend asked for; nothing is loaded yet.

    The command line goes before the settings. With neither, the default model reads if it was trained for coding;
    until there is one the rules do, because they read far better than an untrained model (README, figures).
    Raises ModelError when a model was asked for by name and is not there.
    """
    if no_model or (settings.model == RULES and not model and not server):
        return RuleReader()
    if server or (settings.server and not model):
        return ServerModel(server or settings.server, settings.server_model, settings.context_tokens)
    name = model or settings.model
    path = find_model(name, places)
    if path is None and name:
        raise _missing(name, places)
    if path is None or not (name or settings.adapter or inspect(path).manifest):
        return RuleReader()
    return ModelWorker(spec_of(path, settings, scope, style), places)


def spec_of(path: Path, settings: Settings, scope: Scope, style: Style | None = None) -> ModelSpec:
    """Return how a model file is to be run: a known file is pinned to its hash, a trained one to the contract.

    `style` is how it will be asked where that is not what the settings say.
    """
    entry = entry_of(path)
    versions = versions_of(scope, style or settings.style)
    return ModelSpec(
        path=path,
        adapter=Path(settings.adapter) if settings.adapter else None,
        sha256=entry.sha256 if entry else "",
        name=entry.id if entry else "",
        context_tokens=settings.context_tokens,
        threads=settings.threads,
        expected=Expected(scope.scope_id, book=versions.book, prompt=versions.prompt, answer=versions.answer),
    )


def _missing(name: str, places: Places) -> ModelError:
    entry = find_entry(name)
    if entry is None:
        known = f"Give the path of a GGUF file, or one of the ids `dxdesk model list` shows ({DEFAULT_MODEL}, …)."
        return ModelError(f"There is no model {name}.", known)
    return ModelError(f"{entry.title} is not in {places.models}.", f"Run `dxdesk model fetch {name}`. {entry.by_hand}")
