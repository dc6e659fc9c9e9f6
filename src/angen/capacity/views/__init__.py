"""The pages of capacity beside its ledgers."""
