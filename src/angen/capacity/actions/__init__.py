"""The writes of capacity that are more than one record of a ledger."""
