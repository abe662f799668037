"""Negation, suspicion, family and past history in English clinical text.

A cue governs what follows it in its clause and enumeration; `but`, `however`, `which`, `;`, a full stop or a clause
that states something of its own end it.
"""

import re
from collections.abc import Iterator

from app.coding.assertion.cues import last, place
from app.coding.assertion.kinds import Assertion

_REACH = 240
"""Characters before a span that can hold its cue."""
_AHEAD = 120
_EVEN = str.maketrans("’‘“”–—−，；：（）？．　\t", "''\"\"---,;:()?.  ")
_FAMILY_SECTIONS = frozenset({"Family History", "家族史"})
_PAST_SECTIONS = frozenset({"Past Medical History", "Past Surgical History", "Surgical History", "既往史", "手术史"})
_STOP = re.compile(
    r";|[!?](?=\s)"
    r"|(?<!\bvs)(?<!\bdr)(?<!\bmr)(?<!\bmrs)(?<!\bapprox)(?<!\be\.g)(?<!\bi\.e)(?<![\s.]\d)(?<!^\d)(?<!\b[a-z])"
    r"\.(?=\s|$|[\"')])"
    r"|\n[ \t]*(?=\n|[-*•#]|\(?\d{1,2}[.)]\s|[A-Z])"
    r"|(?:^|(?<=\s))\(?\d{1,2}[.)](?=\s)|[•●▪]",
    re.IGNORECASE,
)
"""Ends of sentences, line breaks that begin something new, and the numbers of a numbered list."""
_BEGINS_LINE = re.compile(r"\n[ \t]*(?=\n|[-*•#]|\(?\d{1,2}[.)]\s|[A-Z])")


def _words(*patterns: str) -> re.Pattern[str]:
    """Compile alternatives that stand as whole words, in any case."""
    return re.compile(r"(?<![\w/])(?:" + "|".join(patterns) + r")(?!\w)", re.IGNORECASE)


