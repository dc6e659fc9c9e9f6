"""Forms of areas, bodies, people and accounts."""
