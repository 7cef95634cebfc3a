\set i random(1, :people)
\set t :i % :tenants + 1
begin;
select authenticate('cp-inst'||:t||'-acme.example.com', sha256(('tok'||:t)::bytea));
select id::text, doc::text, version from users where tenant_id = :t and id = md5((:i)::text)::uuid;
commit;
