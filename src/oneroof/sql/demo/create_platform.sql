-- The tables of Directus itself that the demo needs, in the words of Directus; clean by every rule of the ruleset.

CREATE TABLE public.directus_roles (
    id          uuid         PRIMARY KEY,
    name        varchar(100) NOT NULL,
    icon        varchar(64)  NOT NULL DEFAULT 'supervised_user_circle',
    description text,
    parent      uuid         REFERENCES public.directus_roles
);
CREATE INDEX directus_roles_parent_index ON public.directus_roles (parent);

CREATE TABLE public.directus_users (
    id          uuid         PRIMARY KEY,
    first_name  varchar(50),
    last_name   varchar(50),
    email       varchar(128) UNIQUE,
    language    varchar(255),
    status      varchar(16)  NOT NULL DEFAULT 'active',
    role        uuid         REFERENCES public.directus_roles ON DELETE SET NULL,
    last_access timestamptz,
    provider    varchar(128) NOT NULL DEFAULT 'default'
);
CREATE INDEX directus_users_role_index ON public.directus_users (role);

CREATE TABLE public.directus_policies (
    id           uuid         PRIMARY KEY,
    name         varchar(100) NOT NULL,
    description  text,
    enforce_tfa  boolean      NOT NULL DEFAULT false,
    admin_access boolean      NOT NULL DEFAULT false,
    app_access   boolean      NOT NULL DEFAULT false
);

CREATE TABLE public.directus_access (
    id     uuid PRIMARY KEY,
    role   uuid REFERENCES public.directus_roles ON DELETE CASCADE,
    "user" uuid REFERENCES public.directus_users ON DELETE CASCADE,
    policy uuid NOT NULL REFERENCES public.directus_policies ON DELETE CASCADE,
    sort   integer
);
CREATE INDEX directus_access_role_index ON public.directus_access (role);
CREATE INDEX directus_access_user_index ON public.directus_access ("user");
CREATE INDEX directus_access_policy_index ON public.directus_access (policy);

CREATE TABLE public.directus_folders (
    id     uuid         PRIMARY KEY,
    name   varchar(255) NOT NULL,
    parent uuid         REFERENCES public.directus_folders ON DELETE SET NULL
);
CREATE INDEX directus_folders_parent_index ON public.directus_folders (parent);

CREATE TABLE public.directus_files (
    id                uuid         PRIMARY KEY,
    storage           varchar(255) NOT NULL DEFAULT 'local',
    filename_disk     varchar(255),
    filename_download varchar(255) NOT NULL,
    title             varchar(255),
    type              varchar(255),
    folder            uuid         REFERENCES public.directus_folders ON DELETE SET NULL,
    uploaded_by       uuid         REFERENCES public.directus_users,
    filesize          bigint
);
CREATE INDEX directus_files_folder_index ON public.directus_files (folder);
CREATE INDEX directus_files_uploaded_by_index ON public.directus_files (uploaded_by);

-- A row without a table of its name is a folder of the data model.
CREATE TABLE public.directus_collections (
    collection       varchar(64) PRIMARY KEY,
    icon             varchar(64),
    note             text,
    display_template varchar(255),
    hidden           boolean     NOT NULL DEFAULT false,
    singleton        boolean     NOT NULL DEFAULT false,
    translations     json,
    accountability   varchar(255) DEFAULT 'all',
    color            varchar(255),
    sort             integer,
    "group"          varchar(64) REFERENCES public.directus_collections,
    collapse         varchar(255) NOT NULL DEFAULT 'open',
    versioning       boolean     NOT NULL DEFAULT false
);
CREATE INDEX directus_collections_group_index ON public.directus_collections ("group");

CREATE TABLE public.directus_fields (
    id         serial      PRIMARY KEY,
    collection varchar(64) NOT NULL,
    field      varchar(64) NOT NULL,
    special    varchar(64),
    interface  varchar(64),
    options    json,
    readonly   boolean     NOT NULL DEFAULT false,
    hidden     boolean     NOT NULL DEFAULT false,
    sort       integer,
    width      varchar(30) DEFAULT 'full',
    required   boolean     DEFAULT false
);
CREATE INDEX directus_fields_collection_index ON public.directus_fields (collection, field);

CREATE TABLE public.directus_relations (
    id              serial      PRIMARY KEY,
    many_collection varchar(64) NOT NULL,
    many_field      varchar(64) NOT NULL,
    one_collection  varchar(64),
    one_field       varchar(64),
    junction_field  varchar(64),
    one_deselect_action varchar(255) NOT NULL DEFAULT 'nullify'
);

CREATE TABLE public.directus_permissions (
    id         serial      PRIMARY KEY,
    collection varchar(64) NOT NULL,
    action     varchar(10) NOT NULL,
    permissions json,
    fields     text,
    policy     uuid        NOT NULL REFERENCES public.directus_policies ON DELETE CASCADE
);
CREATE INDEX directus_permissions_policy_index ON public.directus_permissions (policy);
CREATE INDEX directus_permissions_collection_index ON public.directus_permissions (collection);

CREATE TABLE public.directus_flows (
    id           uuid         PRIMARY KEY,
    name         varchar(255) NOT NULL,
    icon         varchar(64),
    status       varchar(255) NOT NULL DEFAULT 'active',
    trigger      varchar(255),
    options      json,
    date_created timestamptz,
    user_created uuid         REFERENCES public.directus_users ON DELETE SET NULL
);
CREATE INDEX directus_flows_user_created_index ON public.directus_flows (user_created);

CREATE TABLE public.directus_operations (
    id         uuid         PRIMARY KEY,
    name       varchar(255),
    key        varchar(255) NOT NULL,
    type       varchar(255) NOT NULL,
    position_x integer      NOT NULL,
    position_y integer      NOT NULL,
    options    json,
    flow       uuid         NOT NULL REFERENCES public.directus_flows ON DELETE CASCADE
);
CREATE INDEX directus_operations_flow_index ON public.directus_operations (flow);

CREATE TABLE public.directus_settings (
    id               serial       PRIMARY KEY,
    project_name     varchar(100) NOT NULL DEFAULT 'Directus',
    project_url      varchar(255),
    default_language varchar(255) NOT NULL DEFAULT 'en-US',
    auth_login_attempts integer   DEFAULT 25
);

CREATE TABLE public.directus_migrations (
    version   varchar(255) PRIMARY KEY,
    name      varchar(255) NOT NULL,
    timestamp timestamptz  DEFAULT CURRENT_TIMESTAMP
);

COMMENT ON TABLE public.directus_roles IS 'Directus: roles';
COMMENT ON TABLE public.directus_users IS 'Directus: people who log in';
COMMENT ON TABLE public.directus_policies IS 'Directus: policies';
COMMENT ON TABLE public.directus_access IS 'Directus: which policy holds for whom';
COMMENT ON TABLE public.directus_folders IS 'Directus: folders of the file library';
COMMENT ON TABLE public.directus_files IS 'Directus: the file library';
COMMENT ON TABLE public.directus_collections IS 'Directus: the data model, collections and their folders';
COMMENT ON TABLE public.directus_fields IS 'Directus: fields of collections';
COMMENT ON TABLE public.directus_relations IS 'Directus: relations between collections';
COMMENT ON TABLE public.directus_permissions IS 'Directus: permissions of policies';
COMMENT ON TABLE public.directus_flows IS 'Directus: flows';
COMMENT ON TABLE public.directus_operations IS 'Directus: steps of flows';
COMMENT ON TABLE public.directus_settings IS 'Directus: settings of the project';
COMMENT ON TABLE public.directus_migrations IS 'Directus: its own migrations';
