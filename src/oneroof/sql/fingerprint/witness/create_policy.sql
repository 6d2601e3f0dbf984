-- A policy with the expressions as production has them; rolled back.
CREATE POLICY {name} ON {relation} FOR {command} {using} {with_check}
