-- Act as oneself again.
SET LOCAL ROLE NONE
