package org.dbusp1.system.gx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.dbusp1.Ended;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Which native libraries the launchers load, and what they leave in the folder for temporary files. Each script runs as root
 * of a namespace with an empty /tmp and an empty home directory.
 */
@Tag("slow")
@NeedsNamespaces
class NativeLibrariesIT {
    private static final Path ROOT = Path.of("").toAbsolutePath();
    private static final Path NATIVE = ROOT.resolve("target/native");
    private static final String REPORT = "detected by the Java Runtime Environment\n";
    private static final String PRIVATE_TMP = """
            set -eu
            mount -t tmpfs none /tmp
            mkdir -m 700 /tmp/home /tmp/work
            sed 's|^\\(root:[^:]*:0:0:[^:]*\\):[^:]*:|\\1:/tmp/home:|' /etc/passwd >/tmp/work/passwd
            mount --bind /tmp/work/passwd /etc/passwd
            export HOME=/tmp/home STATE_DIRECTORY=/tmp/work/state RUNTIME_DIRECTORY=/tmp/work/run
            . src/test/sh/alive/functions
            """;
    /** A driver with a serial port and a history in a file; both libraries are loaded when it has made the history. */
    private static final String DRIVER = """
            venus/dbus-p1 simulate dsmr50 --pty=/tmp/work/ttyP1 >/dev/null &
            until_true test -e /tmp/work/ttyP1
            : >/tmp/work/empty
            venus/dbus-p1 run /tmp/work/ttyP1 --config /tmp/work/empty --venus.enabled=false --history.enabled=true \\
                --history.url=sqlite:/tmp/work/history.db >/tmp/work/log 2>&1 &
            driver=$!
            until_true grep -q sqlitejdbc /proc/$driver/maps
            until_true grep -q jSerialComm /proc/$driver/maps
            """;

    @Test
    void loadsNoLibraryThatSomebodyPlanted() throws Exception {
        // The library itself is planted: another one would not be loaded, or end the driver.
        String loaded = runs("""
                for folder in /tmp/jSerialComm/2.11.4 /tmp/home/.jSerialComm/2.11.4; do
                    mkdir -p $folder
                    cp target/native/Linux/$(uname -m)/libjSerialComm.so $folder/
                    chmod -R 777 $folder
                done
                cp target/native/org/sqlite/native/Linux/$(uname -m)/libsqlitejdbc.so /tmp/
                """ + DRIVER + "sed -n 's|.* /|/|; /SerialComm/p; /sqlite/p' /proc/$driver/maps | sort -u\n");

        assertThat(loaded.lines()).hasSize(2).allMatch(library -> library.startsWith(NATIVE + "/"));
    }

    @Test
    void deletesNothingBehindALinkThatSomebodyPlanted() throws Exception {
        // jSerialComm clears the folder of its former versions.
        assertThat(runs("""
                mkdir -p /tmp/work/victim/folder
                ln -s /tmp/work/victim /tmp/jSerialComm
                """ + DRIVER + "ls -A /tmp/work/victim\n")).isEqualTo("folder\n");
    }

    @Test
    void leavesNothingInTheFolderForTemporaryFiles() throws Exception {
        assertThat(runs(DRIVER + """
                kill -KILL $driver
                venus/dbus-p1 simulate emucs17 --count=1 --speed=max >/tmp/work/meter.log
                venus/dbus-p1 simulate dsmr50 --seconds=1 --pty >/dev/null
                venus/dbus-p1 decode /tmp/work/meter.log >/dev/null
                venus/dbus-p1 run /tmp/work/meter.log --speed max --venus.enabled=false --history.enabled=true \
                    --history.url=sqlite:/tmp/work/other.db >/dev/null 2>&1
                venus/demo >/tmp/work/demo.log &
                until_true grep -q /Ac/Power /tmp/work/demo.log
                kill $!
                wait $!
                ls -A /tmp /tmp/home
                """)).isEqualTo("/tmp:\nhome\nwork\n\n/tmp/home:\n");
    }

    @Test
    void aCrashIsReportedInTheStateDirectoryAndOverwritesNoFileBehindALink() throws Exception {
        assertThat(runs("""
                mkdir $STATE_DIRECTORY
                echo mine >/tmp/work/victim
                for link in dbus-p1-hs_err.log hs_err.log crash.log; do ln -s /tmp/work/victim /tmp/$link; done
                """ + DRIVER + """
                ulimit -c 0
                kill -SEGV $driver
                wait $driver || true
                grep -o -m 1 'detected by the Java Runtime Environment' $STATE_DIRECTORY/crash.log
                cat /tmp/work/victim
                """)).isEqualTo(REPORT + "mine\n");
    }

    /** Returns what a script prints that succeeds. */
    private static String runs(String script) throws IOException, InterruptedException {
        assumeTrue(!ROOT.toRealPath().startsWith("/tmp"), "the script has an empty /tmp, without this checkout");
        Process process = new ProcessBuilder("unshare", "--mount", "--map-root-user", "--pid", "--fork", "--kill-child",
                "--mount-proc", "sh", "-c", PRIVATE_TMP + script).directory(ROOT.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        process.getOutputStream().close();
        Ended ended = Ended.of(process);
        assertThat(ended.status()).as(ended.output()).isZero();
        return ended.output();
    }
}
