"""Indexes and constraints of the first migration, added when all its tables stand."""

import angen.enterprises.models.responsibility
import django.contrib.postgres.constraints
import django.contrib.postgres.indexes
from django.db import migrations, models

RULES = [
    migrations.AddIndex(
        model_name='enterprise',
        index=models.Index(fields=['name', 'id'], name='enterprises_name'),
    ),
    migrations.AddIndex(
        model_name='enterprise',
        index=models.Index(fields=['sector', 'name', 'id'], name='enterprises_sector'),
    ),
    migrations.AddIndex(
        model_name='enterprise',
        index=models.Index(condition=models.Q(('risk', ''), _negated=True), fields=['risk', 'name', 'id'], name='enterprises_risk'),
    ),
    migrations.AddIndex(
        model_name='enterprise',
        index=models.Index(fields=['name_key'], name='enterprises_name_key'),
    ),
    migrations.AddIndex(
        model_name='enterprise',
        index=django.contrib.postgres.indexes.GinIndex(fields=['search'], name='enterprises_search'),
    ),
    migrations.AddConstraint(
        model_name='enterprise',
        constraint=models.CheckConstraint(condition=models.Q(models.Q(('no_code_reason', ''), ('code__regex', '^[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}$')), models.Q(models.Q(('no_code_reason', ''), _negated=True), ('code__startswith', 'NB')), _connector='OR'), name='enterprises_enterprise_code', violation_error_message='没有统一社会信用代码的，代码填内部编号（以 NB 开头）并选择无代码原因；有代码的不填原因。'),
    ),
    migrations.AddConstraint(
        model_name='enterprise',
        constraint=models.CheckConstraint(condition=models.Q(('closed_on__isnull', True), ('business__in', ['closed', 'left']), _connector='OR'), name='enterprises_enterprise_closed', violation_error_message='填了关闭或迁出日期的，经营状态应为“关闭注销”或“迁出”。'),
    ),
    migrations.AddConstraint(
        model_name='enterprise',
        constraint=models.CheckConstraint(condition=models.Q(('merged_into__isnull', True), models.Q(('merged_into', models.F('id')), _negated=True), _connector='OR'), name='enterprises_enterprise_not_itself'),
    ),
    migrations.AddConstraint(
        model_name='contact',
        constraint=models.UniqueConstraint(fields=('enterprise', 'role', 'name'), name='enterprises_contact_once', violation_error_message='该联系人已登记，请直接修改原记录。'),
    ),
    migrations.AddConstraint(
        model_name='enterpriseaccount',
        constraint=models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='enterprises_enterpriseaccount_days', violation_error_message='截止日期早于起始日期，请核对两个日期。'),
    ),
    migrations.AddConstraint(
        model_name='enterpriseaccount',
        constraint=models.UniqueConstraint(fields=('account', 'enterprise', 'valid_from'), name='enterprises_enterpriseaccount_once', violation_error_message='该账号已关联这家企业。'),
    ),
    migrations.AddConstraint(
        model_name='formername',
        constraint=models.CheckConstraint(condition=models.Q(('valid_from__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='enterprises_formername_days', violation_error_message='停用日期早于启用日期，请核对两个日期。'),
    ),
    migrations.AddConstraint(
        model_name='formername',
        constraint=models.UniqueConstraint(fields=('enterprise', 'valid_to'), name='enterprises_formername_once', violation_error_message='该企业同一天已有一次更名，请核对日期。'),
    ),
    migrations.AddIndex(
        model_name='letter',
        index=models.Index(fields=['year', 'kind'], name='enterprises_letter_of_year'),
    ),
    migrations.AddConstraint(
        model_name='letter',
        constraint=models.UniqueConstraint(fields=('enterprise', 'kind', 'year'), name='enterprises_letter_once', violation_error_message='该企业本年度这一种书已登记，请直接修改原记录。'),
    ),
    migrations.AddConstraint(
        model_name='letter',
        constraint=models.CheckConstraint(condition=models.Q(('valid_to__gte', models.F('signed_on'))), name='enterprises_letter_days', violation_error_message='有效期早于签订日期，请核对两个日期。'),
    ),
    migrations.AddConstraint(
        model_name='letter',
        constraint=models.CheckConstraint(condition=models.Q(('year__gte', 2000), ('year__lte', 2100)), name='enterprises_letter_year', violation_error_message='年度应在 2000 至 2100 之间。'),
    ),
    migrations.AddConstraint(
        model_name='hazardsubstance',
        constraint=models.UniqueConstraint(fields=('hazard', 'entry', 'name'), name='enterprises_hazardsubstance_once'),
    ),
    migrations.AddConstraint(
        model_name='hazardsubstance',
        constraint=models.CheckConstraint(condition=models.Q(('beta__gt', 0), ('critical__gt', 0), ('quantity__gt', 0)), name='enterprises_hazardsubstance_positive', violation_error_message='数量必须大于 0。'),
    ),
    migrations.AddConstraint(
        model_name='hazardfiling',
        constraint=models.UniqueConstraint(fields=('hazard', 'kind', 'agency', 'filed_on'), name='enterprises_hazardfiling_once', violation_error_message='该机关当日的备案已登记。'),
    ),
    migrations.AddConstraint(
        model_name='hazardfiling',
        constraint=models.CheckConstraint(condition=models.Q(('kind', 'report'), models.Q(('valid_to__gt', models.F('filed_on')), ('valid_to__isnull', False), models.Q(('number', ''), _negated=True)), _connector='OR'), name='enterprises_hazardfiling_valid', violation_error_message='备案须有编号和有效期。'),
    ),
    migrations.AddConstraint(
        model_name='merge',
        constraint=models.CheckConstraint(condition=models.Q(('loser', models.F('survivor')), _negated=True), name='enterprises_merge_two', violation_error_message='不能把一条记录并入它自己。'),
    ),
    migrations.AddConstraint(
        model_name='merge',
        constraint=models.UniqueConstraint(condition=models.Q(('split_at__isnull', True)), fields=('loser',), name='enterprises_merge_once', violation_error_message='这条记录已并入另一条。'),
    ),
    migrations.AddConstraint(
        model_name='place',
        constraint=models.UniqueConstraint(fields=('area', 'enterprise'), name='enterprises_place_once'),
    ),
    migrations.AddConstraint(
        model_name='responsible',
        constraint=models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='enterprises_responsible_days', violation_error_message='截止日期早于起始日期，请核对两个日期。'),
    ),
    migrations.AddConstraint(
        model_name='responsible',
        constraint=models.CheckConstraint(condition=models.Q(models.Q(('link', 'village'), ('officer__isnull', True), ('village_officer__isnull', False)), models.Q(('link__in', ['leader', 'office']), ('officer__isnull', False), ('village_officer__isnull', True)), _connector='OR'), name='enterprises_responsible_person', violation_error_message='“村（社区）安全员”一级填村（社区）安全员，其他两级填领导或监管人员。'),
    ),
    migrations.AddConstraint(
        model_name='responsible',
        constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('enterprise', '='), ('link', '='), (angen.enterprises.models.responsibility.Days(), '&&')], name='enterprises_responsible_one', violation_error_message='这一级同一时间只能有一名责任人，请先结束原来的。'),
    ),
    migrations.AddConstraint(
        model_name='riskrating',
        constraint=models.UniqueConstraint(fields=('enterprise', 'rated_on'), name='enterprises_riskrating_once', violation_error_message='该企业当日已评定过，请直接修改原记录。'),
    ),
    migrations.AddConstraint(
        model_name='riskrating',
        constraint=models.CheckConstraint(condition=models.Q(('basis', ''), _negated=True), name='enterprises_riskrating_basis', violation_error_message='请写明评定依据。'),
    ),
    migrations.AddIndex(
        model_name='site',
        index=models.Index(fields=['area'], name='enterprises_site_area'),
    ),
    migrations.AddConstraint(
        model_name='site',
        constraint=models.UniqueConstraint(fields=('enterprise', 'name'), name='enterprises_site_once', violation_error_message='该企业已有同名场所，请直接修改原记录。'),
    ),
    migrations.AddConstraint(
        model_name='site',
        constraint=models.UniqueConstraint(condition=models.Q(('main', True)), fields=('enterprise',), name='enterprises_site_main', violation_error_message='该企业已有主要场所，请先取消原来的。'),
    ),
    migrations.AddConstraint(
        model_name='site',
        constraint=models.CheckConstraint(condition=models.Q(models.Q(('latitude__isnull', True), ('longitude__isnull', True)), models.Q(('latitude__gte', 3), ('latitude__lte', 54), ('longitude__gte', 73), ('longitude__lte', 136)), _connector='OR'), name='enterprises_site_position', violation_error_message='经纬度须同时填写，并在中国范围内：纬度 3 至 54，经度 73 至 136。'),
    ),
    migrations.AddIndex(
        model_name='majorhazard',
        index=models.Index(fields=['due_on'], name='enterprises_majorhazard_due_on'),
    ),
    migrations.AddConstraint(
        model_name='majorhazard',
        constraint=models.UniqueConstraint(condition=models.Q(('state', 'closed'), _negated=True), fields=('enterprise', 'name'), name='enterprises_majorhazard_once', violation_error_message='该企业已登记同名单元，请直接办理原记录。'),
    ),
    migrations.AddConstraint(
        model_name='majorhazard',
        constraint=models.CheckConstraint(condition=models.Q(models.Q(('grade', 1), ('r_value__gte', 100)), models.Q(('grade', 2), ('r_value__gte', 50), ('r_value__lt', 100)), models.Q(('grade', 3), ('r_value__gte', 10), ('r_value__lt', 50)), models.Q(('grade', 4), ('r_value__gt', 0), ('r_value__lt', 10)), _connector='OR'), name='enterprises_majorhazard_grade', violation_error_message='级别与 R 值不符。'),
    ),
    migrations.AddConstraint(
        model_name='majorhazard',
        constraint=models.CheckConstraint(condition=models.Q(('due_on__gt', models.F('assessed_on'))), name='enterprises_majorhazard_due'),
    ),
    migrations.AddConstraint(
        model_name='majorhazard',
        constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_on__isnull', False), ('state', 'closed')), models.Q(models.Q(('state', 'closed'), _negated=True), ('closed_on__isnull', True)), _connector='OR'), name='enterprises_majorhazard_closed'),
    ),
    migrations.AddConstraint(
        model_name='standardisationreview',
        constraint=models.UniqueConstraint(fields=('enterprise', 'reviewed_on'), name='enterprises_standardisationreview_once', violation_error_message='该企业当日的评审已登记，请直接修改原记录。'),
    ),
    migrations.AddConstraint(
        model_name='standardisationreview',
        constraint=models.CheckConstraint(condition=models.Q(models.Q(('result', 'passed'), _negated=True), models.Q(('valid_to__gte', models.F('reviewed_on')), ('valid_to__isnull', False)), _connector='OR'), name='enterprises_standardisationreview_valid', violation_error_message='达标的须填写有效期，且不早于评审日期。'),
    ),
    migrations.AddIndex(
        model_name='supervision',
        index=models.Index(fields=['agency', 'valid_from'], name='enterprises_supervision_by'),
    ),
    migrations.AddConstraint(
        model_name='supervision',
        constraint=models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='enterprises_supervision_days', violation_error_message='截止日期早于起始日期，请核对两个日期。'),
    ),
    migrations.AddConstraint(
        model_name='supervision',
        constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('enterprise', '='), (angen.enterprises.models.responsibility.Days(), '&&')], name='enterprises_supervision_one', violation_error_message='一家企业同一时间只能有一个监管主体，请先结束原来的或办理移交。'),
    ),
]