_NO_CUE = _words(
    r"(?:no|without)(?: (?:significant|further|interval|new|appreciable|major|obvious|clinical|any|more))*"
    r" (?:changes?|increase|decrease|improvement|progression|worsening|resolution|response|relief|difficult(?:y|ies)"
    r"|doubt|(?:known )?complications?|incident|issues?|cause|problems?)",
    r"no further",
    r"no (?:longer|more than|less than|later than)",
    r"in no (?:acute |apparent |obvious )*distress",
    r"not (?:only|just|merely|simply|necessarily)",
    r"(?:gram|rh|her2)[- ]negative",
)
"""What looks like a negation and denies nothing of what follows."""
_OPEN = _words(
    r"(?:can|could|may)(?:not| not|'t) (?:be )?(?:entirely |completely |definitively )?(?:excluded?|ruled? out)",
    r"(?:unable|difficult) to (?:exclude|rule out)",
    r"not (?:be |been )?(?:entirely |completely |definitively )?(?:excluded|ruled out)",
    r"not (?:certain|sure|clear) (?:if|whether)",
)
"""A denial denied: what follows, or what stands before it, stays possible."""
_TO_RULE_OUT = _words(r"(?:to |and )?rule[- ]out", "r/o", "to exclude")
_DENIAL = _words(
    r"den(?:y|ies|ied|ying)",
    r"no(?: (?:evidence|signs?|symptoms?|history|hx|findings?|indication|suggestion|suspicion) (?:of|for))?",
    r"without",
    r"w/o",
    r"(?:negative|neg|unremarkable|nondiagnostic) for",
    r"never(?: (?:had|been|has|developed|experienced|diagnosed with))*",
    r"(?:absence|lack) of",
    r"free (?:of|from)",
    r"(?:rul(?:ed|es|ing)|excluded|excludes|excluding|rule-out negative for)(?: out)?(?: for)?",
    r"neither",
    r"nor",
    r"lack(?:s|ed|ing)?",
    r"fail(?:s|ed|ing)? to (?:reveal|show|demonstrate|develop|identify|disclose|detect)",
    r"(?:not|n't|cannot)(?: \w+){0,3}? (?:have|had|develop(?:ed)?|show|reveal|demonstrate|suggest(?:ive of)?|exhibit"
    r"|identify"
    r"|experience[d]?|endorse|complain of|consistent with|compatible with|indicative of|due to|from|represent|support"
    r"|meet(?: the)? criteria for|appreciate|see|find|detect|suspect(?:ed)?|concerning for|diagnosed with)",
    r"(?:did|does|do|is|was|were|has|have|had)n't",
    r"unlikely(?: to (?:be|have|represent|reflect))?",
)
_STATEMENT = _words(
    r"is|was|were|are|has|had|have|been|being|required|requiring|develop(?:s|ed|ing)|presents?|presented|report(?:s|ed)"
    r"|noted|found|show(?:s|ed)|reveal(?:s|ed)|treated|received|underwent|improv(?:ed|ing)|persist(?:s|ed)"
    r"|diagnosed|confirmed|started|given|continue[sd]?|status|on exam|positive|notable|remain(?:s|ed)|occurr(?:ed|ing)"
    r"|complain(?:s|ed|ing)|endors(?:es|ed)|admits|admitted|worsen(?:ed|s)|consistent with|demonstrat(?:es|ed)|grew"
    r"|likely|possible|probable|suspected|stable|controlled|managed|on"
)
"""A clause that says something of its own is no longer part of the list a cue governs."""
_BREAK = _words(
    r"but|however|although|though|which|who|whom|except|yet|nevertheless|nonetheless|despite|until|because|while"
    r"|whereas"
    r"|aside from|other than|apart from|secondary to|due to|after|since|given|report(?:s|ed)|endorses?|complain(?:s|ed)"
    r"|presents?|presented|p/w|admitted|found|showed|did show|noted|positive for|confirmed|reveal(?:s|ed)|was|were"
    r"|and (?:has|had|is)"
)
_DOUBT_BREAK = _words(
    r"but|however|although|though|except|yet|despite|until|which|who|whereas|aside from|because|confirmed|diagnosed"
    r"|(?:was|were|is|are|has|had) (?!to be|been|being|due|secondary)\w+"
)
_DENIED_AFTER = re.compile(
    r"^\)?(?: (?!and |or |with |but )[\w-]+){0,2}(?:(?:, [\w-]+(?: [\w-]+)?)*(?:,? and|,? or"
    r"|/) ?[\w-]+(?: [\w-]+)?)?[ ]*[:(-]?[ ]*"
    r"(?:(?:was|were|is|are|has been|have been|had been|came back|returned)[ ]+)?"
    r"(?:(?:also|all|both|then|subsequently|effectively|definitively|thus|therefore|deemed"
    r"|(?:considered|felt|thought|believed|judged)(?:[ ]+to[ ]+be)?)[ ]+)*"
    r"(?:ruled out|excluded|negative|absent|unlikely|denied|less likely|neg(?!\w)"
    r"|(?:not|never|n't)[ ]+(?:been[ ]+)?(?:clearly |definitively )?(?:seen|detected|identified|present|found"
    r"|demonstrated"
    r"|noted|evident|appreciated|visuali[sz]ed|suspected|observed|confirmed|felt to be present|supported))\b",
    re.IGNORECASE,
)
_DOUBT_BEFORE = re.compile(
    _OPEN.pattern + r"|(?<![\w/])(?:possibl[ey]|probabl[ey]|likely|suspect(?:ed|s|ing)?(?: of)?(?: having)?"
    r"|suspicio(?:n|us)(?: for| of)?"
    r"|presum(?:ed|ably|ptive)|questionable|question of|concern(?:s|ed|ing)? (?:for|about|of)|worrisome for|r/o"
    r"|(?:to |and )?rule[- ]out|to exclude|(?:may|might|could) (?:represent|reflect|be|have|indicate|suggest)|might"
    r"|perhaps"
    r"|versus|vs\.?|differential(?: diagnos[ie]s)?|ddx|work-?up for|workup (?:of|for)|consider(?:ed|ing|s)?"
    r"|equivocal for"
    r"|suggest(?:s|ed|ive|ing)?(?: of)?|appear(?:s|ed)? to (?:be|have|represent)|evaluat(?:e|ed|ion|ing) for"
    r"|investigat(?:e|ed|ion) for|test(?:ed|ing) for|suspicion|query)(?!\w)|\?[ ]*$",
    re.IGNORECASE,
)
_HYPOTHETICAL = _words(
    r"if",
    r"in (?:case|the event) of",
    r"(?:at )?(?:\w+ )?risks? (?:of|for)",
    r"risk factors? (?:of|for)",
    r"prophyla\w+ (?:against|for)",
    r"prevent(?:s|ing|ion)?(?: of)?",
    r"avoid(?:ing|ance)?(?: of)?",
    r"screen(?:ed|ing)?(?: \w+)? for",
    r"(?:as needed|prn)(?: for)?",
    r"return(?: to [\w ]{1,30}?)? (?:if|for|with)",
    r"call(?: [\w']+){0,5}? (?:if|for|with)",
    r"(?:watch|monitor(?:ed|ing)?|observe|check|look) (?:\w+ )?(?:closely )?for",
    r"(?:come back|report)(?: \w+)? (?:if|for|any)|report any",
    r"go to (?:the|your) (?:\w+ ){1,3}(?:if|for|with)",
    r"seek(?: \w+){0,4}? (?:if|for|with|should)",
    r"should(?: you| he| she| the patient)?(?: (?:develop|experience|have|notice))?(?= ?$)",
    r"should (?:you|symptoms)",
    r"predispos\w+ to",
    r"vaccin\w+ (?:against|for)",
)
_DOUBTED_AFTER = re.compile(
    r"^[ ]*\(?\?"
    r"|^(?: [\w-]+){0,2}[ ]*,?[ ]*(?:versus|vs\.?)(?!\w)"
    r"|^(?: [\w-]+){0,2} (?:can|could|may)(?:not| not|'t) (?:be )?(?:\w+ )?(?:excluded|ruled out)"
    r"|^(?: [\w-]+){0,2} (?:has|have|was|were|is) not (?:yet )?(?:been )?(?:entirely |completely )?(?:excluded"
    r"|ruled out)"
    r"|^(?: [\w-]+){0,2} (?:is|was|were|are|remains?|remained|seems|seemed)(?: also| still"
    r"| (?:thought|felt|believed)(?: to be)?)?(?: a"
    r"| the| most)?"
    r" (?:suspected|possib\w+|likely|considered|questioned|presumed|probable|concern|in question|on the differential)"
    r"|^ (?:prophylaxis|prevention|screen(?:ing)?|risks?|precautions?|ppx|vaccin\w+|work-?up|rule[- ]?out"
    r"|suspected)(?!\w)"
    r"|^ (?:occurs?|develops?|worsens?|recurs?|returns)(?!\w)",
    re.IGNORECASE,
)
_PERSON = _words(
    r"(?:grand|step|god)?(?:father|mother|parents?)s?|(?:half-?)?(?:brother|sister|sibling)s?|sons?|daughters?|uncles?"
    r"|aunts?|cousins?|husband|wife|spouse|relatives?|famil(?:y|ial)(?: (?:hx|history|h/o))?|maternal|paternal|fhx?"
    r"|children|niece|nephew|twin"
)
_BY_PERSON = re.compile(
    r"\b(?:by|per|according to|from|accompanied by|with the help of|to) (?:(?:his|her|the|their|a|an) )?(?:[\w-]+ )?$",
    re.IGNORECASE,
)
_LIVES_WITH = re.compile(
    r"\b(?:liv(?:es|ing)|here|arrived|came) with (?:(?:his|her|a|an) )?(?:[\w-]+ )?$", re.IGNORECASE
)
_REPORTS = _words(
    r"notic(?:ed|es)|noted|notes|reports?|reported|states?|stated|says|said|found|witnessed|saw|brought|call(?:ed|s)"
    r"|informed|told"
    r"|believes?|feels?|describ(?:es|ed)|observ(?:es|ed)|agree[sd]?|counsel(?:l?ed)|discussed|meeting"
)
_SELF = _words(r"he|she|patient|pt|himself|herself|patient's|who presents")
_FAMILY_AFTER = re.compile(
    r"^(?: [\w-]+)?,? (?:family history|runs in (?:the|his|her) family|running in)"
    r"|^[^.;:]{0,30}?(?:\bin|\bof|\()[ ]*(?:(?:his|her|the|a|an|both|two|three|several|first-degree|maternal"
    r"|paternal|older"
    r"|younger)[ ]+)*(?:grand)?(?:father|mother|parents?|brothers?|sisters?|siblings?|sons?|daughters?|uncles?|aunts?"
    r"|cousins?|relatives?)\b"
    r"|^[ ]*,[ ]*(?:(?:his|her|both|maternal|paternal)[ ]+)*(?:grand)?(?:father|mother|parents?|brothers?|sisters?"
    r"|siblings?)"
    r"[ ]*(?:[,)]|$)",
    re.IGNORECASE,
)
_NOT_HISTORY = _words(
    r"(?:\d+|an?|one|two|three|four|five|six|seven|several|few)[- ](?:day|week|hour|month|d|wk|h)s?'?s? history of",
    r"history of present(?:ing)? illness",
    r"prior to",
    r"(?:natural|social|family) history",
)
"""What looks like past history and begins the present."""
_HISTORY = _words(
    r"history (?:is )?(?:of|significant for|notable for|remarkable for|includes|included|positive for)"
    r"|(?:past )?hx(?: of)?"
    r"|h/o|pmhx?|pshx?|past (?:medical|surgical) history|history"
)
"""Begins a list of past conditions."""
_EARLIER = _words(
    r"previous(?:ly)?|prior|s/p|status[- ]post|remote(?:ly)?|in the past|former(?:ly)?|as a child|in childhood"
    r"|(?:\d+|an?|one|two|three|four|five|six|seven|eight|ten|several|many|few)(?: or \w+)? years? (?:ago|earlier)"
    r"|in (?:19|20)\d\d"
)
"""Puts its own item in the past, or a whole sentence that it opens."""
_PRESENT = _words(
    r"now|currently|today|p/w|presents?|presented|presenting|admitted (?:for|with|to)|develop(?:s|ed|ing)"
    r"|this admission|on arrival"
    r"|(?:was|were|is) found|new(?:ly)?|(?:day|week|hour|month)s? (?:ago|prior|earlier|before)|comes? in|came in"
    r"|complain\w*"
    r"|prior to admission|this hospitali[sz]ation|who (?:presents|presented)"
)
_PAST_AFTER = re.compile(
    r"^[^.;:,]{0,60}?\b(?:years? (?:ago|earlier|prior)|in (?:(?:january|february|march|april|may|june|july|august"
    r"|september"
    r"|october|november|december) )?(?:19|20)\d\d|in the past|as a child|in childhood)\b",
    re.IGNORECASE,
)
_OPENING = 3
"""Characters into a sentence that still open it."""
_ENDING = re.compile(
    r"(?:\?|negative|ruled out|excluded|(?:un|less )likely|not (?:seen|detected|present|identified|found))\)?\.?$",
    re.IGNORECASE,
)


