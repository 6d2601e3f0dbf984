"""The packet: model, digest, load, check, execute; builtin/ holds ours."""
