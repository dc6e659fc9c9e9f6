"""Pages of areas, bodies, people and accounts."""
