-- Give a clone production's connection limit, which takes the birth mark away.
ALTER DATABASE {name} CONNECTION LIMIT {limit}
