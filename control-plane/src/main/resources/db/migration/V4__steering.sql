-- What a placement hashes instead of the server's id (nginx and HAProxy know servers by other names), and
-- when a server began to take its keys, which is where its ramp begins.
alter table server add column hash_key varchar(320) not null default '';
alter table server add column joined_at_millis bigint not null default 0;
