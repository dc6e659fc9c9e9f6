"""Triggers: what was issued is not altered, no number is skipped or given back."""

from django.db import migrations

REFUSE = """
create function papers_refuse() returns trigger language plpgsql as $$
begin
  raise exception using
    errcode = 'insufficient_privilege',
    message = '已出具的文书、文号和送达记录不能修改或删除（' || tg_table_name || '）。';
end $$;

create trigger papers_paperfile_keep before update or delete on papers_paperfile
  for each row execute function papers_refuse();
create trigger papers_service_keep before update or delete on papers_service
  for each row execute function papers_refuse();
create trigger papers_paper_keep before delete on papers_paper
  for each row execute function papers_refuse();
create trigger papers_paper_fixed before update on papers_paper for each row when (
    (new.id, new.kind, new.label, new.title, new.body, new.series_id, new.serial, new.number,
     new.agency_id, new.issued_for_id, new.grant_id, new.subject_type, new.subject_id, new.key,
     new.context, new.template, new.file_id, new.code, new.issued_on, new.issued_at,
     new.issued_by_id)
    is distinct from
    (old.id, old.kind, old.label, old.title, old.body, old.series_id, old.serial, old.number,
     old.agency_id, old.issued_for_id, old.grant_id, old.subject_type, old.subject_id, old.key,
     old.context, old.template, old.file_id, old.code, old.issued_on, old.issued_at,
     old.issued_by_id)
    or (old.state <> 'issued' and new.state <> old.state))
  execute function papers_refuse();
create trigger papers_numberseries_keep before delete on papers_numberseries
  for each row execute function papers_refuse();
create trigger papers_numberseries_forward before update on papers_numberseries
  for each row when (new.next not in (old.next, old.next + 1) or new.agency_id <> old.agency_id
    or new.code <> old.code or new.year <> old.year)
  execute function papers_refuse();
"""
ALLOW = """
drop trigger papers_numberseries_forward on papers_numberseries;
drop trigger papers_numberseries_keep on papers_numberseries;
drop trigger papers_paper_fixed on papers_paper;
drop trigger papers_paper_keep on papers_paper;
drop trigger papers_service_keep on papers_service;
drop trigger papers_paperfile_keep on papers_paperfile;
drop function papers_refuse();
"""
# A PDF is compressed already; a series row is updated with every paper.
STORE = """
alter table papers_paperfile alter column content set storage external;
alter table papers_numberseries set (fillfactor = 50);
"""


class Migration(migrations.Migration):
    dependencies = [("papers", "0001_initial")]
    operations = [
        migrations.RunSQL(REFUSE, ALLOW),
        migrations.RunSQL(STORE, migrations.RunSQL.noop),
    ]
