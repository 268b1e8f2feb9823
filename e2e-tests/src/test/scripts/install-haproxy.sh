#!/bin/sh
# Makes sure that there is a haproxy, from the Debian package. Says on one line what is missing when there can be none.
set -eu

PATH="$PATH:/usr/sbin:/sbin"
if command -v haproxy > /dev/null; then
    exit 0
fi
if ! command -v apt-get > /dev/null; then
    echo "haproxy is not on the PATH, and there is no apt-get to install it with"
    exit 1
fi
if [ "$(id -u)" -ne 0 ]; then
    echo "haproxy is not on the PATH, and only root may install it: apt-get install haproxy"
    exit 1
fi
export DEBIAN_FRONTEND=noninteractive
# A package starts its service, on a system that has one to start it with; this one is wanted as a program alone.
RUNLEVEL=1
export RUNLEVEL
apt-get -qq update > /dev/null 2>&1 || true
if ! apt-get -qq -y --no-install-recommends install haproxy > /dev/null 2>&1; then
    echo "haproxy is not on the PATH, and apt-get install haproxy failed"
    exit 1
fi
