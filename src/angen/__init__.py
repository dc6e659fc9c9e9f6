"""Angen 安根: grassroots work-safety supervision and enforcement."""
