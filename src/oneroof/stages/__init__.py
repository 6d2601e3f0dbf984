"""The twelve stages: a folder listing is the flow; each takes the context and gives facts."""
