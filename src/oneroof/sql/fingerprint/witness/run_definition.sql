-- A statement of production's own, as its server wrote it; rolled back.
{definition}
