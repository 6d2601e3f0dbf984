-- In the order of the foreign keys: candidates, states, runs, snapshot.
{statements}
