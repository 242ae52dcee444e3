#!/bin/sh
# Runs the command as the user ringway. Started as root it adds the group that may use the mounted
# Docker socket: its number differs from machine to machine, so it cannot be in the image.
set -eu
[ "$(id -u)" = 0 ] || exec "$@"
socket=/var/run/docker.sock
if [ -S "$socket" ]; then
  groups=--groups=$(stat -c %g "$socket")
else
  groups=--clear-groups
fi
exec setpriv --reuid=10001 --regid=10001 "$groups" --inh-caps=-all --bounding-set=-all --no-new-privs "$@"
