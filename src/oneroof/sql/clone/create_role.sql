-- A role of production by name, for a private server: nobody can log in as it.
CREATE ROLE {role} WITH NOLOGIN {attributes}
