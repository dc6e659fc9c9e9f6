"""Forms of the administrators: open an account, assign and end roles, give a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone

from angen.desk.dated import holds
from angen.orgs.access.accounts import agencies_within, areas_within
from angen.orgs.models import Account, Agency, Area, Officer
from angen.orgs.roles import ROLES

if TYPE_CHECKING:
    OneAgency = forms.ModelChoiceField[Agency]
else:
    OneAgency = forms.ModelChoiceField  # generic only to the type checker

NOT_OURS = {"invalid_choice": "请从列表中选择，列表里只有您管辖范围内的单位。"}


class AgencyChoice(OneAgency):
    """Agencies with the area they belong to."""

    def label_from_instance(self, obj: Any) -> str:
        """The area first: offices of different townships bear the same name."""
        return f"{obj.area.name} · {obj.name}"


class OpenAccountForm(forms.Form):
    """A new account."""

    name = forms.CharField(label="姓名", max_length=40)
    username = forms.CharField(
        label="用户名",
        max_length=40,
        help_text="以小写字母开头，只用小写字母、数字和 . _ -，开户后不能改。",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )
    agency = AgencyChoice(label="所在机构", queryset=Agency.objects.none(), error_messages=NOT_OURS)
    identity_no = forms.CharField(
        label="身份证号",
        max_length=18,
        required=False,
        help_text="填写后账号与人员台账中的本人对应，本人才能登记自己的培训和现场工作日。",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, by: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = agencies_within(by, "orgs.open_account").filter(holds(timezone.localdate()))
        agency = self.fields["agency"]
        assert isinstance(agency, forms.ModelChoiceField)
        agency.queryset = found.select_related("area").order_by("area__path", "name")

    def clean(self) -> dict[str, Any]:
        """Find the person; name and agency must agree, so that nothing is learnt by trying."""
        found = self.cleaned_data
        number = str(found.get("identity_no", "")).strip().upper()
        found["officer"] = None
        if number and "name" in found and "agency" in found:
            found["officer"] = Officer.objects.filter(
                identity_no=number, name=found["name"], agency=found["agency"]
            ).first()
            if found["officer"] is None:
                self.add_error(
                    "identity_no",
                    "该机构的人员台账中没有这个姓名和身份证号，请核对，或先登记人员。",
                )
        return found


class AssignRoleForm(forms.Form):
    """A role, where and how long."""

    role = forms.ChoiceField(
        label="角色", choices=[("", "请选择"), *((key, r.label) for key, r in ROLES.items())]
    )
    area = forms.ModelChoiceField(
        label="管辖区划",
        queryset=Area.objects.none(),
        required=False,
        empty_label="不按区划",
        error_messages=NOT_OURS,
    )
    agency = AgencyChoice(
        label="或只管一个机构",
        queryset=Agency.objects.none(),
        required=False,
        empty_label="不限机构",
        error_messages=NOT_OURS,
    )
    valid_from = forms.DateField(label="起始日期", initial=timezone.localdate)
    valid_to = forms.DateField(label="最后一天", required=False, help_text="不填为长期，直到收回。")

    def __init__(self, *args: Any, account: Account, by: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        area, agency = self.fields["area"], self.fields["agency"]
        assert isinstance(area, forms.ModelChoiceField)
        assert isinstance(agency, forms.ModelChoiceField)
        area.queryset = areas_near(account, by)
        agency.queryset = Agency.objects.filter(
            pk__in=agencies_within(by, "orgs.assign_role"),
            area=account.agency and account.agency.area,
        ).select_related("area")
        if account.agency is not None:
            area.initial = account.agency.area_id


class EndRoleForm(forms.Form):
    """The last day of a role."""

    last_day = forms.DateField(label="最后一天", required=False)


class ReasonForm(forms.Form):
    """Why an act is done."""

    reason = forms.CharField(
        label="原因", max_length=200, error_messages={"required": "请填写原因。"}
    )


def areas_near(account: Account, by: Account) -> QuerySet[Area]:
    """Areas to offer: that of the account's agency, those above, two levels below; all in reach."""
    reach = areas_within(by, "orgs.assign_role").filter(until__isnull=True)
    if account.agency is None:
        return reach.none()
    path = account.agency.area.path
    above = [path[: i + 1] for i, letter in enumerate(path) if letter == "/" and i]
    below = Q(path__startswith=path) & ~Q(path__regex=f"^{path}([^/]+/){{3}}")
    return reach.filter(Q(path__in=above) | below).order_by("path")
