-- The least that a secure SCIM operation needs: host name and token decide the tenant inside the transaction, and row
-- level security is forced. What is measured against it is how dear the rest is: the whole protocol, the proof, the worker.
--
-- Variables: tenants, people (person i belongs to tenant i % tenants + 1); the role's password is in the environment.
\getenv password LEAST_PASSWORD
CREATE TABLE tenants (id int PRIMARY KEY, status text NOT NULL DEFAULT 'active');
CREATE TABLE hostnames (hostname text PRIMARY KEY, tenant_id int NOT NULL REFERENCES tenants);
CREATE TABLE tokens (
    digest bytea PRIMARY KEY, tenant_id int NOT NULL, expires_at timestamptz NOT NULL, revoked_at timestamptz);
CREATE TABLE users (
    tenant_id int NOT NULL, id uuid NOT NULL DEFAULT gen_random_uuid(), user_name text NOT NULL,
    user_name_key text COLLATE "C" NOT NULL, doc jsonb NOT NULL, version bigint NOT NULL DEFAULT 1,
    PRIMARY KEY (tenant_id, id));
CREATE UNIQUE INDEX ON users (tenant_id, user_name_key);
CREATE TABLE events (
    tenant_id int NOT NULL, id bigint GENERATED ALWAYS AS IDENTITY, kind text NOT NULL, body jsonb NOT NULL,
    PRIMARY KEY (tenant_id, id));
INSERT INTO tenants SELECT i FROM generate_series(1, :tenants) i;
INSERT INTO hostnames SELECT 'cp-inst' || i || '-acme.example.com', i FROM generate_series(1, :tenants) i;
INSERT INTO tokens
SELECT sha256(('tok' || i)::bytea), i, now() + interval '1 year', NULL FROM generate_series(1, :tenants) i;
INSERT INTO users (tenant_id, id, user_name, user_name_key, doc)
SELECT i % :tenants + 1, md5(i::text)::uuid, 'user' || i || '@example.com', 'user' || i || '@example.com',
       jsonb_build_object(
           'schemas', jsonb_build_array('urn:ietf:params:scim:schemas:core:2.0:User'),
           'userName', 'user' || i || '@example.com', 'active', true,
           'name', jsonb_build_object('formatted', 'Load Tester', 'givenName', 'Load', 'familyName', 'Tester'),
           'emails', jsonb_build_array(
               jsonb_build_object('type', 'work', 'value', 'user' || i || '@example.com', 'primary', true)))
  FROM generate_series(1, :people) i;
CREATE ROLE least LOGIN PASSWORD :'password';
GRANT SELECT, INSERT, UPDATE ON users, events TO least;
ALTER TABLE users ENABLE ROW LEVEL SECURITY;
ALTER TABLE users FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON users USING (tenant_id = nullif(current_setting('m.tenant', true), '')::int);
ALTER TABLE events ENABLE ROW LEVEL SECURITY;
ALTER TABLE events FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON events USING (tenant_id = nullif(current_setting('m.tenant', true), '')::int);
CREATE FUNCTION authenticate(h text, d bytea) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
    r int;
BEGIN
    SELECT t.id INTO r FROM hostnames n JOIN tenants t ON t.id = n.tenant_id AND t.status = 'active'
      JOIN tokens k ON k.tenant_id = t.id AND k.digest = d AND k.revoked_at IS NULL AND k.expires_at > now()
     WHERE n.hostname = h;
    IF r IS NULL THEN
        RAISE EXCEPTION 'no' USING ERRCODE = '28000';
    END IF;
    PERFORM set_config('m.tenant', r::text, true);
    RETURN r;
END $$;
VACUUM ANALYZE;
