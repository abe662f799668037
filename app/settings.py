"""The workstation's settings: each declared once with type, default and meaning; unknown keys are errors."""

import json
import tomllib
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path

from app.coding.decision import Role
from app.coding.prompt import AnswerOrder, Layout, Style
from app.errors import InputError


@dataclass(frozen=True, slots=True)
class Settings:
    """What a user may set; `dxdesk doctor --settings` prints them with their meaning."""

    actor: str = field(default="", metadata={"meaning": "your name in decisions and the audit trail"})
    role: str = field(default="coder", metadata={"meaning": "your part in the work", "choices": tuple(Role)})
    language: str = field(default="", metadata={"meaning": "empty follows the system", "choices": ("", "zh_CN", "en")})
    theme: str = field(default="system", metadata={"meaning": "colours", "choices": ("system", "light", "dark")})
    font_scale: int = field(default=100, metadata={"meaning": "text size in percent"})
    model: str = field(
        default="", metadata={"meaning": "model id or GGUF file; empty: the default if it is proven, else the rules"}
    )
    adapter: str = field(default="", metadata={"meaning": "GGUF LoRA adapter applied on the model"})
    server: str = field(default="", metadata={"meaning": "address of a model server on the hospital's LAN"})
    server_model: str = field(default="", metadata={"meaning": "model name the server knows"})
    book: str = field(default="", metadata={"meaning": "code book records are coded from; empty: the 55 of CCL25"})
    second_book: str = field(default="", metadata={"meaning": "code book shown beside it through the crosswalk"})
    grouper: str = field(default="", metadata={"meaning": "empty: none", "choices": ("", "ms-drg", "chs-drg")})
    grouper_version: str = field(default="", metadata={"meaning": "version of the grouper; empty takes the latest"})
    layout: str = field(
        default="", metadata={"meaning": "prompt layout; empty: the model's own", "choices": ("", *Layout)}
    )
    answer_order: str = field(
        default="",
        metadata={
            "meaning": "where the reasoning stands; empty: as trained",
            "choices": ("", *AnswerOrder),
        },
    )
    reply_tokens: int = field(default=320, metadata={"meaning": "most tokens of one completion"})
    context_tokens: int = field(default=8192, metadata={"meaning": "most context given to a model"})
    threads: int = field(default=0, metadata={"meaning": "threads of the model; 0 chooses"})
    keep_backups: int = field(default=14, metadata={"meaning": "dated backups kept"})

    def style_for(self, prompt: str) -> Style:
        """Return the style a model is asked in: what is set, else what it was trained in (`prompt`, or the default)."""
        own = Style.of(prompt)
        return Style(Layout(self.layout or own.layout), AnswerOrder(self.answer_order or own.order))


def load(path: Path) -> Settings:
    """Read settings; a missing file gives the defaults, an unknown key or a wrong type an InputError."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Settings()
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InputError(f"{path} cannot be read: {error}", "Mend or delete the file.") from error
    return checked(Settings(), raw, str(path))


def checked(settings: Settings, changes: dict[str, object], where: str) -> Settings:
    """Return settings with these changes; raise InputError on an unknown key, a wrong type or value."""
    known = {each.name: type(each.default) for each in fields(Settings)}
    choices = {each.name: each.metadata["choices"] for each in fields(Settings) if "choices" in each.metadata}
    for key, value in changes.items():
        if key not in known:
            raise InputError(f"{where}: unknown setting {key!r}.", f"Known: {', '.join(sorted(known))}.")
        if type(value) is not known[key]:
            raise InputError(f"{where}: {key} must be a {known[key].__name__}.", "Correct the value.")
        if value not in choices.get(key, (value,)):
            listed = ", ".join(str(choice) or '""' for choice in choices[key])
            raise InputError(f"{where}: {key} cannot be {value!r}.", f"Choose one of: {listed}.")
    return replace(settings, **changes)  # type: ignore[arg-type]


def save(settings: Settings, path: Path) -> None:
    """Write the settings that differ from the defaults, replacing the file whole."""
    defaults = asdict(Settings())
    lines = [f"{key} = {_toml(value)}" for key, value in asdict(settings).items() if value != defaults[key]]
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    fresh.write_text("\n".join(lines) + "\n", encoding="utf-8")
    fresh.replace(path)


def _toml(value: object) -> str:
    if isinstance(value, int):
        return str(value).lower()
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")
