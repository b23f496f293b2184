"""Schema migrations, run in the program itself."""
