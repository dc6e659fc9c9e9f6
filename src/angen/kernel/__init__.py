"""Pure helpers: nothing here owns a table or knows an app."""
