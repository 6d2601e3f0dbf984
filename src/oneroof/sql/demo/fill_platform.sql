-- What stands in Directus' own tables before the first collection: roles, people, policies, flows, settings.

INSERT INTO public.directus_roles (id, name, description)
SELECT pg_catalog.md5('role' || role.name)::pg_catalog.uuid, role.name, role.description
  FROM (VALUES ('Administrator', 'Everything'), ('Editor', 'Content of the collections'), ('Reader', 'Reports only'))
       AS role (name, description);

INSERT INTO public.directus_users (id, first_name, last_name, email, language, role, last_access)
SELECT pg_catalog.md5('user' || person.n)::pg_catalog.uuid,
       (ARRAY['Ada', 'Bruno', 'Chiara', 'Dana', 'Emil', 'Fatou', 'Goran', 'Hanna'])[1 + person.n % 8],
       (ARRAY['Lindqvist', 'Okafor', 'Marino', 'Novak', 'Petit', 'Sato', 'Weiss'])[1 + person.n % 7],
       'person' || person.n || '@directus.example',
       (ARRAY['en-US', 'de-DE', 'fr-FR'])[1 + person.n % 3],
       pg_catalog.md5('role' || (ARRAY['Administrator', 'Editor', 'Reader'])[1 + person.n % 3])::pg_catalog.uuid,
       timestamptz '2026-01-05 08:00+00' + person.n * interval '11 hours'
  FROM pg_catalog.generate_series(1, 24) AS person (n);

INSERT INTO public.directus_policies (id, name, admin_access, app_access)
SELECT pg_catalog.md5('policy' || role.name)::pg_catalog.uuid, role.name || ' policy', role.name = 'Administrator', true
  FROM public.directus_roles AS role;

INSERT INTO public.directus_access (id, role, policy, sort)
SELECT pg_catalog.md5('access' || role.name)::pg_catalog.uuid, role.id,
       pg_catalog.md5('policy' || role.name)::pg_catalog.uuid, 1
  FROM public.directus_roles AS role;

INSERT INTO public.directus_folders (id, name, parent)
VALUES (pg_catalog.md5('folder pictures')::pg_catalog.uuid, 'Pictures', NULL),
       (pg_catalog.md5('folder contracts')::pg_catalog.uuid, 'Signed contracts', NULL),
       (pg_catalog.md5('folder products')::pg_catalog.uuid, 'Products', pg_catalog.md5('folder pictures')::pg_catalog.uuid);

INSERT INTO public.directus_files (id, filename_disk, filename_download, title, type, folder, uploaded_by, filesize)
SELECT pg_catalog.md5('file' || file.n)::pg_catalog.uuid, pg_catalog.md5('file' || file.n) || '.jpg',
       'product-' || file.n || '.jpg', 'Product ' || file.n, 'image/jpeg',
       pg_catalog.md5('folder products')::pg_catalog.uuid, pg_catalog.md5('user' || 1 + file.n % 24)::pg_catalog.uuid,
       20000 + file.n * 977 % 90000
  FROM pg_catalog.generate_series(1, 60) AS file (n);

INSERT INTO public.directus_flows (id, name, icon, trigger, options, date_created)
SELECT pg_catalog.md5('flow' || flow.name)::pg_catalog.uuid, flow.name, 'bolt', flow.trigger, '{}'::pg_catalog.json,
       timestamptz '2025-11-03 09:00+00'
  FROM (VALUES ('Tell sales about large orders', 'event'), ('Nightly stock report', 'schedule'),
               ('Publish a page', 'manual')) AS flow (name, trigger);

INSERT INTO public.directus_operations (id, name, key, type, position_x, position_y, options, flow)
SELECT pg_catalog.md5('operation' || flow.name)::pg_catalog.uuid, 'Send mail', 'mail', 'mail', 19, 1,
       '{"to": "team@directus.example"}'::pg_catalog.json, flow.id
  FROM public.directus_flows AS flow;

INSERT INTO public.directus_settings (project_name, project_url) VALUES ('Northwind Retail', 'https://cms.example');

INSERT INTO public.directus_migrations (version, name, timestamp)
VALUES ('20240806A', 'Permissions Policies', timestamptz '2025-10-01 12:00+00'),
       ('20240909A', 'Separate Comments', timestamptz '2025-10-01 12:00+00'),
       ('20250224A', 'Visual Editor', timestamptz '2025-10-01 12:00+00');
