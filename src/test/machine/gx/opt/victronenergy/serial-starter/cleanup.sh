#!/bin/sh
# Victron's, as it is thought to be: run by udev when a port is gone. Ends its services, and removes them.
for service in /service/*."$1"; do
    [ -e "$service" ] || continue
    folder=$(readlink -f "$service")
    rm -f "$service"
    svc -dx "$folder" "$folder/log"
done
rm -f "/var/lock/serial-starter/$1" "/dev/serial-starter/$1"
