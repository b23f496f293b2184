"""The panes of a room's market beside its charts."""
