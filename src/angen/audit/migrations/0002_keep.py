"""Triggers that refuse to alter the log, whoever asks."""

from django.db import migrations

REFUSE = """
create function audit_refuse() returns trigger language plpgsql as $$
begin
  raise exception using
    errcode = 'insufficient_privilege',
    message = '审计日志只能追加，不能修改、删除或清空（' || tg_table_name || '）。';
end $$;

create trigger audit_entry_keep before update or delete on audit_entry
  for each statement execute function audit_refuse();
create trigger audit_entry_keep_all before truncate on audit_entry
  for each statement execute function audit_refuse();
create trigger audit_seal_keep before update or delete on audit_seal
  for each statement execute function audit_refuse();
create trigger audit_seal_keep_all before truncate on audit_seal
  for each statement execute function audit_refuse();
create trigger audit_head_keep before delete on audit_head
  for each statement execute function audit_refuse();
create trigger audit_head_keep_all before truncate on audit_head
  for each statement execute function audit_refuse();
create trigger audit_head_forward before update on audit_head
  for each row when (new.seq < old.seq or new.id <> old.id
    or new.subject_type <> old.subject_type or new.subject_id <> old.subject_id)
  execute function audit_refuse();
"""
ALLOW = """
drop trigger audit_head_forward on audit_head;
drop trigger audit_head_keep_all on audit_head;
drop trigger audit_head_keep on audit_head;
drop trigger audit_seal_keep_all on audit_seal;
drop trigger audit_seal_keep on audit_seal;
drop trigger audit_entry_keep_all on audit_entry;
drop trigger audit_entry_keep on audit_entry;
drop function audit_refuse();
"""
# A head is updated at every append: leave room for it on its own page.
ROOM = "alter table audit_head set (fillfactor = 60)"


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [
        migrations.RunSQL(REFUSE, ALLOW),
        migrations.RunSQL(ROOM, migrations.RunSQL.noop),
    ]
