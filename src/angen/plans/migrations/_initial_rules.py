"""Indexes and constraints of the first migration, added when all its tables stand."""

from django.db import migrations, models

RULES = [
    migrations.AddConstraint(
        model_name='annualplan',
        constraint=models.UniqueConstraint(fields=('agency', 'year', 'version'), name='plans_annualplan_once', violation_error_message='该机构本年度的计划已有这一版本。'),
    ),
    migrations.AddConstraint(
        model_name='annualplan',
        constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['approved', 'filed', 'published'])), fields=('agency', 'year'), name='plans_annualplan_in_force'),
    ),
    migrations.AddConstraint(
        model_name='annualplan',
        constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['draft', 'submitted'])), fields=('agency', 'year'), name='plans_annualplan_in_work', violation_error_message='该机构本年度已有计划在起草或报批。'),
    ),
    migrations.AddConstraint(
        model_name='annualplan',
        constraint=models.CheckConstraint(condition=models.Q(('version', 1), models.Q(('change_reason', ''), _negated=True), _connector='OR'), name='plans_annualplan_reason', violation_error_message='调整计划请写明理由。'),
    ),
    migrations.AddConstraint(
        model_name='annualplan',
        constraint=models.CheckConstraint(condition=models.Q(('general_cost__gt', 0), ('key_cost__gt', 0)), name='plans_annualplan_cost', violation_error_message='每次检查的人日应大于 0。'),
    ),
    migrations.AddConstraint(
        model_name='annualplan',
        constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'submitted']), models.Q(('approved_on__isnull', False), models.Q(('approval_document', ''), _negated=True)), _connector='OR'), name='plans_annualplan_approved'),
    ),
    migrations.AddConstraint(
        model_name='catalogueitem',
        constraint=models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='plans_catalogueitem_days', violation_error_message='截止日期早于起始日期，请核对两个日期。'),
    ),
    migrations.AddConstraint(
        model_name='catalogueitem',
        constraint=models.CheckConstraint(condition=models.Q(('ratio__gt', 0), ('ratio__lte', 100)), name='plans_catalogueitem_ratio', violation_error_message='抽查比例应大于 0、不超过 100。'),
    ),
    migrations.AddConstraint(
        model_name='catalogueitem',
        constraint=models.UniqueConstraint(fields=('agency', 'name', 'valid_from'), name='plans_catalogueitem_once', violation_error_message='这一抽查事项已登记，请直接修改原记录。'),
    ),
    migrations.AddConstraint(
        model_name='conflict',
        constraint=models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='plans_conflict_days', violation_error_message='截止日期早于起始日期，请核对两个日期。'),
    ),
    migrations.AddConstraint(
        model_name='conflict',
        constraint=models.UniqueConstraint(fields=('officer', 'enterprise', 'valid_from'), name='plans_conflict_once', violation_error_message='这一回避关系已登记。'),
    ),
    migrations.AddConstraint(
        model_name='crossround',
        constraint=models.UniqueConstraint(fields=('agency', 'year', 'number'), name='plans_crossround_once', violation_error_message='本年度已有这一轮次。'),
    ),
    migrations.AddConstraint(
        model_name='crossround',
        constraint=models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='plans_crossround_days', violation_error_message='结束日期早于开始日期，请核对。'),
    ),
    migrations.AddConstraint(
        model_name='crosspair',
        constraint=models.UniqueConstraint(fields=('round', 'visitor'), name='plans_crosspair_visitor'),
    ),
    migrations.AddConstraint(
        model_name='crosspair',
        constraint=models.UniqueConstraint(fields=('round', 'visited'), name='plans_crosspair_visited'),
    ),
    migrations.AddConstraint(
        model_name='crosspair',
        constraint=models.CheckConstraint(condition=models.Q(('visitor', models.F('visited')), _negated=True), name='plans_crosspair_another'),
    ),
    migrations.AddIndex(
        model_name='draw',
        index=models.Index(fields=['agency', '-prepared_at'], name='plans_draw_agency'),
    ),
    migrations.AddConstraint(
        model_name='draw',
        constraint=models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='plans_draw_days', violation_error_message='检查结束日期早于开始日期，请核对。'),
    ),
    migrations.AddConstraint(
        model_name='draw',
        constraint=models.CheckConstraint(condition=models.Q(models.Q(('seed__regex', '^[0-9a-f]{64}$'), ('state__in', ['revealed', 'published'])), models.Q(models.Q(('state__in', ['revealed', 'published']), _negated=True), ('seed', '')), _connector='OR'), name='plans_draw_seed'),
    ),
    migrations.AddConstraint(
        model_name='draw',
        constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'abandoned'), models.Q(('abandoned_for', ''), _negated=True)), models.Q(models.Q(('state', 'abandoned'), _negated=True), ('abandoned_for', '')), _connector='OR'), name='plans_draw_abandoned'),
    ),
    migrations.AddConstraint(
        model_name='drawcontribution',
        constraint=models.UniqueConstraint(fields=('draw', 'account'), name='plans_drawcontribution_once', violation_error_message='每人只能提供一份随机口令。'),
    ),
    migrations.AddConstraint(
        model_name='drawcontribution',
        constraint=models.UniqueConstraint(fields=('draw', 'commitment'), name='plans_drawcontribution_own', violation_error_message='这份口令哈希与他人相同，请各自生成。'),
    ),
    migrations.AddConstraint(
        model_name='drawexclusion',
        constraint=models.CheckConstraint(condition=models.Q(('enterprise__isnull', False), ('officer__isnull', False), _connector='OR'), name='plans_drawexclusion_something'),
    ),
    migrations.AddConstraint(
        model_name='drawnobject',
        constraint=models.UniqueConstraint(fields=('draw', 'place'), name='plans_drawnobject_place'),
    ),
    migrations.AddConstraint(
        model_name='drawnobject',
        constraint=models.UniqueConstraint(fields=('draw', 'enterprise'), name='plans_drawnobject_once'),
    ),
    migrations.AddConstraint(
        model_name='drawnofficer',
        constraint=models.UniqueConstraint(fields=('drawn', 'officer'), name='plans_drawnofficer_once'),
    ),
    migrations.AddConstraint(
        model_name='drawofficer',
        constraint=models.UniqueConstraint(fields=('draw', 'officer'), name='plans_drawofficer_once'),
    ),
    migrations.AddConstraint(
        model_name='drawofficer',
        constraint=models.UniqueConstraint(fields=('draw', 'key'), name='plans_drawofficer_key'),
    ),
    migrations.AddIndex(
        model_name='planitem',
        index=models.Index(fields=['enterprise', 'month'], name='plans_planitem_of'),
    ),
    migrations.AddConstraint(
        model_name='planitem',
        constraint=models.UniqueConstraint(fields=('plan', 'enterprise', 'month'), name='plans_planitem_once', violation_error_message='该企业这个月已在计划中。'),
    ),
    migrations.AddConstraint(
        model_name='planitem',
        constraint=models.CheckConstraint(condition=models.Q(('month__gte', 1), ('month__lte', 12)), name='plans_planitem_month', violation_error_message='月份应为 1 至 12。'),
    ),
    migrations.AddConstraint(
        model_name='replacement',
        constraint=models.CheckConstraint(condition=models.Q(('before', models.F('after')), _negated=True), name='plans_replacement_another'),
    ),
    migrations.AddConstraint(
        model_name='replacement',
        constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='plans_replacement_reason', violation_error_message='请写明调换理由。'),
    ),
    migrations.AddConstraint(
        model_name='replacement',
        constraint=models.CheckConstraint(condition=models.Q(('decided_by__isnull', True), models.Q(('decided_by', models.F('asked_by')), _negated=True), _connector='OR'), name='plans_replacement_two', violation_error_message='申请人不能批准自己的申请。'),
    ),
    migrations.AddConstraint(
        model_name='replacement',
        constraint=models.UniqueConstraint(condition=models.Q(('state', 'asked')), fields=('drawn', 'before'), name='plans_replacement_once', violation_error_message='该人员的调换已在等待批准。'),
    ),
    migrations.AddConstraint(
        model_name='workdaybudget',
        constraint=models.UniqueConstraint(fields=('plan', 'officer'), name='plans_workdaybudget_once', violation_error_message='该人员已在测算中。'),
    ),
    migrations.AddConstraint(
        model_name='budgetdays',
        constraint=models.UniqueConstraint(fields=('budget', 'kind'), name='plans_budgetdays_once', violation_error_message='该人员的这一类已填过，请直接修改。'),
    ),
    migrations.AddConstraint(
        model_name='budgetdays',
        constraint=models.CheckConstraint(condition=models.Q(('days__gte', 0)), name='plans_budgetdays_days'),
    ),
]
