-- Remove a database of ours; sessions in it, left by a tool that was killed, are ended.
DROP DATABASE IF EXISTS {name} WITH (FORCE)
