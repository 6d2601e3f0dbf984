"""One thin file a command: parse, call one library function, print."""
