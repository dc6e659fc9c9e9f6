"""Who may do what with areas, bodies, people and accounts."""
