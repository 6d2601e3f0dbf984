-- DELETE everything
/* or not */
