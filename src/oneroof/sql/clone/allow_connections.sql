-- Whoever has the privilege may connect.
ALTER DATABASE {name} ALLOW_CONNECTIONS true
