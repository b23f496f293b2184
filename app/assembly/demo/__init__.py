"""The demo workspace: plausible, made-up data, the same for the same seed."""
