# shellcheck shell=bash
# Read by demo, test and bench, not run: installs what a fresh Debian 12 lacks, and builds what has changed.

root=$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")

say() {
    echo "${0##*/}: $*" >&2
}

give_up() {
    say "$*"
    exit 69
}

# need PACKAGE TEST...: notes the package for install_needed when the test, a command, fails.
needed=()
need() {
    local package=$1
    shift
    "$@" >/dev/null 2>&1 || needed+=("$package")
}

has_jdk() {
    [[ $(javac -version 2>&1) =~ ^javac\ ([0-9]+) ]] && ((BASH_REMATCH[1] >= 17))
}

# What building and running the driver on a bus of its own takes.
need_basics() {
    need openjdk-17-jdk-headless has_jdk
    need maven command -v mvn
    need dbus command -v dbus-daemon
    need python3-dbus /usr/bin/python3 -c 'import dbus'
    need python3-gi /usr/bin/python3 -c 'from gi.repository import GLib'
    need socat command -v socat
}

install_needed() {
    ((${#needed[@]})) || return 0
    command -v apt-get >/dev/null || give_up "install these yourself, there is no apt-get: ${needed[*]}"
    local as_root=()
    if ((EUID != 0)); then
        command -v sudo >/dev/null || give_up "run it as root, or install sudo, to get: ${needed[*]}"
        as_root=(sudo)
    fi
    say "installing ${needed[*]}"
    local log
    log=$(mktemp)
    if ! "${as_root[@]}" apt-get -q update >"$log" 2>&1 ||
        ! "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
            apt-get -q -y install --no-install-recommends "${needed[@]}" >>"$log" 2>&1; then
        tail -n 5 "$log" >&2
        rm -f "$log"
        give_up "could not install ${needed[*]}; is there a network, and may you install packages?"
    fi
    rm -f "$log"
    has_jdk || use_jdk_17
}

# Another Java may stand before the right one in PATH.
use_jdk_17() {
    local home
    for home in /usr/lib/jvm/java-17-openjdk-*; do
        [[ -x $home/bin/javac ]] && export JAVA_HOME=$home PATH=$home/bin:$PATH
    done
}

# Builds target/dbus-p1.jar when a source is newer; what Maven needs it fetches the first time only.
build() {
    local jar=$root/target/dbus-p1.jar
    if [[ -e $jar && -z $(find "$root/src/main" "$root/pom.xml" -newer "$jar" -print -quit) ]]; then
        return 0
    fi
    say "building"
    (cd "$root" && mvn -q -B -Dstyle.color=never -Dmaven.test.skip=true package) >&2 || give_up "the build failed, see above"
}
