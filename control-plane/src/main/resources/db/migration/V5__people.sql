-- People who are invited before they have a password, and people who are kept out without being forgotten.
-- Runs on H2 and PostgreSQL.
alter table users alter column password_hash drop not null;
alter table users add column disabled boolean not null default false;

-- Rises when every session of a person must end: a session remembers the number that it began with.
alter table users add column generation bigint not null default 0;

-- One-time links with which a person sets a password, at most one each. Only the hash of its secret is kept.
create table password_links (
  user_id uuid primary key references users (id) on delete cascade,
  hash char(64) not null unique,
  expires_at timestamp with time zone not null
);
