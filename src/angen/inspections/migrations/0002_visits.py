"""Triggers that keep a signed record: the visit, its team, its lists and its handouts."""

from django.db import migrations

KEEP = """
create function inspections_record_kept() returns trigger language plpgsql as $$
begin
  if old.state = 'recorded' then
    if tg_op = 'DELETE' then
      raise exception 'a signed record is never removed';
    end if;
    -- A merged enterprise takes its visits along; "search" is computed later.
    if (to_jsonb(new) - 'enterprise_id' - 'search') is distinct from
       (to_jsonb(old) - 'enterprise_id' - 'search') then
      raise exception 'a signed record is never changed';
    end if;
  end if;
  if tg_op = 'DELETE' then
    return old;
  end if;
  return new;
end $$;
create trigger inspections_record_kept before update or delete on inspections_inspection
  for each row execute function inspections_record_kept();

create function inspections_part_kept() returns trigger language plpgsql as $$
begin
  perform 1 from inspections_inspection where id = old.inspection_id and state = 'recorded';
  if found then
    raise exception 'what belongs to a signed record is never changed';
  end if;
  if tg_op = 'DELETE' then
    return old;
  end if;
  return new;
end $$;
create trigger inspections_officer_kept before update or delete on inspections_inspectionofficer
  for each row execute function inspections_part_kept();
create trigger inspections_sheet_kept before update or delete on inspections_sheet
  for each row execute function inspections_part_kept();
create trigger inspections_handout_kept before update or delete on inspections_handout
  for each row execute function inspections_part_kept();
"""
DROP = """
drop trigger inspections_handout_kept on inspections_handout;
drop trigger inspections_sheet_kept on inspections_sheet;
drop trigger inspections_officer_kept on inspections_inspectionofficer;
drop function inspections_part_kept();
drop trigger inspections_record_kept on inspections_inspection;
drop function inspections_record_kept();
"""


class Migration(migrations.Migration):
    dependencies = [("inspections", "0001_initial")]
    operations = [migrations.RunSQL(KEEP, DROP)]
