"""Rooms of the old system: their holders are imported, and kept as a snapshot."""
