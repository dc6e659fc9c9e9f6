"""What may follow what, and the words of the registers of enterprises."""

from __future__ import annotations

from django.db.models import TextChoices

from angen.kernel.states import Machine, Move


class Sector(TextChoices):
    """The supervised sector 行业领域."""

    COAL = "coal", "煤矿"
    MINE = "mine", "非煤矿山"
    CHEMICALS = "chemicals", "危险化学品"
    FIREWORKS = "fireworks", "烟花爆竹"
    METALLURGY = "metallurgy", "工贸（冶金）"
    NONFERROUS = "nonferrous", "工贸（有色）"
    BUILDING_MATERIALS = "building_materials", "工贸（建材）"
    MACHINERY = "machinery", "工贸（机械）"
    LIGHT = "light", "工贸（轻工）"
    TEXTILE = "textile", "工贸（纺织）"
    TOBACCO = "tobacco", "工贸（烟草）"
    COMMERCE = "commerce", "工贸（商贸）"
    CONSTRUCTION = "construction", "建筑施工"
    GAS = "gas", "城镇燃气"
    TRANSPORT = "transport", "交通运输"
    FISHERY = "fishery", "渔业船舶"
    AGRICULTURE = "agriculture", "农业机械"
    CROWDED = "crowded", "人员密集场所"
    POWER = "power", "电力"
    OTHER = "other", "其他"


class Scale(TextChoices):
    """统计上大中小微型企业划分办法（2017）."""

    LARGE = "large", "大型"
    MEDIUM = "medium", "中型"
    SMALL = "small", "小型"
    MICRO = "micro", "微型"


class Licence(TextChoices):
    """Whether the business holds what it needs."""

    LICENSED = "licensed", "证照齐全"
    UNLICENSED = "unlicensed", "证照不全"
    PLACE = "place", "无证场所"


class Business(TextChoices):
    """Whether it works now."""

    OPEN = "open", "在业"
    BUILDING = "building", "在建"
    STOPPED = "stopped", "停产停业"
    CLOSED = "closed", "关闭注销"
    LEFT = "left", "迁出"


WORKING = (Business.OPEN, Business.BUILDING, Business.STOPPED)  # still an object of supervision


class NoCode(TextChoices):
    """Why an enterprise has no unified social credit code."""

    HOUSEHOLD = "household", "个体工商户尚未换发"
    UNLICENSED = "unlicensed", "无营业执照"
    BRANCH = "branch", "非独立法人的分支或厂区"
    SITE = "site", "工地、码头等场所"
    OTHER = "other", "其他"


class Risk(TextChoices):
    """The four classes of risk, by colour."""

    RED = "red", "红（重大风险）"
    ORANGE = "orange", "橙（较大风险）"
    YELLOW = "yellow", "黄（一般风险）"
    BLUE = "blue", "蓝（低风险）"

    @classmethod
    def gravest(cls, classes: int) -> list[Risk]:
        """So many classes from the gravest one on."""
        return list(cls)[:classes]


class Feature(TextChoices):
    """What needs a checklist of its own 重点环节."""

    DUST = "dust", "粉尘涉爆"
    CONFINED = "confined", "有限空间"
    AMMONIA = "ammonia", "液氨制冷"
    MELT = "melt", "高温熔融金属"
    COAL_GAS = "coal_gas", "工业煤气"
    PAINT = "paint", "喷涂作业"
    HOT_WORK = "hot_work", "动火作业"
    CHEMICALS = "chemicals", "使用危险化学品"
    THREE_IN_ONE = "three_in_one", "三合一场所"


class Standard(TextChoices):
    """Levels of 安全生产标准化."""

    FIRST = "first", "一级"
    SECOND = "second", "二级"
    THIRD = "third", "三级"
    SMALL = "small", "小微企业达标"


class Level(TextChoices):
    """The managing level of a supervising body."""

    PROVINCE = "province", "省级"
    PREFECTURE = "prefecture", "市级"
    COUNTY = "county", "县级"
    TOWNSHIP = "township", "乡级"


class Link(TextChoices):
    """The links of the chain of responsible persons."""

    LEADER = "leader", "包保领导"
    OFFICE = "office", "监管责任人"
    VILLAGE = "village", "村（社区）安全员"


class LetterKind(TextChoices):
    """The two letters 两书."""

    NOTICE = "notice", "安全生产责任告知书"
    UNDERTAKING = "undertaking", "安全生产责任承诺书"


class MajorHazardState(TextChoices):
    """States of a major hazard installation."""

    REGISTERED = "registered", "已登记"
    FILED = "filed", "已备案"
    CLOSED = "closed", "已核销"


ARTICLE_40 = "安全生产法 第四十条"
ARTICLE_RULES = "危险化学品重大危险源监督管理暂行规定（原总局令第40号）"
major_hazard = Machine(
    "enterprises.major_hazard",
    "重大危险源",
    MajorHazardState,
    [
        Move(
            "file",
            "备案",
            (MajorHazardState.REGISTERED,),
            MajorHazardState.FILED,
            ARTICLE_40,
        ),
        Move(
            "reassess",
            "重新辨识评估",
            (MajorHazardState.REGISTERED, MajorHazardState.FILED),
            MajorHazardState.REGISTERED,
            ARTICLE_RULES,
        ),
        Move(
            "close",
            "核销",
            (MajorHazardState.REGISTERED, MajorHazardState.FILED),
            MajorHazardState.CLOSED,
            ARTICLE_RULES,
        ),
    ],
)
