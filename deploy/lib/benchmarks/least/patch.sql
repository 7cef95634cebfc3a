\set i random(1, :people)
\set t :i % :tenants + 1
begin;
select authenticate('cp-inst'||:t||'-acme.example.com', sha256(('tok'||:t)::bytea));
select doc::text, version from users where tenant_id = :t and id = md5((:i)::text)::uuid for update;
update users set doc = jsonb_set(doc, '{active}', 'false'), version = version + 1 where tenant_id = :t and id = md5((:i)::text)::uuid;
insert into events(tenant_id, kind, body) values (:t, 'user.changed', jsonb_build_object('n', :i::int));
commit;
