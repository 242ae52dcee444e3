-- Tells this installation from others that run replicas on the same machine or the same Docker Engine.
create table installation (
  only_row smallint primary key,
  id varchar(64) not null
);
