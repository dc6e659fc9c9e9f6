"""What the pages of assessment show, as plain objects for templates."""
