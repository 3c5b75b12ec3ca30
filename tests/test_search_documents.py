"""A document holds what the public profile shows, and nothing else of the subject."""

from dataclasses import asdict, replace

from creditsearch.brands import Brand, brand
from creditsearch.documents import document, documents
from creditsearch.hits import row, rows
from creditsearch.names import key
from creditsearch.pinyin import latin_forms
from tests.profiles import a_site, full


def test_a_document_names_the_subject_and_what_it_is_filtered_by():
    profile = full(a_site())
    (made,) = documents([profile], a_site())
    assert (made.id, made.name) == (profile.id, profile.name)
    assert made.standing == profile.standing.id
    assert made.lists == tuple(sorted({e.record.list_kind for e in profile.listings}))
    assert made.platforms == tuple(sorted({e.record.platform_name for e in profile.shops}))
    assert made.newest_on is not None


def test_nothing_that_is_not_public_reaches_a_document_or_the_server():
    secret = "不公开的内容"
    profile = full(a_site())
    subject = replace(profile.subject, subject_no=secret, legal_rep=secret, address=secret)
    made = document(replace(profile, subject=subject), a_site())
    assert secret not in str(asdict(made))
    assert secret not in str(row(made))


def test_a_person_has_no_words_but_the_full_name():
    subject = replace(full(a_site()).subject, entity_kind="natural_person", aliases=("小虚",))
    person = replace(full(a_site()), name="欧阳*", full_name="欧阳虚构", subject=subject)
    made = document(person, a_site())
    assert made.is_person
    assert made.aliases == made.shops == ()
    assert (made.name, made.full_name) == ("欧阳*", "欧阳虚构")
    assert list(rows([made])) == []  # whoever may search an index may list all of it


def test_a_brand_stands_between_region_and_trade():
    for name, expected in (
        ("上海市青橙优品商贸有限公司", "青橙优品"),
        ("青橙(上海)商贸有限公司", "青橙"),
        ("呼和浩特市青橙网络科技有限责任公司", "青橙"),
        (
            "广州南沙青橙经营部",
            "南沙青橙",
        ),  # a county without its suffix may be a brand: both beginnings are found
        ("青橙", "青橙"),
        ("有限公司", "有限公司"),
    ):
        found = brand(name)
        assert key(name)[found.start : found.start + found.length] == expected, name
    assert 4 in brand("广州南沙青橙经营部").other_starts


def test_a_brand_is_spelt_by_each_common_reading():
    spelt = {
        text[: abs(letters)]
        for text, letters in latin_forms("重阳商贸", brand("重阳商贸"))
        if letters
    }
    assert {"chongyang", "zhongyang", "cy", "zy"} <= spelt
    three = {text for text, _ in latin_forms("长乐行", Brand(0, 3, ()))}
    assert {"changlehang", "changyuexing", "zhangyuexing", "zhanglehang"} <= three
    assert "qianyuan" in {text for text, _ in latin_forms(key("乾元"), Brand(0, 2, ()))}
