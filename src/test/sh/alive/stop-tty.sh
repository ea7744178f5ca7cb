#!/bin/sh
# Victron's: whoever reads a port stops.
rm -f "/dev/serial-starter/$1"
for service in /service/*."$1"; do
    [ ! -e "$service" ] || svc -d "$service"
done
until [ ! -L "/var/lock/serial-starter/$1" ]; do
    sleep 0.1
done
