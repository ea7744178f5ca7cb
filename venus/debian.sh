# shellcheck shell=bash
# Read by package and by the tests of packages, after setup.sh: fetches packages of Debian for any architecture, without
# touching the system.

# The mirror that this machine's apt uses for such a suite, released or security: debian_mirror SUITE.
debian_mirror() {
    local uri
    # shellcheck disable=SC2016  # the names are apt's
    uri=$(apt-get indextargets --format '$(SITE) $(RELEASE)' 'Created-By: Packages' 2>/dev/null |
        awk -v secure="$([[ $1 == *-security ]] && echo 1 || echo 0)" \
            '$1 ~ /debian/ && ($2 ~ /-security$/) == secure { print $1; exit }')
    [[ $uri ]] || give_up "apt knows no mirror for $1: add one to its sources, and run apt-get update"
    echo "$uri"
}

# Unpacks packages into a folder, unless that is done: debian_packages FOLDER SUITE ARCHITECTURE PACKAGE... Its .packages has
# a line for each: name, version, architecture, SHA-256 of the file.
# Those of the suite's security updates; where these cannot be had, and that is told, those of the suite itself.
debian_packages() {
    local folder=$1 suite=$2
    local wanted="${*:2}"
    [[ ! -e $folder/.complete || $(<"$folder/.complete") != "$wanted" ]] || return 0
    if ! debian_download "$folder" "$suite-security $suite" "${@:3}"; then
        say "$suite-security: $(grep -m 1 '^E:' "$folder/.apt/log"); taking $suite as it was released"
        debian_download "$folder" "$suite" "${@:3}" || give_up "could not fetch $wanted: $(grep -m 1 '^E:' "$folder/.apt/log")"
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

debian_download() {
    local folder=$1 suites=$2 architecture=$3 apt=$1/.apt
    shift 3
    rm -rf "$folder"
    mkdir -p "$apt/state/lists/partial" "$apt/cache/archives/partial" "$apt/packages"
    local keys=/usr/share/keyrings/debian-archive-keyring.gpg suite
    for suite in $suites; do
        echo "deb [arch=$architecture signed-by=$keys] $(debian_mirror "$suite") $suite main" >>"$apt/sources.list"
    done
    local options=(-q -o "Dir::State=$apt/state" -o "Dir::Cache=$apt/cache" -o "Dir::Etc::sourcelist=$apt/sources.list"
        -o Dir::Etc::sourceparts=/dev/null -o Dir::State::status=/dev/null -o APT::Architecture=amd64
        -o APT::Architectures::=amd64 -o "APT::Architectures::=$architecture" -o APT::Sandbox::User=root
        -o Acquire::Languages=none)
    apt-get "${options[@]}" update >"$apt/log" 2>&1 || true
    if grep -q '^[EW]:' "$apt/log"; then
        say "a list of Debian's packages could not be had, the others are taken: $(grep -m 1 '^[EW]:' "$apt/log")"
    fi
    (cd "$apt/packages" && apt-get "${options[@]}" download "${@/%/:$architecture}" >"$apt/log" 2>&1)
}
