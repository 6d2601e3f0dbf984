-- A membership of production.
GRANT {role} TO {member} {options}
