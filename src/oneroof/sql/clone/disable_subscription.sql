-- End a subscription's worker.
ALTER SUBSCRIPTION {subscription} DISABLE
