# shellcheck shell=sh
# Sourced by gx.sh and serial-starter/driver: the parts of the configuration that a script needs before a driver runs.

# Whether the driver reads a source on the network, and needs no cable. A port by its USB socket has colons too.
needs_no_cable() {
    case $(configured source | tr '[:upper:]' '[:lower:]') in
    homewizard | *://*) ;;
    *) return 1 ;;
    esac
}

# Whether the main file switches a key off. The driver takes these words for "false".
switched_off() {
    case $(configured "$1" | tr '[:upper:]' '[:lower:]') in
    false | off | no) ;;
    *) return 1 ;;
    esac
}

# Prints the value of a key of the main file as the driver reads it: configured KEY. Fails where the key is not
# there, or is there twice, which the driver refuses. A byte order mark may come before the first line.
configured() {
    values=$(sed -n "s/^[^#[:alnum:]]*$1[[:space:]]*=/=/p" /data/conf/dbus-p1.properties 2>/dev/null)
    case $values in
    '' | *"
"*) return 1 ;;
    esac
    echo "${values#=}" | tr -d '\r' | sed 's/^[[:space:]]*//; s/^#.*//; s/[[:space:]]#.*//; s/[[:space:]]*$//'
}
