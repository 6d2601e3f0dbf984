-- Switch every job of a scheduler off.
UPDATE {table} SET {switch} = false WHERE {switch}
