-- Several sums of digests in one answer; "parts" are digest_everyday, digest_portable or digest_strict, each with its place.
SELECT part.place, part.rows, part.total FROM ({parts}) AS part
