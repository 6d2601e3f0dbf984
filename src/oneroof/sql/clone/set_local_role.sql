-- Act as another role until the end of the transaction.
SET LOCAL ROLE {role}
