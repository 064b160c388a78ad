"""One module per command: it parses, calls the library, renders, returns an exit code."""
