"""Triggers that keep in which areas an enterprise lies, whoever writes it and how many at once."""

from django.db import migrations

KEEP = """
create function enterprises_keep_places(changed uuid[]) returns void language sql as $$
  delete from enterprises_place as p where p.enterprise_id = any(changed)
    and not exists (select 1 from enterprises_enterprise as e
                    where e.id = p.enterprise_id and e.area_id = p.area_id)
    and not exists (select 1 from enterprises_site as s
                    where s.enterprise_id = p.enterprise_id and s.area_id = p.area_id);
  insert into enterprises_place (enterprise_id, area_id)
    select e.id, e.area_id from enterprises_enterprise as e where e.id = any(changed)
    union
    select s.enterprise_id, s.area_id from enterprises_site as s
    join enterprises_enterprise as e on e.id = s.enterprise_id
    where s.enterprise_id = any(changed)
  on conflict (area_id, enterprise_id) do nothing;
$$;

create function enterprises_enterprise_added() returns trigger language plpgsql as $$
begin
  insert into enterprises_place (enterprise_id, area_id) select id, area_id from added;
  return null;
end $$;
create function enterprises_enterprise_moved() returns trigger language plpgsql as $$
begin
  perform enterprises_keep_places(array(
    select a.id from added as a join gone as g on g.id = a.id where a.area_id <> g.area_id));
  return null;
end $$;
create function enterprises_site_added() returns trigger language plpgsql as $$
begin
  perform enterprises_keep_places(array(select distinct enterprise_id from added));
  return null;
end $$;
create function enterprises_site_gone() returns trigger language plpgsql as $$
begin
  perform enterprises_keep_places(array(select distinct enterprise_id from gone));
  return null;
end $$;
create function enterprises_site_moved() returns trigger language plpgsql as $$
begin
  perform enterprises_keep_places(array(
    select enterprise_id from added union select enterprise_id from gone));
  return null;
end $$;

create trigger enterprises_enterprise_added after insert on enterprises_enterprise
  referencing new table as added
  for each statement execute function enterprises_enterprise_added();
create trigger enterprises_enterprise_moved after update on enterprises_enterprise
  referencing new table as added old table as gone
  for each statement execute function enterprises_enterprise_moved();
create trigger enterprises_site_added after insert on enterprises_site
  referencing new table as added
  for each statement execute function enterprises_site_added();
create trigger enterprises_site_gone after delete on enterprises_site
  referencing old table as gone
  for each statement execute function enterprises_site_gone();
create trigger enterprises_site_moved after update on enterprises_site
  referencing new table as added old table as gone
  for each statement execute function enterprises_site_moved();
"""
FORGET = """
drop trigger enterprises_site_moved on enterprises_site;
drop trigger enterprises_site_gone on enterprises_site;
drop trigger enterprises_site_added on enterprises_site;
drop trigger enterprises_enterprise_moved on enterprises_enterprise;
drop trigger enterprises_enterprise_added on enterprises_enterprise;
drop function enterprises_site_moved();
drop function enterprises_site_gone();
drop function enterprises_site_added();
drop function enterprises_enterprise_moved();
drop function enterprises_enterprise_added();
drop function enterprises_keep_places(uuid[]);
"""


class Migration(migrations.Migration):
    dependencies = [("enterprises", "0001_initial")]
    operations = [migrations.RunSQL(KEEP, FORGET)]
