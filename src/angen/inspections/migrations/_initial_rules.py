"""Indexes and constraints of the first migration, added when all its tables stand."""

import django.contrib.postgres.indexes
from django.db import migrations, models

RULES = [
    migrations.AddIndex(
        model_name='inspection',
        index=models.Index(fields=['-planned_on', '-id'], name='inspections_planned'),
    ),
    migrations.AddIndex(
        model_name='inspection',
        index=models.Index(fields=['agency', '-planned_on', '-id'], name='inspections_agency'),
    ),
    migrations.AddIndex(
        model_name='inspection',
        index=models.Index(fields=['area', '-planned_on', '-id'], name='inspections_area'),
    ),
    migrations.AddIndex(
        model_name='inspection',
        index=models.Index(fields=['state', '-planned_on', '-id'], name='inspections_state'),
    ),
    migrations.AddIndex(
        model_name='inspection',
        index=models.Index(fields=['enterprise', '-visited_on'], name='inspections_enterprise'),
    ),
    migrations.AddIndex(
        model_name='inspection',
        index=models.Index(condition=models.Q(('state', 'recorded')), fields=['visited_on', 'agency'], name='inspections_recorded'),
    ),
    migrations.AddIndex(
        model_name='inspection',
        index=django.contrib.postgres.indexes.GinIndex(fields=['search'], name='inspections_search'),
    ),
    migrations.AddConstraint(
        model_name='inspection',
        constraint=models.CheckConstraint(condition=models.Q(models.Q(('origin', 'unplanned'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='inspections_inspection_reason', violation_error_message='计划外检查请写明理由。'),
    ),
    migrations.AddConstraint(
        model_name='inspection',
        constraint=models.CheckConstraint(condition=models.Q(('ended_at__isnull', True), ('ended_at__gt', models.F('started_at')), _connector='OR'), name='inspections_inspection_times', violation_error_message='结束时间应晚于开始时间，请核对。'),
    ),
    migrations.AddConstraint(
        model_name='inspection',
        constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['underway', 'recorded']), ('visited_on__isnull', False)), models.Q(models.Q(('state__in', ['underway', 'recorded']), _negated=True), ('visited_on__isnull', True)), _connector='OR'), name='inspections_inspection_begun'),
    ),
    migrations.AddConstraint(
        model_name='inspection',
        constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'recorded'), _negated=True), models.Q(('card_shown', True), ('ended_at__isnull', False), models.Q(('refused', False), models.Q(('witness', ''), _negated=True), _connector='OR')), _connector='OR'), name='inspections_inspection_signed'),
    ),
    migrations.AddConstraint(
        model_name='inspection',
        constraint=models.CheckConstraint(condition=models.Q(models.Q(('origin', 'recheck'), _negated=True), ('follows__isnull', False), _connector='OR'), name='inspections_inspection_recheck', violation_error_message='复查请选择要复查的检查。'),
    ),
    migrations.AddConstraint(
        model_name='inspectionofficer',
        constraint=models.UniqueConstraint(fields=('inspection', 'officer'), name='inspections_inspectionofficer_once', violation_error_message='该人员已在检查组中。'),
    ),
    migrations.AddConstraint(
        model_name='inspectionofficer',
        constraint=models.UniqueConstraint(condition=models.Q(('lead', True)), fields=('inspection',), name='inspections_inspectionofficer_lead', violation_error_message='一次检查只有一名主办人员。'),
    ),
    migrations.AddConstraint(
        model_name='listing',
        constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['proposed', 'listed', 'acceptance'])), fields=('hazard',), name='inspections_listing_once', violation_error_message='这项隐患已在挂牌督办或已提请。'),
    ),
    migrations.AddConstraint(
        model_name='listing',
        constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['listed', 'acceptance', 'delisted']), _negated=True), models.Q(('due_on__isnull', False), ('listed_on__isnull', False)), _connector='OR'), name='inspections_listing_listed'),
    ),
    migrations.AddConstraint(
        model_name='listing',
        constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'delisted'), _negated=True), ('delisted_on__isnull', False), _connector='OR'), name='inspections_listing_delisted'),
    ),
    migrations.AddConstraint(
        model_name='listingprogress',
        constraint=models.UniqueConstraint(fields=('listing', 'month'), name='inspections_listingprogress_once', violation_error_message='这个月的进展已报告过，请直接修改。'),
    ),
    migrations.AddConstraint(
        model_name='listingprogress',
        constraint=models.CheckConstraint(condition=models.Q(('percent__isnull', True), ('percent__lte', 100), _connector='OR'), name='inspections_listingprogress_percent'),
    ),
    migrations.AddConstraint(
        model_name='material',
        constraint=models.UniqueConstraint(fields=('agency', 'title'), name='inspections_material_once', violation_error_message='这份材料已登记，请直接修改印制份数。'),
    ),
    migrations.AddConstraint(
        model_name='handout',
        constraint=models.UniqueConstraint(fields=('inspection', 'material'), name='inspections_handout_once', violation_error_message='这次检查已登记过这份材料，请直接修改份数。'),
    ),
    migrations.AddConstraint(
        model_name='handout',
        constraint=models.CheckConstraint(condition=models.Q(('copies__gte', 1)), name='inspections_handout_copies'),
    ),
    migrations.AddIndex(
        model_name='order',
        index=models.Index(fields=['agency', '-issued_on'], name='inspections_order_agency'),
    ),
    migrations.AddIndex(
        model_name='order',
        index=models.Index(fields=['due_on'], name='inspections_order_due_on'),
    ),
    migrations.AddConstraint(
        model_name='order',
        constraint=models.CheckConstraint(condition=models.Q(('kind', 'handle'), ('due_on__gte', models.F('issued_on')), _connector='OR'), name='inspections_order_due', violation_error_message='整改期限不能早于下达日期。'),
    ),
    migrations.AddConstraint(
        model_name='order',
        constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'lifted'), ('lifted_on__isnull', False)), models.Q(models.Q(('state', 'lifted'), _negated=True), ('lifted_on__isnull', True)), _connector='OR'), name='inspections_order_lifted'),
    ),
    migrations.AddIndex(
        model_name='recheck',
        index=models.Index(fields=['agency', '-checked_on'], name='inspections_recheck_agency_on'),
    ),
    migrations.AddConstraint(
        model_name='recheck',
        constraint=models.CheckConstraint(condition=models.Q(models.Q(('agency__isnull', True), ('kind', 'own')), models.Q(models.Q(('kind', 'own'), _negated=True), ('agency__isnull', False)), _connector='OR'), name='inspections_recheck_agency'),
    ),
    migrations.AddConstraint(
        model_name='recheck',
        constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ['spot', 'visit']), _negated=True), ('inspection__isnull', False), _connector='OR'), name='inspections_recheck_visit'),
    ),
    migrations.AddConstraint(
        model_name='recheckresult',
        constraint=models.UniqueConstraint(fields=('recheck', 'hazard'), name='inspections_recheckresult_once'),
    ),
    migrations.AddIndex(
        model_name='hazard',
        index=models.Index(fields=['-found_on', '-id'], name='inspections_hazard_found'),
    ),
    migrations.AddIndex(
        model_name='hazard',
        index=models.Index(fields=['agency', '-found_on', '-id'], name='inspections_hazard_agency'),
    ),
    migrations.AddIndex(
        model_name='hazard',
        index=models.Index(fields=['area', '-found_on', '-id'], name='inspections_hazard_area'),
    ),
    migrations.AddIndex(
        model_name='hazard',
        index=models.Index(fields=['enterprise', 'item'], name='inspections_hazard_enterprise'),
    ),
    migrations.AddIndex(
        model_name='hazard',
        index=models.Index(condition=models.Q(('state__in', ['rectifying', 'reported'])), fields=['due_on'], name='inspections_hazard_open'),
    ),
    migrations.AddIndex(
        model_name='hazard',
        index=models.Index(condition=models.Q(('grade', 'major')), fields=['-found_on', '-id'], name='inspections_hazard_majors'),
    ),
    migrations.AddIndex(
        model_name='hazard',
        index=django.contrib.postgres.indexes.GinIndex(fields=['search'], name='inspections_hazard_search'),
    ),
    migrations.AddConstraint(
        model_name='hazard',
        constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_by__isnull', False), ('closed_on__isnull', False), ('state', 'closed')), models.Q(models.Q(('state', 'closed'), _negated=True), ('closed_by__isnull', True), ('closed_on__isnull', True)), _connector='OR'), name='inspections_hazard_closed'),
    ),
    migrations.AddConstraint(
        model_name='hazard',
        constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'dismissed'), models.Q(('dismissed_for', ''), _negated=True)), models.Q(models.Q(('state', 'dismissed'), _negated=True), ('dismissed_for', '')), _connector='OR'), name='inspections_hazard_dismissed'),
    ),
    migrations.AddConstraint(
        model_name='hazard',
        constraint=models.CheckConstraint(condition=models.Q(models.Q(('grade', 'major'), _negated=True), models.Q(('standard', ''), _negated=True), _connector='OR'), name='inspections_hazard_major', violation_error_message='定为重大事故隐患须写明判定标准和条款。'),
    ),
    migrations.AddConstraint(
        model_name='hazard',
        constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['rectifying', 'reported']), _negated=True), ('due_on__isnull', False), _connector='OR'), name='inspections_hazard_due'),
    ),
    migrations.AddConstraint(
        model_name='hazard',
        constraint=models.CheckConstraint(condition=models.Q(models.Q(('source', 'inspection'), _negated=True), ('inspection__isnull', False), _connector='OR'), name='inspections_hazard_of_visit'),
    ),
    migrations.AddIndex(
        model_name='selfcheck',
        index=models.Index(fields=['enterprise', '-checked_on'], name='inspections_selfcheck_of'),
    ),
    migrations.AddConstraint(
        model_name='sheet',
        constraint=models.UniqueConstraint(fields=('inspection', 'sector'), name='inspections_sheet_once'),
    ),
    migrations.AddIndex(
        model_name='villagefinding',
        index=models.Index(fields=['agency', 'state'], name='inspections_finding_agency'),
    ),
    migrations.AddConstraint(
        model_name='villagefinding',
        constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'taken'), ('hazard__isnull', False)), models.Q(models.Q(('state', 'taken'), _negated=True), ('hazard__isnull', True)), _connector='OR'), name='inspections_villagefinding_taken'),
    ),
    migrations.AddConstraint(
        model_name='villagefinding',
        constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'answered'), _negated=True), models.Q(('answer', ''), _negated=True), _connector='OR'), name='inspections_villagefinding_answered'),
    ),
]