def assertion_at(text: str, start: int, end: int, section: str = "") -> Assertion:
    """Say how text speaks of a quote; what the quote itself begins or ends with is read, too."""
    judged = mention_assertion(text, start, end, section)
    if judged is not Assertion.AFFIRMED and judged is not Assertion.PAST:
        return judged
    span = text[start:end].translate(_EVEN).strip()
    ending = _ENDING.search(span)
    if _DENIAL.match(_masked(span)) or (ending and "?" not in ending.group()):
        return Assertion.NEGATED
    if judged is Assertion.PAST:
        return judged
    if ending or _DOUBT_BEFORE.match(span) or _HYPOTHETICAL.match(span):
        return Assertion.SUSPECTED
    if _PERSON.match(re.sub(r"^(?:his|her|the) ", "", span, flags=re.IGNORECASE)) and not _REPORTS.search(span):
        return Assertion.FAMILY
    begins_past = _HISTORY.match(_presented(span)) or _EARLIER.match(_presented(span))
    return Assertion.PAST if begins_past else judged


def mention_assertion(text: str, start: int, end: int, section: str = "") -> Assertion:
    """Say how the words around a condition's name speak of it; the name itself is not read."""
    left, right = _sentence(text, start, end)
    doubted = _DOUBTED_AFTER.search(right) is not None
    if not doubted and (_denied_before(left, right) or _DENIED_AFTER.search(right)):
        return Assertion.NEGATED
    if doubted or _doubted_before(left, right):
        return Assertion.SUSPECTED
    if _of_family(left, right, section):
        return Assertion.FAMILY
    if _past(left, right, section):
        return Assertion.PAST
    return Assertion.AFFIRMED


