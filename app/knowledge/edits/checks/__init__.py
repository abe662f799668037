"""What each kind of rule asks, as functions from a rule and a stay to what was found."""

from collections.abc import Callable, Iterable
from types import MappingProxyType

from app.knowledge.edits.checks import facts, laterality, pairs, structure, tabular
from app.knowledge.edits.rule import Kind, Rule
from app.knowledge.edits.stay import Found, Stay

Check = Callable[[Rule, Stay], Iterable[Found]]

CHECKS: MappingProxyType[Kind, Check] = MappingProxyType(
    {
        Kind.EXCLUSIVE: pairs.exclusive,
        Kind.COMBINATION: pairs.combination,
        Kind.NEEDS_COMPANION: pairs.needs_companion,
        Kind.PRINCIPAL_FORBIDDEN: pairs.principal_forbidden,
        Kind.ADVICE: pairs.advice,
        Kind.INCIDENTAL: pairs.incidental,
        Kind.SEQUENCE: pairs.sequence,
        Kind.FORM: structure.form,
        Kind.PRINCIPAL_MISSING: structure.principal_missing,
        Kind.DUPLICATE: structure.duplicate,
        Kind.PRINCIPAL_AGAIN: structure.principal_again,
        Kind.MIXED_BOOKS: structure.mixed_books,
        Kind.UNKNOWN_CODE: structure.unknown_code,
        Kind.HEADING: structure.heading,
        Kind.GREY: structure.grey,
        Kind.UNMAPPED: structure.unmapped,
        Kind.ASTERISK_PRINCIPAL: structure.asterisk_principal,
        Kind.ASTERISK_ALONE: structure.asterisk_alone,
        Kind.ASTERISK_UNCHECKED: structure.asterisk_unchecked,
        Kind.ABSENT_PRINCIPAL: facts.absent_principal,
        Kind.SEX: facts.sex,
        Kind.AGE: facts.age,
        Kind.ENTRY_SEX: facts.entry_sex,
        Kind.ENTRY_AGE: facts.entry_age,
        Kind.DATES: facts.dates,
        Kind.PROCEDURE_DUPLICATE: facts.procedure_duplicate,
        Kind.PROCEDURE_DATE: facts.procedure_date,
        Kind.EXCLUDES1: tabular.excludes1,
        Kind.MANIFESTATION_PRINCIPAL: tabular.manifestation_principal,
        Kind.MANIFESTATION_ALONE: tabular.manifestation_alone,
        Kind.CODE_FIRST: tabular.code_first,
        Kind.CODE_FIRST_ORDER: tabular.code_first_order,
        Kind.SEVENTH: tabular.seventh,
        Kind.LATERALITY_UNSPECIFIED: laterality.unspecified,
        Kind.LATERALITY_BILATERAL: laterality.bilateral,
        Kind.LATERALITY_BOTH: laterality.both,
    }
)
"""Every kind has its check."""
