#!/bin/sh
# Installs HAProxy where that is possible without asking anybody. Ends with 1 and one line where it is not.
set -eu
command -v haproxy >/dev/null 2>&1 && exit 0
command -v apt-get >/dev/null 2>&1 || {
    echo "there is no haproxy and no apt-get: install haproxy"
    exit 1
}
[ "$(id -u)" = 0 ] || {
    echo "there is no haproxy, and installing it needs root: apt-get install haproxy"
    exit 1
}
export DEBIAN_FRONTEND=noninteractive
{ apt-get update -qq && apt-get install -y -qq --no-install-recommends haproxy; } >/dev/null 2>&1 || {
    echo "apt-get could not install haproxy"
    exit 1
}
