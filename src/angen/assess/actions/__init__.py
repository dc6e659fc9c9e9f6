"""Every act of assessment."""
