"""One module per script in setup/: ``main(arguments)`` returns the exit code."""
