-- Forget the slot at the publisher, which is production's and stays.
ALTER SUBSCRIPTION {subscription} SET (slot_name = NONE)
