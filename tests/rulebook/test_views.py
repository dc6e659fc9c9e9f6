from __future__ import annotations

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from angen.rulebook.actions import install_pack
from angen.rulebook.models import InstalledPack
from assess import packs, world

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("indicators")]


def zipped(files: dict[str, str], top: str = "pack/") -> SimpleUploadedFile:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, text in files.items():
            archive.writestr(f"{top}{name}", text)
        archive.writestr("__MACOSX/._pack.yaml", "rubbish")
    return SimpleUploadedFile("pack.zip", content.getvalue())


@pytest.fixture
def county():
    return world.county()


@pytest.fixture
def city(county) -> Client:
    made = Client()
    made.force_login(world.account("city_office", county.parent))
    return made


def test_a_pack_is_readable_in_full(county, city) -> None:
    install_pack(packs.pack(), by=None)
    strict = packs.VALUES.replace("value: 2", "value: 3")
    install_pack(packs.pack("province-2021", governs="37", values=strict, examples="[]"), by=None)
    assert "政策city-2021" in city.get("/packs/").content.decode()
    text = city.get("/packs/city-2021/").content.decode()
    for words in (
        "在岗持证人员不少于2名",
        "在岗持证人数不少于最少持证人数",
        "第四条",
        "2人",
        "年底前持证到位",
        "另一政策（更严）",
        "日照市",
        "第1版",
        "30日内限期整改",
    ):
        assert words in text, words
    assert city.get("/packs/city-2021/versions/1/").status_code == 200
    assert city.get("/packs/city-2021/versions/2/").status_code == 404


def test_upload_preview_confirm(county, city) -> None:
    answer = city.post("/packs/install/", {"file": zipped(packs.pack())})
    text = answer.content.decode()
    assert "确认安装" in text and not InstalledPack.objects.exists()
    sealed = answer.context["sealed"]
    assert city.post("/packs/install/", {"confirmed": sealed}).url == "/packs/city-2021/"
    assert InstalledPack.objects.get().by_name == "李四"


def test_a_bad_pack_shows_every_sentence_and_writes_nothing(county, city) -> None:
    bad = packs.pack(standards=packs.STANDARDS.replace("full_time_share", "no_such_share"))
    answer = city.post("/packs/install/", {"file": zipped(bad, "")})
    assert answer.status_code == 422
    assert "standards.yaml:16" in answer.content.decode()
    assert not InstalledPack.objects.exists()


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x03\x04broken"])
def test_rubbish_is_a_sentence(county, city, content) -> None:
    file = SimpleUploadedFile("x.zip", content)
    assert city.post("/packs/install/", {"file": file}).status_code == 422
    assert city.post("/packs/install/", {"confirmed": "forged"}).status_code == 422
    assert city.post("/packs/install/").status_code == 422


def test_a_township_reads_but_does_not_install(county) -> None:
    town = world.township("371102001", "第1镇", county)
    install_pack(packs.pack(), by=None)
    who = Client()
    who.force_login(world.account("township_head", town))
    assert who.get("/packs/city-2021/").status_code == 200
    assert who.get("/packs/install/").status_code == 403
    assert who.post("/packs/install/", {"file": zipped(packs.pack("b-2021"))}).status_code == 403


def test_a_pack_for_elsewhere_is_not_offered(county, city) -> None:
    answer = city.post("/packs/install/", {"file": zipped(packs.pack("p-2021", governs="37"))})
    assert "不在您的管辖范围" in answer.content.decode()
