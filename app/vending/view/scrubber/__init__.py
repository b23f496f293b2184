"""The time scrubber: the room as of a past trade, read only."""
