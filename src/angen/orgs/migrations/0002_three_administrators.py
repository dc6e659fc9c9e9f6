"""Three administrators are three accounts (三员分立): the database refuses what an act forgot."""

from django.db import migrations

ADMINISTRATORS = "('system_admin', 'security_admin', 'audit_admin')"
FORBID = f"""
create extension if not exists btree_gist;
alter table orgs_roleassignment add constraint orgs_roleassignment_three exclude using gist (
  account_id with =, role with <>, daterange(valid_from, valid_to, '[]') with &&
) where (role in {ADMINISTRATORS});
"""
ALLOW = "alter table orgs_roleassignment drop constraint orgs_roleassignment_three;"


class Migration(migrations.Migration):
    dependencies = [("orgs", "0001_initial")]
    operations = [migrations.RunSQL(FORBID, ALLOW)]
