"""The pages of ledgers, imports and files."""
