"""The command line: one module per noun; `app` gathers them and turns errors into exit codes."""
