"""A trigger that keeps what a draw has fixed: its frame, then its commitments, then its seed."""

from django.db import migrations

KEEP = """
create function plans_draw_frozen() returns trigger language plpgsql as $$
begin
  if (new.frame, new.frame_hash, new.want, new.each) is distinct from
     (old.frame, old.frame_hash, old.want, old.each)
     or (old.seed <> '' and (new.seed, new.public_value) is distinct from (old.seed, old.public_value))
     or (old.state <> 'prepared' and new.public_source is distinct from old.public_source) then
    raise exception 'a draw is never changed and never drawn again';
  end if;
  return new;
end $$;
create trigger plans_draw_frozen before update on plans_draw
  for each row execute function plans_draw_frozen();

create function plans_contribution_frozen() returns trigger language plpgsql as $$
begin
  if new.commitment is distinct from old.commitment
     or (old.secret <> '' and new.secret is distinct from old.secret) then
    raise exception 'a commitment is never changed';
  end if;
  return new;
end $$;
create trigger plans_contribution_frozen before update on plans_drawcontribution
  for each row execute function plans_contribution_frozen();

create function plans_drawn_kept() returns trigger language plpgsql as $$
begin
  raise exception 'what was drawn stays as it was drawn';
end $$;
create trigger plans_drawnobject_kept before update on plans_drawnobject
  for each row execute function plans_drawn_kept();
create trigger plans_drawnofficer_kept before update on plans_drawnofficer
  for each row execute function plans_drawn_kept();
"""
DROP = """
drop trigger plans_drawnofficer_kept on plans_drawnofficer;
drop trigger plans_drawnobject_kept on plans_drawnobject;
drop function plans_drawn_kept();
drop trigger plans_contribution_frozen on plans_drawcontribution;
drop function plans_contribution_frozen();
drop trigger plans_draw_frozen on plans_draw;
drop function plans_draw_frozen();
"""


class Migration(migrations.Migration):
    dependencies = [("plans", "0001_initial")]
    operations = [migrations.RunSQL(KEEP, DROP)]
