-- A role to rename the cluster's first one from; removed right after.
CREATE ROLE {role} WITH LOGIN SUPERUSER
