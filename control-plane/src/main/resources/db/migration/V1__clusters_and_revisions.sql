-- Runs on H2 and on PostgreSQL. Numbers: V1 cluster, publish, history; V2 access; V3 fleet; from V4 on free.

create table workspace (
  id varchar(36) primary key,
  name varchar(63) not null unique
);
insert into workspace (id, name) values ('00000000-0000-0000-0000-000000000001', 'default');

-- One row a workspace. Every change updates it first, so writers queue here: numbers have no gaps, become
-- visible in order, and "highest seen" is a safe cursor. The epoch rises when a backup is restored.
create table head (
  workspace varchar(63) primary key references workspace (name),
  epoch bigint not null,
  revision bigint not null
);
insert into head (workspace, epoch, revision) values ('default', 1, 0);

create table cluster (
  id varchar(64) primary key,
  workspace varchar(63) not null references workspace (name),
  name varchar(63) not null,
  version bigint not null,
  -- The revision that changed it last: what an ETag is compared with.
  changed_in bigint not null,
  settings text not null,
  runtime varchar(16) not null,
  replicas text not null,
  unique (workspace, name)
);

-- Names and addresses are unique in a cluster; the aggregate sees to it, because two servers may swap
-- theirs in one change, which a constraint checked row by row would refuse.
create table server (
  cluster_id varchar(64) not null references cluster (id),
  id varchar(64) not null,
  place integer not null,
  name varchar(64) not null,
  host varchar(253) not null,
  port integer not null,
  weight double precision not null,
  state varchar(16) not null,
  managed boolean not null,
  primary key (cluster_id, id)
);

create table revision (
  workspace varchar(63) not null references workspace (name),
  number bigint not null,
  epoch bigint not null,
  at_millis bigint not null,
  author varchar(255) not null,
  author_kind varchar(16) not null,
  cluster varchar(63) not null,
  sentence varchar(2000) not null,
  change text not null,
  moved double precision not null,
  necessary double precision not null,
  -- The whole configuration that the change led to, and which replicas were wanted.
  config text not null,
  replicas text not null,
  primary key (workspace, number)
);
create index revision_of_cluster on revision (workspace, cluster, number);
