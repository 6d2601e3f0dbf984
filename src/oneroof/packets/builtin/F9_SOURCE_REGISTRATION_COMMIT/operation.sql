-- Objects of a source, and the relations that are also in them.
{operation}
