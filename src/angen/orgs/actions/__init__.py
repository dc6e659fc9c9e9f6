"""Every write to areas, bodies, people and accounts."""
