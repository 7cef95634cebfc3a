\set i random(1, :people)
\set t :i % :tenants + 1
begin;
select authenticate('cp-inst'||:t||'-acme.example.com', sha256(('tok'||:t)::bytea));
insert into users(tenant_id, user_name, user_name_key, doc) select :t, n, n, jsonb_build_object('userName', n, 'active', true) from (select gen_random_uuid()::text || '@example.com' as n) x returning id;
insert into events(tenant_id, kind, body) values (:t, 'user.created', jsonb_build_object('n', :i::int));
commit;
