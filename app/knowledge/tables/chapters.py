"""The 22 chapters of ICD-10: number, name and range in Chinese and English, found by a code's category."""

from bisect import bisect_right
from dataclasses import dataclass

from app.knowledge.entries import Language


@dataclass(frozen=True, slots=True)
class Chapter:
    """One chapter; `first` and `last` are 3-character categories."""

    number: int
    first: str
    last: str
    zh: str
    en: str

    def code(self, language: Language) -> str:
        """Return the code its heading has in a book: 第九章, or 9 as in ICD-10-CM."""
        return f"第{_chinese(self.number)}章" if language is Language.ZH else str(self.number)

    def name(self, language: Language) -> str:
        """Return its name with its range."""
        return f"{self.zh if language is Language.ZH else self.en} ({self.first}-{self.last})"


CHAPTERS = tuple(
    Chapter(number, *words)
    for number, words in enumerate(
        (
            ("A00", "B99", "某些传染病和寄生虫病", "Certain infectious and parasitic diseases"),
            ("C00", "D48", "肿瘤", "Neoplasms"),
            ("D50", "D89", "血液及造血器官疾病和某些涉及免疫机制的疾患", "Diseases of the blood and immune mechanism"),
            ("E00", "E90", "内分泌、营养和代谢疾病", "Endocrine, nutritional and metabolic diseases"),
            ("F00", "F99", "精神和行为障碍", "Mental and behavioural disorders"),
            ("G00", "G99", "神经系统疾病", "Diseases of the nervous system"),
            ("H00", "H59", "眼和附器疾病", "Diseases of the eye and adnexa"),
            ("H60", "H95", "耳和乳突疾病", "Diseases of the ear and mastoid process"),
            ("I00", "I99", "循环系统疾病", "Diseases of the circulatory system"),
            ("J00", "J99", "呼吸系统疾病", "Diseases of the respiratory system"),
            ("K00", "K93", "消化系统疾病", "Diseases of the digestive system"),
            ("L00", "L99", "皮肤和皮下组织疾病", "Diseases of the skin and subcutaneous tissue"),
            ("M00", "M99", "肌肉骨骼系统和结缔组织疾病", "Diseases of the musculoskeletal system"),
            ("N00", "N99", "泌尿生殖系统疾病", "Diseases of the genitourinary system"),
            ("O00", "O99", "妊娠、分娩和产褥期", "Pregnancy, childbirth and the puerperium"),
            ("P00", "P96", "起源于围生期的某些情况", "Certain conditions originating in the perinatal period"),
            ("Q00", "Q99", "先天性畸形、变形和染色体异常", "Congenital malformations and chromosomal abnormalities"),
            (
                "R00",
                "R99",
                "症状、体征和临床与实验室异常所见，不可归类在他处者",
                "Symptoms, signs and abnormal findings, not elsewhere classified",
            ),
            ("S00", "T98", "损伤、中毒和外因的某些其他后果", "Injury, poisoning and other external consequences"),
            ("V01", "Y98", "疾病和死亡的外因", "External causes of morbidity and mortality"),
            (
                "Z00",
                "Z99",
                "影响健康状态和与保健机构接触的因素",
                "Factors influencing health status and contact with services",
            ),
            ("U00", "U99", "用于特殊目的的编码", "Codes for special purposes"),
        ),
        start=1,
    )
)
"""In their own order; chapter 22 stands at U, between 19 and 20 in the alphabet."""

MORPHOLOGY_CODE = "形态学"
MORPHOLOGY_NAME = "肿瘤形态学编码 (M8000-M9999)"


_BY_FIRST = tuple(sorted(CHAPTERS, key=lambda chapter: chapter.first))
_FIRSTS = tuple(chapter.first for chapter in _BY_FIRST)


def chapter_of(category: str) -> Chapter:
    """Return the chapter of a 3-character category; one past a chapter's range still belongs to it (D49, E99)."""
    place = bisect_right(_FIRSTS, "V01" if category[:3] == "V00" else category[:3])
    return _BY_FIRST[max(0, place - 1)]


def _chinese(number: int) -> str:
    """Write 1 to 22 in Chinese numerals."""
    digits = " 一二三四五六七八九"
    tens, ones = divmod(number, 10)
    return (("" if tens < 2 else digits[tens]) + ("十" if tens else "") + digits[ones]).strip()
