-- Nobody but the owner may connect.
REVOKE CONNECT ON DATABASE {name} FROM PUBLIC
