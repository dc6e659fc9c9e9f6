"""The legal acts on enterprises."""
