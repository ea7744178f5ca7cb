#!/bin/sh
# Victron's, as it is thought to be: the serial-starter tries the programs of a port again.
ln -sf "../$1" "/dev/serial-starter/$1"
