"""Places below the province go; words of the body and of the hospital that sound like places stay."""

import pytest

from tests.app.knowledge.identifiers.planted import cleaned


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("籍贯：河北省石家庄市", "籍贯：河北省[地址]"),
        ("籍贯：河北", "籍贯：河北"),
        ("到石家庄市第一人民医院急诊", "到[医院]急诊"),
        ("2天前在天津医院行PCI", "2天前在[医院]行PCI"),
        ("家住李家村3组，", "家住[地址]，"),
        ("lives in Texas with family", "lives in Texas with family"),
        ("123 Main Street, Springfield, IL 62704.", "[address], IL [address]."),
        ("Transferred from St. Mary's Hospital.", "Transferred from [hospital]."),
        ("心内科二区", "心内科[医院]区"),
    ],
)
def test_what_is_smaller_than_a_province_goes(before: str, after: str):
    assert cleaned(before) == after


@pytest.mark.parametrize(
    "text",
    [
        "在当地医院、外院、我院及上级医院治疗，遂至医院就诊",
        "医院获得性肺炎，医院内感染",
        "左肺门区、心前区、双肾区、胃窦区、病区",
        "消化道、呼吸道、旁路、通路15号",
        "在保定医学上并无此说，于市区散步",
        "Outside Hospital, Cardiology Clinic, Hospital Course",
    ],
)
def test_what_only_sounds_like_a_place_stays(text: str):
    assert cleaned(text) == text


def test_an_address_takes_no_sentence_with_it():
    assert cleaned("在保定市诊断为消化道出血，行旁路手术") == "在[地址]诊断为消化道出血，行旁路手术"