def _sentence(text: str, start: int, end: int) -> tuple[str, str]:
    """Return what stands before and after the span within its sentence, spaces and quotation marks evened."""
    window = text[max(0, start - _REACH) : start].translate(_EVEN)
    left = window
    for stop in _stops(window):
        left = window[stop[1] :]
    right = text[end : end + _AHEAD].translate(_EVEN)
    first = next(_stops(right), None)
    if first is not None and not right.startswith("?"):
        right = right[: first[0]]
    return re.sub(r"\s+", " ", left).lstrip(), re.sub(r"\s+", " ", right)


def _stops(window: str) -> Iterator[tuple[int, int]]:
    """Yield where sentences end; a line break counts only before something that begins anew."""
    for match in _STOP.finditer(window):
        if not match.group().startswith("\n") or _BEGINS_LINE.match(window, match.start()):
            yield match.span()


def _masked(text: str) -> str:
    """Blank what only looks like a denial, keeping length."""
    for pattern in (_NO_CUE, _OPEN, _TO_RULE_OUT):
        text = pattern.sub(lambda match: "_" * len(match.group()), text)
    return text


def _presented(text: str) -> str:
    """Blank what only looks like past history, keeping length."""
    return _NOT_HISTORY.sub(lambda match: "_" * len(match.group()), text)


