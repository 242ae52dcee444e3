-- Tokens that let balancers in: only a digest of each is kept.
create table enrolment_token (
  id varchar(36) primary key,
  workspace varchar(63) not null,
  name varchar(64) not null,
  prefix varchar(16) not null unique,
  digest varchar(64) not null,
  created_at timestamp with time zone not null,
  last_used_at timestamp with time zone,
  revoked_at timestamp with time zone
);

-- Every balancer that ever said hello, until it is forgotten.
create table balancer (
  workspace varchar(63) not null,
  id varchar(64) not null,
  name varchar(255) not null,
  address varchar(255) not null,
  version varchar(64) not null,
  transport varchar(16) not null,
  last_seen_at timestamp with time zone not null,
  applied_revision bigint not null,
  applied_digest varchar(64) not null,
  primary key (workspace, id)
);
