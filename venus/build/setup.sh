# shellcheck shell=bash
# Sourced by the scripts that people run, but dbus-p1: installs missing packages of Debian, and builds when a source has changed.

# Only root may write to what is built: the driver loads libraries from there.
umask 022
# Java reads the environment and names of files in the locale's encoding; a fresh system sets none.
export LC_ALL=C.UTF-8
# Without files in /tmp. A build is too short for the second compiler of the JVM: without it, it takes less than half of the processor time.
export MAVEN_OPTS="-XX:-UsePerfData -XX:TieredStopAtLevel=1 -XX:+UseSerialGC ${MAVEN_OPTS:-}"

root=$(dirname "$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")")

say() {
    echo "${0##*/}: $*" >&2
}

give_up() {
    say "$*"
    exit 69
}

# A word that names nothing: before something is installed for it.
no_such() {
    say "$*; see venus/${0##*/} --help"
    exit 64
}

need_room() {
    local name=${1//.//}
    compgen -G "$root/src/*/java/org/dbusp1/$name/*.java" >/dev/null || no_such "there is no package org.dbusp1.${name//\//.}"
}

# need PACKAGE COMMAND...: adds the package to those of install_needed when the command fails.
needed=()
need() {
    local package=$1
    shift
    "$@" >/dev/null 2>&1 || needed+=("$package")
}

# Whether javac in PATH is Java 17 or newer.
has_jdk() {
    [[ $(javac -J-XX:-UsePerfData -version 2>&1) =~ ^javac\ ([0-9]+) ]] && ((BASH_REMATCH[1] >= 17))
}

# Puts the oldest installed JDK of 17 or newer in front of PATH, because an older Java may come first there.
use_installed_jdk() {
    local home version best=
    for home in /usr/lib/jvm/*; do
        [[ -x $home/bin/javac && -r $home/release ]] || continue
        version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$home/release")
        if ((${version:-0} >= 17)) && [[ -z $best || $version -lt ${best%% *} ]]; then
            best="$version $home"
        fi
    done
    [[ $best ]] || return 1
    export JAVA_HOME=${best#* }
    export PATH=$JAVA_HOME/bin:$PATH
}

# The packages for building the driver and running it on a separate D-Bus.
need_basics() {
    has_jdk || use_installed_jdk || needed+=(default-jdk-headless)
    need maven command -v mvn
    need dbus command -v dbus-daemon
    need python3-dbus /usr/bin/python3 -c 'import dbus'
    need python3-gi /usr/bin/python3 -c 'from gi.repository import GLib'
    need socat command -v socat
}

# Whether the shell of busybox runs the programs that tests put in place of its own. That of busybox-static does not: apt-get replaces it.
has_busybox() {
    command -v busybox && ! PATH=/nowhere "$(command -v busybox)" sh -c ls
}

# The screen's pages: their compilers, their linter, and the types that it knows.
need_screen() {
    need qt6-base-dev-tools test -x /usr/lib/qt6/libexec/rcc
    need qt6-l10n-tools test -x /usr/lib/qt6/bin/lrelease
    need qt6-declarative-dev-tools test -x /usr/lib/qt6/bin/qmllint
    need qml6-module-qtquick compgen -G '/usr/lib/*/qt6/qml/QtQuick/qmldir'
    need qml6-module-qttest compgen -G '/usr/lib/*/qt6/qml/QtTest/qmldir'
    need qml6-module-qtqml-workerscript compgen -G '/usr/lib/*/qt6/qml/QtQml/WorkerScript/qmldir'
    need qml6-module-qtquick-window compgen -G '/usr/lib/*/qt6/qml/QtQuick/Window/qmldir'
    need qml6-module-qtqml compgen -G '/usr/lib/*/qt6/qml/QtQml/qmldir'
    need qml6-module-qtqml-models compgen -G '/usr/lib/*/qt6/qml/QtQml/Models/qmldir'
}

# The programs that tests talk to or run, except those that only slow tests use.
need_counterparts() {
    need_screen
    need procps test -x /bin/kill
    # A disk that is made to wait.
    need e2fsprogs test -x /usr/sbin/mkfs.ext4
    need faketime compgen -G "/usr/lib/*/faketime/libfaketimeMT.so.1"
    need busybox has_busybox
    need systemd command -v systemd-analyze
    need daemontools command -v svscan
    need prometheus command -v promtool
    # Database servers for the history's tests; Debian's full packages of MariaDB would start services.
    need mariadb-server-core test -x /usr/sbin/mariadbd
    need mariadb-client-core command -v my_print_defaults
    need postgresql compgen -G '/usr/lib/postgresql/*/bin/initdb'
    need mosquitto test -x /usr/sbin/mosquitto
    need mosquitto-clients command -v mosquitto_sub
    need openssl command -v openssl
    need git command -v git
    need openssh-client command -v ssh-keygen
    need wget command -v wget
    # A client of Modbus, which needs the second, that Debian's package only recommends.
    need python3-pymodbus /usr/bin/python3 -c 'import pymodbus'
    need python3-serial-asyncio /usr/bin/python3 -c 'import serial_asyncio'
    if [[ ${PEERS:-} ]]; then
        need python3-lxml /usr/bin/python3 -c 'import lxml'
        need python3-psutil /usr/bin/python3 -c 'import psutil'
        need python3-dnslib /usr/bin/python3 -c 'import dnslib'
    fi
}

need_browser() {
    need chromium command -v chromium
    need chromium-driver command -v chromedriver
}

# What runs a package of another processor, and looks at a .deb.
need_packages() {
    need qemu-user-static command -v qemu-arm-static
    need lintian command -v lintian
}

need_machine() {
    need qemu-system-x86 command -v qemu-system-x86_64
    need qemu-utils command -v qemu-img
    need mmdebstrap command -v mmdebstrap
    need fakeroot command -v fakeroot
    need e2fsprogs test -x /sbin/mke2fs
    need busybox command -v busybox
    need dosfstools test -x /sbin/mkfs.vfat
    need mtools command -v mcopy
    # For the power cuts, in addition to what need_basics names.
    need mosquitto test -x /usr/sbin/mosquitto
    need mosquitto-clients command -v mosquitto_sub
    need faketime compgen -G "/usr/lib/*/faketime/libfaketimeMT.so.1"
}

need_slow_counterparts() {
    need_browser
    need python3-zeroconf /usr/bin/python3 -c 'import zeroconf'
    need python3-jsonschema /usr/bin/python3 -c 'import jsonschema'
    need iproute2 command -v ip
}

install_needed() {
    ((${#needed[@]})) || return 0
    command -v apt-get >/dev/null || give_up "these packages are missing, and there is no apt-get to install them: ${needed[*]}"
    local as_root=() yourself="install them as root: apt-get install ${needed[*]}"
    if ((EUID != 0)); then
        command -v sudo >/dev/null || give_up "packages are missing, and only root may install them; $yourself"
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
        give_up "packages could not be installed: no network, or no permission (sudo); $yourself"
    fi
    rm -f "$log"
    has_jdk || use_installed_jdk || give_up "there is no JDK of 17 or newer; install one: apt-get install default-jdk-headless"
}

# What a package is made of: it is built again when one of these has changed.
package_input() {
    (cd "$root" && find src/main src/simulator src/fleet pom.xml venus/package venus/build venus/gx venus/debian \
        venus/{dbus-p1,driver.jvm,bus.jvm,outputs.jvm,batch.jvm} serial-starter -type f -not -name '*.pyc' -print0 |
        LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum)
}

# The address of the project: of the repository that this is a checkout of. Empty where nothing tells it.
project_address() {
    local address=${GITHUB_REPOSITORY:+${GITHUB_SERVER_URL:-https://github.com}/$GITHUB_REPOSITORY}
    [[ $address ]] || address=$(git -C "$root" config remote.origin.url 2>/dev/null) || return 0
    if [[ $address =~ ^(ssh://)?git@([^:/]+)[:/](.+)$ ]]; then address=https://${BASH_REMATCH[2]}/${BASH_REMATCH[3]}; fi
    [[ $address != https://* ]] || echo "${address%.git}"
}

# Builds target/lib/dbus-p1.jar when a source is newer. The first time Maven downloads its libraries.
build() {
    local jar=$root/target/lib/dbus-p1.jar
    if [[ -e $jar && -d $root/target/native && -z $(find "$root/src/main" "$root/src/simulator" "$root/src/fleet" "$root/pom.xml" \
        -newer "$jar" -print -quit 2>/dev/null) ]]; then
        return 0
    fi
    say "building"
    # Libraries of another version would be packed and found too.
    rm -rf "$root/target/lib"
    (cd "$root" && mvn -q -B -Dstyle.color=never -Dmaven.test.skip=true package) >&2 || give_up "the build failed, see above"
}

# Maven's options for the checks of the compiler, where the JDK is the one that these know.
checks=()
use_checks() {
    # shellcheck disable=SC2034  # for those who source this
    [[ ! $(javac -J-XX:-UsePerfData -version 2>&1) =~ ^javac\ 17\. ]] || checks=(-Pchecks)
}

# Maven, and its options for tests. A job in the background, and nohup, leave signals ignored, which children inherit: a test that interrupts
# a program would wait for it in vain.
# shellcheck disable=SC2034  # for those who source this
maven=(env --default-signal=HUP --default-signal=INT mvn -B -ntp -Dstyle.color=never)
options=()
use_tests() {
    use_checks
    options=(-Pprograms "${checks[@]}")
    if [[ ${CORPUS:-} ]]; then
        options+=("-Dcorpus=$(readlink -m "$CORPUS")")
    fi
    if [[ ! -d ${CORPUS:-$root/../shared}/telegrams ]]; then
        [[ ! ${CORPUS:-} ]] || { say "CORPUS names $CORPUS, which has no folder telegrams" && exit 64; }
        say "no captures in $root/../shared: the tests that read them are skipped"
    fi
}
