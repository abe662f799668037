"""Opens the model the settings and the command line name: a server, a local file, or the rules."""

import contextlib
from pathlib import Path

from app.coding.completion import CompletionModel
from app.coding.prompt import Style
from app.coding.scope import Scope
from app.coding.versions import versions_of
from app.errors import ModelError, ModelRefusedError
from app.inference.catalog import DEFAULT_MODEL, ModelEntry, adapter_of, entry_of, find_entry, find_model
from app.inference.modelfile import Expected, check_manifest, inspect
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
) -> CompletionModel:
    """Return the backend asked for; nothing is loaded yet.

    The command line goes before the settings. With neither, the default model reads if it is there, was trained for
    this scope and is proven to read better than the rules; otherwise the rules do (README, figures).
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
    if path is None:
        return RuleReader()
    entry = find_entry(name or DEFAULT_MODEL)
    spec = spec_of(path, settings, scope, places, entry)
    asked = name or settings.adapter
    proven = entry is not None and entry.proven
    return ModelWorker(spec, places) if asked or (proven and _trained_for(spec)) else RuleReader()


def _trained_for(spec: ModelSpec) -> bool:
    """Tell whether a model was trained for what is in force; raise ModelRefusedError where its file is damaged."""
    file = spec.adapter or spec.path
    manifest = inspect(file).manifest
    if manifest is None:
        return False
    try:
        check_manifest(file.name, manifest, spec.expected)
    except ModelRefusedError:
        return False
    return True


def stated_prompt(path: Path, adapter: Path | None) -> str:
    """Return the prompt version a model was trained in, by its adapter's manifest or its own; empty when none says.

    A file that cannot be read states nothing here; it is refused in words when it is started.
    """
    for file in (adapter, path):
        with contextlib.suppress(ModelRefusedError, ValueError):
            if file is not None and file.is_file() and (manifest := inspect(file).manifest) and manifest.prompt:
                Style.of(manifest.prompt)
                return manifest.prompt
    return ""


def open_file(
    path: Path,
    home: Path,
    *,
    adapter: Path | None = None,
    context_tokens: int = 8192,
    threads: int = 0,
    scope: Scope | None = None,
    style: Style | None = None,
) -> ModelWorker:
    """Open a model file as the workstation runs it, its caches and logs under home; for judging what was trained.

    With a scope the file must have been made for it, as in the workstation; nothing is loaded yet.
    """
    expected = Expected()
    if scope is not None:
        versions = versions_of(scope, style or Style.of(stated_prompt(path, adapter)))
        expected = Expected(scope.scope_id, book=versions.book, prompt=versions.prompt, answer=versions.answer)
    prompt = stated_prompt(path, adapter)
    spec = ModelSpec(path, adapter, prompt=prompt, context_tokens=context_tokens, threads=threads, expected=expected)
    return ModelWorker(spec, Places(home, home / "cache"))


def spec_of(
    path: Path,
    settings: Settings,
    scope: Scope,
    places: Places,
    entry: ModelEntry | None = None,
) -> ModelSpec:
    """Return how a model file is to be run: a known file is pinned to its hash, a trained one to the contract.

    It will be asked in the style that is set, else in its own; `entry` is what the file was asked for
    as, where it was asked for by name. An adapter of the settings goes before the entry's own. Raises ModelError when
    the entry's adapter is not there.
    """
    entry = entry or entry_of(path)
    own = Path(settings.adapter) if settings.adapter else None
    adapter = own or (adapter_of(entry, places) if entry else None)
    prompt = stated_prompt(path, adapter)
    style = settings.style_for(prompt)
    versions = versions_of(scope, style if scope.fixed else style.retrieved)
    return ModelSpec(
        path=path,
        adapter=adapter,
        prompt=prompt,
        adapter_sha256=entry.adapter_sha256 if entry and not own else "",
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
