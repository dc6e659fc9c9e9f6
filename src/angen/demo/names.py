"""Made-up people: names and identity numbers that are formally right and belong to nobody we know."""

from __future__ import annotations

import datetime as dt
from random import Random

SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
    "苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾"
)
GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰涛明超霞平刚英华玉萍红鹏辉建国文斌波宁浩亮海燕琳晨峰"
    "晓宇婷颖志欣雪梅俊凯松楠兰翔龙帆昊然子涵立新春生永康家栋德福长青成林学东"
)
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"


class People:
    """Draws people one after another; the same seed draws the same people."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self._taken: set[str] = set()

    def name(self) -> str:
        """A name of two or three characters."""
        given = self.random.choices(GIVEN, k=self.random.choice((1, 2, 2)))
        return self.random.choice(SURNAMES) + "".join(given)

    def born_on(self, oldest: int = 1966, youngest: int = 1996) -> dt.date:
        """A birthday between two years."""
        first = dt.date(oldest, 1, 1)
        return first + dt.timedelta(self.random.randrange((dt.date(youngest, 12, 31) - first).days))

    def identity(self, county: str, born_on: dt.date, male: bool) -> str:
        """An identity number (GB 11643) with a right check digit, never given twice."""
        place = "".join(letter for letter in county if letter.isdigit())[:6].ljust(6, "0")
        while True:
            order = self.random.randrange(0, 500) * 2 + (1 if male else 0)
            body = f"{place}{born_on:%Y%m%d}{order % 1000:03d}"
            total = sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True))
            number = body + CHECKS[total % 11]
            if number not in self._taken:
                self._taken.add(number)
                return number

    def phone(self) -> str:
        """A telephone number of the 100 prefix that no operator hands out."""
        return f"100{self.random.randrange(10**8):08d}"
