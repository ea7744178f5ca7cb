# shellcheck shell=sh disable=SC2034,SC2154
# Victron's, as it is thought to be: says which port it is, holds its lock, and starts the program.
tty=$1
rm -f "/var/lock/serial-starter/$tty"
ln -s $$ "/var/lock/serial-starter/$tty"
trap 'rm -f "/var/lock/serial-starter/$tty"' EXIT
start() {
    "$app" "$@"
}
