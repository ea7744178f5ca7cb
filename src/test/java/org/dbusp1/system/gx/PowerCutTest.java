package org.dbusp1.system.gx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.dbusp1.Beside;
import org.dbusp1.Ended;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The power fails before each command that changes something, one after the other. */
@Tag(Beside.TAG)
@NeedsNamespaces
@Tag("slow")
@Tag("scripts")
@Execution(ExecutionMode.CONCURRENT)
class PowerCutTest {
    /** Prints what the boot hook does, but for the line of a version that is damaged. */
    private static final String HOOK = "[ ! -x /data/rcS.local ] || { /data/rcS.local 2>&1 || echo \"rcS.local: $?\"; } | "
            + "sed '/^enable: files of this version are damaged or missing: install it again/d'\n";
    /** Ends everything but the first process before the command whose turn it is. */
    private static final String STEP = """
            #!/bin/busybox sh
            step=$(($(/bin/busybox cat /run/steps) + 1))
            echo $step >/run/steps
            if [ $step = "$CUT_AT" ]; then
                kill -9 -1
                kill -9 $$
            fi
            exec /bin/%1$s "$@"
            """;
    private static final String[] STEPS = {"cp", "mv", "rm", "mkdir", "rmdir", "ln", "chmod", "tar", "mount", "umount",
        "svc", "udevadm", "sync", "touch"};

    @TempDir
    private Path directory;
    private VenusRoot venus;

    @BeforeEach
    void aDevice() throws IOException {
        venus = device(directory.resolve("0"));
    }

    private static VenusRoot device(Path root) throws IOException {
        VenusRoot made = new VenusRoot(root);
        for (String command : STEPS) {
            VenusRoot.writeProgram(made.flash("steps/" + command), STEP.formatted(command));
        }
        return made;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        ":                                                         | /data/package-1/venus/install",
        ":                                                         | /data/stick",
        "/data/package-1/venus/install                             | /data/package-2/venus/install",
        "/data/package-1/venus/install --standalone                | /data/package-2/venus/install --rollback",
        "/data/package-1/venus/install                             | /data/dbus-p1/enable --standalone",
        "/data/package-1/venus/install --standalone                | /data/dbus-p1/enable --serial-starter",
        "/data/package-1/venus/install                             | /data/unpacked-and-installed",
        "/data/unpacked-and-installed                              | /data/unpacked-and-installed",
        "/data/package-1/venus/install                             | /data/package-1/venus/install /data/2.tgz",
        "/data/package-1/venus/install                             | /data/package-1/venus/uninstall",
        "/data/damaged                                             | /data/package-1/venus/install",
        "/data/configured                                          | /data/package-1/venus/configure /data/new",
        "/data/package-1/venus/install --cable ttyUSB1             | /data/package-1/venus/uninstall --keep-data"})
    void whatWasThereOrWhatShouldBeIsThereAndOnceMoreMakesItSo(String before, String command) throws Exception {
        VenusRoot.writeProgram(venus.data("rcS.local"), "#!/bin/sh\n: theirs\n");
        venus.unpack("1");
        venus.unpack("2");
        // As the manual's tar -x -C /data does it.
        VenusRoot.writeProgram(venus.data("unpacked-and-installed"), "#!/bin/sh\nset -e\nmkdir -p /data/dbus-p1\n"
                + "cp -a /data/package-2/. /data/dbus-p1/\nexec /data/dbus-p1/venus/install\n");
        VenusRoot.writeProgram(venus.data("damaged"), "#!/bin/sh\nset -e\n/data/package-1/venus/install\n"
                + "echo spoilt >/data/dbus-p1/versions/1-b1/lib/dbus-p1.jar\n: >/data/dbus-p1/versions/1-b1/venus/gx.sh\n");
        VenusRoot.writeProgram(venus.data("configured"), "#!/bin/sh\nset -e\n/data/package-1/venus/install\nmkdir /data/old /data/new\n"
                + "for file in dbus-p1.properties dbus-p1.ttyUSB1.properties dbus-p1.key; do\n"
                + "echo '#old' >/data/old/$file\necho '#new' >/data/new/$file\ndone\n/data/package-1/venus/configure /data/old\n");
        VenusRoot.writeProgram(venus.data("stick"), "#!/bin/sh\n" + VenusRoot.unpackSticks());
        if (command.endsWith("stick")) {
            venus.stick("1");
        }
        venus.succeeds("mkdir /tmp/2; cp -a /data/package-2 /tmp/2/dbus-p1; tar -C /tmp/2 -czf /data/2.tgz dbus-p1\n" + before);
        if (command.endsWith("--rollback")) {
            venus.succeeds(HOOK + "/data/package-2/venus/install");
        }
        VenusRoot whole = copy("whole");
        int steps = Integer.parseInt(whole.succeeds(HOOK + cutAt(command, 0)).output().strip());
        Map<String, String> wanted = tree(whole);

        for (int step = 1; step <= steps; step++) {
            VenusRoot cut = copy("cut-" + step);
            cut.boot(HOOK + cutAt(command, step));
            assertThat(cut.boot(HOOK + "cat /data/conf/dbus-p1.*key /data/conf/dbus-p1*.properties 2>/dev/null | sort -u").output())
                    .as("the configuration after a cut before step %d", step).matches("(#(old|new)\n)?");
            Ended next = cut.boot(HOOK + "[ ! -e /data/dbus-p1/dbus-p1 ] || /data/dbus-p1/dbus-p1 --version\n"
                    + "if [ -e " + command.split(" ")[0] + " ]; then " + again(command) + "; fi");
            assertThat(next.status()).as("after a cut before step %d: %s", step, next.output()).isZero();
            assertThat(next.output()).as("after a cut before step %d", step).matches("(dbus-p1 [12]\n)?");
            assertThat(VenusRoot.difference(wanted, tree(cut))).as("after a cut before step %d and once more", step).isEmpty();
        }
        assertThat(steps).isGreaterThan(8);
    }

    /** Rolling back twice would be to go forth again. */
    private static String again(String command) {
        return command.endsWith("--rollback")
                ? "[ \"$(/data/dbus-p1/dbus-p1 --version)\" = \"dbus-p1 1\" ] || " + command + " >/dev/null" : command + " >/dev/null";
    }

    /** Everything but the report on the stick, which has each time. */
    private static Map<String, String> tree(VenusRoot venus) throws IOException {
        Map<String, String> tree = venus.tree();
        tree.keySet().removeIf(file -> file.startsWith("flash/media/"));
        return tree;
    }

    private static String cutAt(String command, int step) {
        return "echo 0 >/run/steps\n(CUT_AT=%d PATH=/steps:$PATH %s >/dev/null) & wait $! || true\ncat /run/steps".formatted(step, command);
    }

    private VenusRoot copy(String name) throws IOException, InterruptedException {
        Path to = directory.resolve(name);
        assertThat(new ProcessBuilder("cp", "-a", directory.resolve("0").toString(), to.toString()).inheritIO().start().waitFor()).isZero();
        return VenusRoot.of(to);
    }
}
