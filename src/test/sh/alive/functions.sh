# shellcheck shell=sh
# Victron's, as it is thought to be: the lock of a port is a link, which names the process that holds it.
lock_tty() {
    ln -s $$ "/var/lock/serial-starter/$1" 2>/dev/null
}

unlock_tty() {
    rm -f "/var/lock/serial-starter/$1"
}
