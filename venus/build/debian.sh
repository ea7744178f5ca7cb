# shellcheck shell=bash
# Sourced by package and by the tests of packages, after setup.sh: downloads packages of Debian for any architecture, without
# changing the system.

# The maintainer of a package: whoever builds it, from the variables of Debian's tools. Without them it is unknown: an address that
# receives no mail is worse than none, and dpkg complains of a missing field at each run.
debian_maintainer() {
    if [[ ! ${DEBEMAIL:-}${DEBFULLNAME:-} ]]; then
        echo unknown
        return
    fi
    if [[ ! ${DEBEMAIL:-} =~ ^[^[:space:]\<\>,@]+@[^[:space:]\<\>,@]+$ || ${DEBFULLNAME:-} =~ [[:cntrl:]\<\>,@] ]]; then
        say "DEBEMAIL must be an address, such as jan@example.org, and DEBFULLNAME a name without commas"
        exit 64
    fi
    echo "${DEBFULLNAME:-dbus-p1} <$DEBEMAIL>"
}

# The number of tries of a download, with longer and longer pauses between them.
tries=4
# Not empty: without the security updates, the packages of the release are taken.
allow_older=${allow_older:-}

# The mirror of a suite in this machine's apt configuration; of a security suite Debian's own where the configuration of a fresh
# system has none: debian_mirror SUITE.
debian_mirror() {
    local uri
    # shellcheck disable=SC2016  # the names are apt's
    uri=$(apt-get indextargets --format '$(SITE) $(RELEASE)' 'Created-By: Packages' 2>/dev/null |
        awk -v secure="$([[ $1 == *-security ]] && echo 1 || echo 0)" \
            '$1 ~ /debian/ && ($2 ~ /-security$/) == secure { print $1; exit }')
    [[ $uri || $1 != *-security ]] || uri=http://deb.debian.org/debian-security
    [[ $uri ]] || give_up "apt knows no mirror for $1: add one to its sources, and run apt-get update"
    echo "$uri"
}

# Unpacks packages into a folder, unless that has been done: debian_packages FOLDER SUITE ARCHITECTURE PACKAGE... Its file
# .packages has a line for each: name, version, architecture, SHA-256 of the file. Security updates are taken where there are.
debian_packages() {
    local folder=$1 suite=$2
    local wanted="${*:2}"
    [[ ! -e $folder/.complete || $(<"$folder/.complete") != "$wanted" ]] || return 0
    if ! debian_download "$folder" "$suite-security $suite" "${@:3}"; then
        [[ $allow_older ]] || give_up "could not download ${*:4} for $3: $(mirror_error "$folder"). Try again later; --allow-older takes $suite without its security updates"
        say "$suite-security: $(mirror_error "$folder"); taking $suite without its security updates"
        debian_download "$folder" "$suite" "${@:3}" || give_up "could not download $wanted: $(mirror_error "$folder")"
    fi
    local each
    for each in "$folder"/.apt/packages/*.deb; do
        dpkg-deb -x "$each" "$folder"
        # shellcheck disable=SC2016  # the names are dpkg-deb's
        echo "$(dpkg-deb -W --showformat '${Package} ${Version} ${Architecture}' "$each") $(sha256sum <"$each" | cut -c 1-64)" \
            >>"$folder/.packages"
    done
    rm -rf "$folder/.apt"
    echo "$wanted" >"$folder/.complete"
}

mirror_error() {
    grep -m 1 '^[EW]:' "$1/.apt/log" || echo "see $1/.apt/log"
}

debian_download() {
    local folder=$1 suites=$2 architecture=$3 apt=$1/.apt
    shift 3
    rm -rf "$folder"
    mkdir -p "$apt/state/lists/partial" "$apt/cache/archives/partial" "$apt/packages"
    local keys=/usr/share/keyrings/debian-archive-keyring.gpg suite mirror
    for suite in $suites; do
        mirror=$(debian_mirror "$suite") || exit
        echo "deb [arch=$architecture signed-by=$keys] $mirror $suite main" >>"$apt/sources.list"
    done
    local options=(-q -o "Dir::State=$apt/state" -o "Dir::Cache=$apt/cache" -o "Dir::Etc::sourcelist=$apt/sources.list"
        -o Dir::Etc::sourceparts=/dev/null -o Dir::State::status=/dev/null -o APT::Architecture=amd64
        -o APT::Architectures::=amd64 -o "APT::Architectures::=$architecture" -o APT::Sandbox::User=root
        -o Acquire::Languages=none)
    local try
    for ((try = 1; try <= tries; try++)); do
        if ((try > 1)); then
            say "$(mirror_error "$folder"); trying again"
            sleep $((try * try))
        fi
        # A list that is missing would mean older packages: apt-get update itself succeeds then.
        if apt-get "${options[@]}" update >"$apt/log" 2>&1 && ! grep -q '^[EW]:' "$apt/log" &&
            (cd "$apt/packages" && apt-get "${options[@]}" download "${@/%/:$architecture}" >"$apt/log" 2>&1); then
            return 0
        fi
    done
    return 1
}
