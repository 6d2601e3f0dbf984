DELETE FROM governance_object_ownership WHERE created_by={created_by};
