"""Indexes and constraints of the first migration, added when all its tables stand."""

import django.contrib.postgres.indexes
from django.db import migrations, models

RULES = [
    migrations.AddIndex(
        model_name='area',
        index=models.Index(django.contrib.postgres.indexes.OpClass('path', 'text_pattern_ops'), name='orgs_area_path_prefix'),
    ),
    migrations.AddIndex(
        model_name='area',
        index=models.Index(fields=['level', 'path'], name='orgs_area_level'),
    ),
    migrations.AddIndex(
        model_name='agency',
        index=models.Index(fields=['kind', 'area'], name='orgs_agency_kind'),
    ),
    migrations.AddConstraint(
        model_name='agency',
        constraint=models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='orgs_agency_days', violation_error_message='截止日期早于起始日期，请核对两个日期。'),
    ),
    migrations.AddConstraint(
        model_name='agency',
        constraint=models.UniqueConstraint(fields=('area', 'name'), name='orgs_agency_once', violation_error_message='该区划已有同名机构，请直接修改原记录。'),
    ),
    migrations.AddIndex(
        model_name='areafeature',
        index=models.Index(fields=['key', 'area'], name='orgs_areafeature_key'),
    ),
    migrations.AddConstraint(
        model_name='areafeature',
        constraint=models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='orgs_areafeature_days', violation_error_message='截止日期早于起始日期，请核对两个日期。'),
    ),
    migrations.AddConstraint(
        model_name='areaname',
        constraint=models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='orgs_areaname_days', violation_error_message='截止日期早于起始日期，请核对两个日期。'),
    ),
    migrations.AddConstraint(
        model_name='areaname',
        constraint=models.UniqueConstraint(fields=('area', 'valid_from'), name='orgs_areaname_once'),
    ),
    migrations.AddConstraint(
        model_name='areaplace',
        constraint=models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='orgs_areaplace_days', violation_error_message='截止日期早于起始日期，请核对两个日期。'),
    ),
    migrations.AddConstraint(
        model_name='areaplace',
        constraint=models.UniqueConstraint(fields=('area', 'valid_from'), name='orgs_areaplace_once'),
    ),
    migrations.AddConstraint(
        model_name='certificatesuspension',
        constraint=models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='orgs_certificatesuspension_days', violation_error_message='截止日期早于起始日期，请核对两个日期。'),
    ),
    migrations.AddConstraint(
        model_name='establishment',
        constraint=models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='orgs_establishment_days', violation_error_message='截止日期早于起始日期，请核对两个日期。'),
    ),
    migrations.AddConstraint(
        model_name='establishment',
        constraint=models.UniqueConstraint(fields=('agency', 'kind', 'document', 'valid_from'), name='orgs_establishment_once', violation_error_message='同一文号、同一日期的编制已登记，请直接修改原记录。'),
    ),
    migrations.AddConstraint(
        model_name='grant',
        constraint=models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='orgs_grant_days', violation_error_message='截止日期早于起始日期，请核对两个日期。'),
    ),
    migrations.AddConstraint(
        model_name='grant',
        constraint=models.UniqueConstraint(fields=('grantee', 'document'), name='orgs_grant_once', violation_error_message='该文号的权限已登记，请直接修改原记录。'),
    ),
    migrations.AddConstraint(
        model_name='grant',
        constraint=models.CheckConstraint(condition=models.Q(('grantor__isnull', False), models.Q(('form__in', ['delegated', 'joint']), _negated=True), _connector='OR'), name='orgs_grant_grantor', violation_error_message='委托执法和联合执法必须填写授权机构。'),
    ),
    migrations.AddConstraint(
        model_name='grant',
        constraint=models.CheckConstraint(condition=models.Q(('grantor__isnull', True), models.Q(('grantor', models.F('grantee')), _negated=True), _connector='OR'), name='orgs_grant_not_self', violation_error_message='授权机构与受权机构不能相同。'),
    ),
    migrations.AddConstraint(
        model_name='keylistentry',
        constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['proposed', 'approved'])), fields=('list', 'area'), name='orgs_keylistentry_once', violation_error_message='该单位已在名单中或正在审批，不必重复提出。'),
    ),
    migrations.AddConstraint(
        model_name='keylistentry',
        constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['approved', 'ended']), _negated=True), ('valid_from__isnull', False), _connector='OR'), name='orgs_keylistentry_dated', violation_error_message='已批准的名单必须有起始日期。'),
    ),
    migrations.AddConstraint(
        model_name='ledgerstatement',
        constraint=models.UniqueConstraint(fields=('area', 'ledger', 'as_of'), name='orgs_ledgerstatement_once', violation_error_message='该单位当日已申报过这本台账，请直接修改原记录。'),
    ),
    migrations.AddIndex(
        model_name='officer',
        index=models.Index(fields=['name'], name='orgs_officer_name'),
    ),
    migrations.AddIndex(
        model_name='certificate',
        index=models.Index(fields=['officer', 'kind'], name='orgs_certificate_officer'),
    ),
    migrations.AddConstraint(
        model_name='certificate',
        constraint=models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='orgs_certificate_days', violation_error_message='截止日期早于起始日期，请核对两个日期。'),
    ),
    migrations.AddConstraint(
        model_name='certificate',
        constraint=models.UniqueConstraint(fields=('kind', 'number'), name='orgs_certificate_once', violation_error_message='该证号已登记，请核对证号或修改原记录。'),
    ),
    migrations.AddIndex(
        model_name='appointment',
        index=models.Index(fields=['agency', 'valid_from'], name='orgs_appointment_agency'),
    ),
    migrations.AddConstraint(
        model_name='appointment',
        constraint=models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='orgs_appointment_days', violation_error_message='截止日期早于起始日期，请核对两个日期。'),
    ),
    migrations.AddConstraint(
        model_name='appointment',
        constraint=models.UniqueConstraint(fields=('officer', 'agency', 'post', 'valid_from'), name='orgs_appointment_once', violation_error_message='该人员的这一任职已登记，请直接修改原记录。'),
    ),
    migrations.AddConstraint(
        model_name='roleassignment',
        constraint=models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='orgs_roleassignment_days', violation_error_message='截止日期早于起始日期，请核对两个日期。'),
    ),
    migrations.AddConstraint(
        model_name='roleassignment',
        constraint=models.CheckConstraint(condition=models.Q(('area__isnull', False), ('agency__isnull', False), ('role__in', ['audit_admin']), _connector='OR'), name='orgs_roleassignment_scope', violation_error_message='请选择角色的管辖区划或机构。'),
    ),
    migrations.AddConstraint(
        model_name='sighting',
        constraint=models.UniqueConstraint(fields=('officer', 'agency', 'seen_on'), name='orgs_sighting_once', violation_error_message='当日已有该人员的查岗记录，请直接修改。'),
    ),
    migrations.AddIndex(
        model_name='villageofficer',
        index=models.Index(fields=['area', 'state'], name='orgs_villageofficer_area'),
    ),
    migrations.AddConstraint(
        model_name='villageofficer',
        constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['rejected', 'ended']), _negated=True), fields=('identity_no', 'area', 'kind'), name='orgs_villageofficer_once', violation_error_message='该人员在本村（社区）已登记，不必重复推荐。'),
    ),
    migrations.AddConstraint(
        model_name='villageofficer',
        constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'approved'), _negated=True), ('approved_on__isnull', False), _connector='OR'), name='orgs_villageofficer_approved'),
    ),
    migrations.AddConstraint(
        model_name='villageofficer',
        constraint=models.CheckConstraint(condition=models.Q(('approved_by', None), models.Q(models.Q(('recommended_by', None), models.Q(('approved_by', models.F('recommended_by')), _negated=True), _connector='OR'), models.Q(('reviewed_by', None), models.Q(('approved_by', models.F('reviewed_by')), _negated=True), _connector='OR')), _connector='OR'), name='orgs_villageofficer_hands', violation_error_message='审定人不能是登记推荐或审查的人。'),
    ),
]
