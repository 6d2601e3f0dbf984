-- Bodies are not looked at in this transaction: a scratch function has an empty one.
SET LOCAL check_function_bodies = off