def _denied_before(left: str, right: str) -> bool:
    """Find the last denial before the span and see whether its scope reaches the span."""
    cue = last(_DENIAL, _masked(left))
    return cue is not None and _reaches(left[cue.end() :], right, _BREAK)


def _doubted_before(left: str, right: str) -> bool:
    """Find a word of doubt in the span's own clause, or a hypothesis whose list reaches it."""
    cue = last(_HYPOTHETICAL, left)
    if cue is not None and _reaches(left[cue.end() :], right, _DOUBT_BREAK):
        return True
    cue = last(_DOUBT_BEFORE, left)
    if cue is None:
        return False
    gap = left[cue.end() :]
    return "," not in gap and not _DOUBT_BREAK.search(gap)


def _reaches(gap: str, right: str, ends: re.Pattern[str]) -> bool:
    """Say whether a cue's scope runs through gap: no ending word, and past a comma only as a plain list."""
    if ends.search(gap) or gap.count(")") > gap.count("("):
        return False
    first, *further = gap.split(",")
    if ":" in first and further:
        return False
    rest = re.split(r",|\band\b|\bor\b", right, maxsplit=1)[0]
    return not further or not any(_STATEMENT.search(clause) for clause in (*further, rest))


def _of_family(left: str, right: str, section: str) -> bool:
    """Say whether the span belongs to a relative: a person named beside it, or the family section."""
    if _FAMILY_AFTER.search(right):
        return True
    person = last(_PERSON, left)
    if person is None:
        return section in _FAMILY_SECTIONS
    between = left[person.end() :]
    if _LIVES_WITH.search(left[: person.start()]) and not re.search(r"\b(?:who|with|has)\b", between):
        return section in _FAMILY_SECTIONS
    speaks = _REPORTS.search(between) or _BY_PERSON.search(left[: person.start()])
    return section in _FAMILY_SECTIONS or not (speaks or _SELF.search(between))


def _past(left: str, right: str, section: str) -> bool:
    """Say whether the span is history: by its section, or by words of the past nearer than words of the present."""
    if section in _PAST_SECTIONS:
        return True
    cleared = _presented(left)
    earlier = last(_EARLIER, cleared)
    if earlier and earlier.start() > _OPENING and "," in cleared[earlier.end() :]:
        earlier = None
    past = max(place(last(_HISTORY, cleared)), place(earlier))
    present = place(last(_PRESENT, left))
    return past > present or (present < 0 and _PAST_AFTER.search(right) is not None)
