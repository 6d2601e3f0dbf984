-- Give the cluster's first role production's name for it.
ALTER ROLE {role} RENAME TO {name}
