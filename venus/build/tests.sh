# shellcheck shell=bash disable=SC2154
# Sourced by test, whose variables these functions use: runs the tests, with Maven, and those that are named without it, where no source has
# changed since it compiled.

# From when the build is that compiled target/classes; StaleClasses.java deletes it with the first class.
built=target/built

# Whether one of these files has changed since, or is gone: then its folder has changed.
changed() {
    [[ ! -e $built || $(find "$@" -newer "$built" -print -quit) ]]
}

# The sources of a test class with this name, which may have its package's name in front.
files_of() {
    find "$root/src/test/java" -path "*/${1//.//}.java"
}

# A pattern is Maven's to read.
need_tests() {
    local test class
    for test in "$@"; do
        class=${test%%#*}
        [[ $class == *[*?!]* || $(files_of "$class") ]] || no_such "there is no test class $class"
    done
}

# The tests for JUnit's console, in "selected"; fails where a pattern is among them.
select_tests() {
    local test file class method
    selected=()
    for test in "$@"; do
        [[ $test != *[^A-Za-z0-9_.#]* ]] || return
        method=.+
        [[ $test != *#* ]] || method=${test#*#}
        while read -r file; do
            class=${file#"$root/src/test/java/"}
            class=${class%.java}
            selected+=("--select-class=${class//\//.}" "--include-methodname=${class//\//.}#$method")
        done < <(files_of "${test%%#*}")
    done
}

# JUnit's console in a JVM as pom.xml describes that of the tests. Prints only what failed.
run_console() {
    local properties
    mapfile -t properties < <(sed -n '/<systemPropertyVariables>/,\:</systemPropertyVariables>:s:^ *<\([^/>]*\)>\(.*\)</.*:-D\1=\2:p' pom.xml |
        sed "s:\${corpus}:$(readlink -m "${CORPUS:-../shared}"):; s:\${project.build.directory}:$root/target:; s:\${surefire.forkNumber}:1:")
    # shellcheck disable=SC2046  # several words
    env --default-signal=HUP --default-signal=INT java $(sed -n 's:^ *<argLine>\(.*\)</argLine>:\1:p' pom.xml) "${properties[@]}" \
        -DexcludedGroups=long -cp "target/test-classes:target/classes:$(<target/test.classpath)" org.junit.platform.console.ConsoleLauncher execute \
        --disable-banner --disable-ansi-colors --details=none --fail-if-no-tests --exclude-tag=long --reports-dir=target/surefire-reports \
        --config=junit.platform.output.capture.stdout=true --config=junit.platform.output.capture.stderr=true \
        "${selected[@]}" 2>&1 | tee "$log" | sed -n '/^corpus:/p; /^Failures (/,/^Test run finished/{/^Test run finished/!p}'
}

# Prints what an option of Maven's is.
option() {
    printf '%s\n' "${options[@]}" | sed -n "s/^-D$1=//p" | tail -n 1
}

# Runs Maven with these words more; of its output prints only a line for each test class, and the failures.
log_tests() {
    "${maven[@]}" "${options[@]}" "$@" 2>&1 | tee -a "$log" | sed -nuE '/^\[(ERROR|WARNING)\]|Tests run:|^corpus:/p' || status=2
}

# Checks the style of the scripts, compiles, and runs the tests that were selected, in the JVMs that pom.xml names.
run_maven() {
    if [[ ${1:-} == only ]] && ! changed "${scripts[@]}"; then
        scripts=()
    else
        mapfile -t scripts < <(grep -rlE '^#(!/bin/(ba)?sh| shellcheck shell)' "${scripts[@]}")
    fi
    # While the compiler runs, which uses one core.
    {
        ((${#scripts[@]} == 0)) || shellcheck -x "${scripts[@]}" && "${maven[@]}" -q "${options[@]}" checkstyle:check
    } &
    style_checked=$!

    # Libraries of another version would be found too.
    if [[ ${1:-} != only ]] || changed pom.xml; then rm -rf target/lib; fi
    # Each class is compiled anew, and checked.
    if [[ ! ${1:-} ]]; then rm -rf target/classes target/test-classes "$built"; fi
    : >"$log"
    local groups excluded loud=()
    groups=$(option groups) excluded=$(option excludedGroups)
    [[ ${1:-} == only ]] || loud=("-DexcludedGroups=${excluded:+$excluded,}quiet")
    log_tests "${loud[@]}" test
    wait $style_checked || status=2
    # Where the promise is a bound of time: when all others have ended, one class after the other.
    [[ ${1:-} == only ]] || log_tests "-Dgroups=quiet${groups:+ & ($groups)}" -DforkCount=1 surefire:test
    # A JVM that ended too early leaves no failed test.
    ! grep -aqE '^\[ERROR\].*(forked VM|in the fork|ForkStarter|BUILD)' "$log" || status=2
    ((status > 0)) || mv "$begun" "$built"
}

# Runs the tests once more that have failed, in one JVM, for count; not where so many have failed that no chance can be the reason.
run_failed_again() {
    local failed
    mapfile -t failed < <(count --failed "$reports")
    ((${#failed[@]} > 0)) || return 0
    ((${#failed[@]} <= 20)) || { say "${#failed[@]} tests have failed: none runs once more" && return; }
    say "once more: ${failed[*]}"
    mv "$reports" target/first-reports
    "${maven[@]}" "${options[@]}" -DforkCount=1 "-Dtest=$(IFS=, && echo "${failed[*]}")" surefire:test >target/again.log 2>&1 || true
    [[ ! -d $reports ]] || mv "$reports" target/again-reports
    mv target/first-reports "$reports"
}
