"""What the operator does with accounts on the command line."""

from __future__ import annotations

from typing import Annotated

import typer

from angen.kernel.refusal import Refused
from angen.orgs.actions.founding import found_administrators
from angen.orgs.models import Area


def administrators(
    area: Annotated[str, typer.Argument(help="管辖区划代码，例如 3711")],
    bureau: Annotated[str, typer.Argument(help="管理员所在机构，例如 日照市应急管理局")],
) -> None:
    """开立首任系统、安全、审计管理员，只在还没有管理员时可用。"""
    found = Area.objects.filter(pk=area).first()
    if found is None:
        raise Refused(f"没有代码为 {area} 的区划，请核对代码，或先运行 angen setup。")
    made = found_administrators(found, bureau)
    typer.echo(f"已为{found.name}开立三位管理员，初始密码只显示这一次，首次登录须修改：")
    for account, password in made:
        typer.echo(f"{account.name}\t{account.username}\t{password}")
    typer.echo("请分别交给三个人。登录时会要求绑定动态验证码。")
