-- Remove a subscription; without a slot nothing is said to the publisher.
DROP SUBSCRIPTION {subscription}
