"""The headless commands by name; each module has `configure(parser)` and `run(args)`, and is loaded when called."""

from types import MappingProxyType

COMMANDS: MappingProxyType[str, tuple[str, str]] = MappingProxyType(
    {
        "code": ("app.commands.code", "records in, suggested codes out"),
        "import": ("app.commands.intake", "put records into the worklist"),
        "export": ("app.commands.delivery", "write reviewed codes for the hospital"),
        "model": ("app.commands.models", "list, fetch, check or choose a model"),
        "codebook": ("app.commands.codebook", "list, search or show codes"),
        "group": ("app.commands.group", "the DRG of a code set, and what it would be otherwise"),
        "edits": ("app.commands.edits", "check codes against the coding rules"),
        "corrections": ("app.commands.corrections", "hand coders' corrections to the trainer, de-identified"),
        "evaluate": ("app.commands.evaluate", "score suggestions against gold codes"),
        "variants": ("app.commands.variants", "import, list, approve and export rewrites of bad cases"),
        "audit": ("app.commands.audit", "verify the audit trail"),
        "backup": ("app.commands.backup", "write or restore a dated backup of the store"),
        "doctor": ("app.commands.doctor", "check this installation and say what is missing"),
        "bench": ("app.commands.bench", "measure speed and memory on this machine"),
        "demo": ("app.commands.demo", "code the demo records and take screenshots, without a display"),
    }
)
"""Command → (module, one-line help)."""
