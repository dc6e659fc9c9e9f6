"""What the log will say of areas, bodies, people and accounts."""
