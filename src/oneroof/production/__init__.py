"""What a rollout needs on production: what is checked before it, its attempts, its channels."""
