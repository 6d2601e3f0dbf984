-- Give a clone production's owner.
ALTER DATABASE {name} OWNER TO {owner}
