"""A city writes its own pack: refused with file and line, mended, in force without a restart."""

from __future__ import annotations

import io
import zipfile

from playwright.sync_api import Page, expect

from e2e.conftest import Enter

HEAD = """\
id: rizhao-own
title: 日照市补充要求
issuer: 日照市安全生产委员会
document: 日安发〔2021〕9号
source: 演示
governs: ["3711"]
since: 2021-01-01
"""
VALUES = """\
staff_minimum:
  says: 在岗人数下限
  versions:
    2021-01-01: {value: 3, unit: 人, cite: 第一条}
"""
WRONG = """\
- id: staff
  says: 在岗人员不少于3人
  cite: 第一条
  applies_to: {kind: [town, township, street]}
  requires: officers_in_posts >= staff_minimum
- id: leader
  says: 有专职主任
  cite: 第二条
  applies_to: {kind: [town, township, street]}
  requires: directors_full_time >= 1
- id: leader
  says: 有专职主任
  cite: 第二条
  applies_to: {kind: [town, township, street]}
  requires: directors_full_time >= 2
- id: fines
  says: 完成罚款任务
  cite: 第三条
  applies_to: {kind: [town, township, street]}
  requires: officers_in_post >= 1
"""
RIGHT = """\
- id: staff
  says: 在岗人员不少于3人
  cite: 第一条
  applies_to: {kind: [town, township, street]}
  requires: officers_in_post >= staff_minimum
"""


def zipped(standards: str) -> dict[str, object]:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("rizhao-own/pack.yaml", HEAD)
        archive.writestr("rizhao-own/values.yaml", VALUES)
        archive.writestr("rizhao-own/standards.yaml", standards)
    return {"name": "pack.zip", "mimeType": "application/zip", "buffer": held.getvalue()}


def offer(page: Page, standards: str) -> None:
    page.goto("/packs/install/")
    page.locator("input[type=file]").set_input_files(zipped(standards))
    page.get_by_role("button", name="上传并检查").click()
    page.wait_for_load_state()


def test_a_pack_with_three_faults_is_refused_and_the_mended_one_counts_at_once(
    enter: Enter,
) -> None:
    page = enter("shi")
    offer(page, WRONG)
    main = page.locator("main")
    for place in ("standards.yaml:5", "officers_in_post", "第七十四条"):
        expect(main).to_contain_text(place)
    expect(page.get_by_role("button", name="确认安装")).to_have_count(0)

    offer(page, RIGHT)
    page.get_by_role("button", name="确认安装").click()
    page.wait_for_load_state()
    page.goto("/standing/areas/371102001/?on=2021-12-31")
    expect(page.locator("main")).to_contain_text("在岗人员不少于3人")
