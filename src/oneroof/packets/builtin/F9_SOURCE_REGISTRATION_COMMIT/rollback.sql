-- What the registration adds goes; what it changes is as it was.
{rollback}
