#!/bin/sh
# init.sh PROGRAM [ARGUMENT ...]: runs the program of a container.
#
# What a task leaves behind falls to process 1 when its own parent is gone, and stays as a zombie until process 1 asks for
# it, which a JVM does not do. Where this is process 1 it stays and asks, passes signals on, and ends as the program does.
# Where another is, as in a pod whose containers share a process namespace or with docker run --init, it makes room.
[ "$$" -eq 1 ] || exec "$@"

program=
pending=
pass() {
  if [ -n "$program" ]
  then kill -s "$1" "$program" 2>/dev/null
  else pending=$1
  fi
}
for signal in TERM HUP QUIT USR1 USR2
do trap "pass $signal" "$signal"
done
# As a terminal's Ctrl-C, for a program that may have been started to ignore it.
trap 'pass TERM' INT

# What a shell starts in the background ignores these two, and so would all that comes of it.
defaults=
env --default-signal=INT,QUIT true 2>/dev/null && defaults="env --default-signal=INT,QUIT"
$defaults "$@" &
program=$!
[ -z "$pending" ] || kill -s "$pending" "$program" 2>/dev/null

# A signal ends a wait, and the program may live on.
while :
do
  wait "$program"
  status=$?
  kill -0 "$program" 2>/dev/null || break
done
wait "$program" 2>/dev/null
again=$?
[ "$again" -eq 127 ] || status=$again
exit "$status"
