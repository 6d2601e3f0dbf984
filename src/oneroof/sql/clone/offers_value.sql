-- Whether a setting of this server may have a value; false where the server does not know the setting.
-- setting text, value text
SELECT EXISTS (SELECT FROM pg_catalog.pg_settings
                WHERE name = %(setting)s::text AND %(value)s::text = ANY (enumvals)) AS offered
