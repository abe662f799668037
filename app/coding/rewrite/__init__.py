"""The bad-case loop's values and the bundles they travel in: bad case → variants → the expert's approvals.

The trainer writes VARIANTS, the workstation answers with APPROVED; CORRECTIONS are the coders' own bad cases. An
approval is given for one variant as it stands: it holds its seal, and what is changed afterwards is not approved.
"""

from app.coding.rewrite.bundles import (
    approved_bundle,
    belongs,
    case_or_variant,
    corrections_bundle,
    read_approved,
    read_corrections,
    read_variants,
    variants_bundle,
)
from app.coding.rewrite.forms import (
    approval_from_json,
    approval_to_json,
    case_from_json,
    case_to_json,
    variant_from_json,
    variant_to_json,
)
from app.coding.rewrite.values import (
    Approval,
    BadCase,
    Case,
    Judge,
    RejectWhy,
    Standing,
    Variant,
    Verdict,
    seal,
    text_hash,
)

__all__ = [
    "Approval",
    "BadCase",
    "Case",
    "Judge",
    "RejectWhy",
    "Standing",
    "Variant",
    "Verdict",
    "approval_from_json",
    "approval_to_json",
    "approved_bundle",
    "belongs",
    "case_from_json",
    "case_or_variant",
    "case_to_json",
    "corrections_bundle",
    "read_approved",
    "read_corrections",
    "read_variants",
    "seal",
    "text_hash",
    "variant_from_json",
    "variant_to_json",
    "variants_bundle",
]
