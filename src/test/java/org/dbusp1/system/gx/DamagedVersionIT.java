package org.dbusp1.system.gx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.dbusp1.Beside;
import org.dbusp1.Ended;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An installed version with damaged or missing files, two scripts at a time, and a full /data. */
@Tag(Beside.TAG)
@Tag("slow")
@Tag("scripts")
@NeedsNamespaces
class DamagedVersionIT {
    private static final String VERSION = "/data/dbus-p1/versions/1-b1/";
    private static final String WHOLE = "(cd " + VERSION + "; sha256sum -c SHA256SUMS >/dev/null; ls lib); /data/dbus-p1/dbus-p1 --version";
    private static final String REPAIRED = "dbus-p1 1-b1 is installed again: some of its files were damaged\ndbus-p1.jar\ndbus-p1 1\n";

    private final VenusRoot venus;

    DamagedVersionIT(@TempDir Path directory) throws IOException {
        venus = new VenusRoot(directory);
        venus.unpack("1");
        VenusRoot.writeProgram(venus.data("rcS.local"), "#!/bin/sh\n: theirs\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"echo spoilt >lib/dbus-p1.jar", ": >venus/gx.sh", "rm venus/dbus-p1", "rm SHA256SUMS",
        ": >SHA256SUMS", "sed -i 1d SHA256SUMS", "touch lib/old-1.jar", "rm -r *"})
    void isRepairedByInstallingItAgain(String damage) throws Exception {
        venus.succeeds("/data/package-1/venus/install");
        Map<String, String> before = venus.tree();

        Ended again = venus.succeeds("(cd " + VERSION + "; " + damage + "); /data/package-1/venus/install; " + WHOLE);

        assertThat(again.output()).isEqualTo(REPAIRED);
        assertThat(VenusRoot.difference(before, venus.tree())).isEmpty();
    }

    @Test
    void isRepairedByAnArchive() throws Exception {
        venus.unpack("2");
        venus.succeeds("/data/package-1/venus/install; mkdir /tmp/1; cp -a /data/package-1 /tmp/1/dbus-p1; "
                + "tar -C /tmp/1 -czf /data/1.tgz dbus-p1");

        Ended again = venus.succeeds("rm " + VERSION + "lib/dbus-p1.jar; /data/package-2/venus/install /data/1.tgz; " + WHOLE);

        assertThat(again.output()).isEqualTo(REPAIRED);
    }

    @Test
    void isRepairedByItsStick() throws Exception {
        Path stick = venus.stick("1");
        venus.succeeds(VenusRoot.unpackSticks());
        Map<String, String> before = venus.tree();

        venus.succeeds("/data/rcS.local; echo spoilt >" + VERSION + "lib/dbus-p1.jar; rm " + VERSION + "venus/enable; "
                + VenusRoot.unpackSticks() + "test ! -e /data/dbus-p1/lib; " + WHOLE);

        assertThat(Files.readString(stick.resolve("dbus-p1.result.txt")))
                .contains("\ndone       dbus-p1 1-b1 is installed again: some of its files were damaged\n");
        Map<String, String> changed = VenusRoot.difference(before, venus.tree());
        changed.keySet().removeIf(file -> file.contains("/media/"));
        assertThat(changed).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"echo spoilt >lib/dbus-p1.jar | lib/dbus-p1.jar", "rm lib/dbus-p1.jar | lib/dbus-p1.jar",
        ": >venus/gx.sh | venus/gx.sh", ": >venus/status | venus/status", "rm SHA256SUMS | SHA256SUMS"})
    void statusNamesTheDamage(String damage, String file) throws Exception {
        venus.plug(""); // or status would wait for the cable's driver
        Ended status = venus.boot("/data/package-1/venus/install >/dev/null; (cd " + VERSION + "; " + damage + "); /data/dbus-p1/status");

        assertThat(status.status()).isEqualTo(1);
        assertThat(status.output()).contains("\ndamaged    " + file + " \n").contains("\nProblem: files of the installed version are "
                + "damaged or missing: install it again, with the stick or with venus/install of its package\n");
    }

    /** The boot hook reads it, and so may the owner. */
    @ParameterizedTest
    @ValueSource(strings = {": >venus/gx.sh", "rm venus/leave.sh", "echo 'if' >>venus/config.sh", "rm SHA256SUMS"})
    void isNotStartedAndOneLineSaysSo(String damage) throws Exception {
        venus.succeeds("/data/package-1/venus/install");
        String why = "files of this version are damaged or missing: install it again, with the stick or with venus/install of its "
                + "package\n";

        Ended ended = venus.boot("cd " + VERSION + "; " + damage + "; /data/rcS.local; venus/enable --cable ttyUSB1 || echo $?; "
                + "venus/configure /data/conf || echo $?; venus/install || echo $?; [ ! -e /run/dbus-p1/enabled ] || echo started");

        assertThat(ended.output()).isEqualTo("enable: " + why + "enable: " + why + "69\nconfigure: " + why + "69\n"
                + "install: the package is damaged; download it again\n65\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {":", ": >" + VERSION + "venus/gx.sh", "rm -r " + VERSION + "venus", "rm -r " + VERSION})
    void canBeRemovedAllTheSame(String damage) throws Exception {
        Map<String, String> before = venus.tree();
        venus.succeeds("/data/package-1/venus/install; " + damage);

        Ended removed = venus.succeeds("[ ! -x /data/rcS.local ] || /data/rcS.local || true; /data/dbus-p1/disable; "
                + "/data/dbus-p1/uninstall");

        assertThat(removed.output()).contains("removed: dbus-p1 1-b1, no longer started at boot\n");
        assertThat(VenusRoot.difference(before, venus.tree())).isEmpty();
    }

    @Test
    void aStickRemovesItAllTheSame() throws Exception {
        Path stick = venus.stick("1");
        venus.succeeds(VenusRoot.unpackSticks());
        VenusRoot.write(stick.resolve("dbus-p1.uninstall"), "");

        venus.succeeds("rm -r " + VERSION + "venus; " + VenusRoot.unpackSticks() + "grep -c dbus-p1 /data/rcS.local || true");

        assertThat(Files.readString(stick.resolve("dbus-p1.result.txt"))).contains("\ndone       dbus-p1 is stopped, now and at boot\n");
        assertThat(venus.data("rcS.local")).hasContent("#!/bin/sh\n: theirs\n");
    }

    /** Each is whole, whichever was the last. */
    @Test
    void twoInstallationsAtATimeAreOneAfterTheOther() throws Exception {
        venus.unpack("2");
        for (int round = 0; round < 4; round++) {
            Ended both = venus.succeeds("/data/package-1/venus/install & first=$!; /data/package-2/venus/install & wait $first; wait $!; "
                    + "cd /data/dbus-p1/versions; for each in *; do (cd $each; sha256sum -c SHA256SUMS >/dev/null); done; "
                    + "ls -A; cut -c 1 */lib/dbus-p1.jar; /data/dbus-p1/dbus-p1 --version");

            assertThat(both.output()).matches("(?s)(dbus-p1 [12]-b1 is installed\n){2}1-b1\n2-b1\n1\n2\ndbus-p1 [12]\n");
            venus.succeeds("/data/dbus-p1/uninstall");
        }
    }

    @Test
    void disableWaitsForAnInstallation() throws Exception {
        venus.unpack("2");
        Ended both = venus.succeeds("/data/package-1/venus/install >/dev/null; "
                + "{ /data/package-2/venus/install; : >/run/installed; } & "
                + "until [ -L /run/dbus-p1.lock ] || [ -e /run/installed ]; do :; done; "
                + "/data/dbus-p1/disable; echo disabled; wait $!; grep -c dbus-p1 /data/rcS.local || true");

        assertThat(both.output()).isEqualTo("dbus-p1 2-b1 is installed\ndisabled\n0\n");
    }

    /** /data is as large as what is on it. */
    @ParameterizedTest
    @ValueSource(strings = {"", "--standalone"})
    void aFullDiskKeepsNobodyFromStoppingAndRemovingIt(String way) throws Exception {
        String full = "cp -a /data /tmp/data; mount -t tmpfs -o size=4m none /data; cp -a /tmp/data/. /data/; "
                + "/data/package-1/venus/install %s >/dev/null; busybox dd if=/dev/zero of=/data/filler bs=4k 2>/dev/null || true; "
                + "! echo more >/data/more 2>/dev/null || exit 9; ";

        Ended disabled = venus.succeeds(full.formatted(way) + "/data/dbus-p1/disable; cat /data/rcS.local; ls /data/conf /service; "
                + "ls /opt/victronenergy/service-templates");
        Ended removed = venus.succeeds(full.formatted(way) + "/data/dbus-p1/uninstall; cat /data/rcS.local; ls -A /data /data/conf");

        assertThat(disabled.output()).isEqualTo("#!/bin/sh\n: "
                + "theirs\n/data/conf:\n%s\n/service:\nserial-starter\ngps-dbus\nvedirect-interface\n"
                .formatted("--standalone".equals(way) ? "" : "serial-starter.d\n"));
        assertThat(removed.output()).isEqualTo("removed: dbus-p1 1-b1, no longer started at boot\nremoved: /data/dbus-p1\n"
                + "#!/bin/sh\n: theirs\n/data:\nconf\nfiller\nlog\nmore\npackage-1\nrcS.local\nvar\n\n/data/conf:\n");
    }

    /** What fails by itself has a status that the help names. */
    @Test
    void anInstallationWithoutRoomEndsWithAStatusOfItsHelp() throws Exception {
        Ended refused = venus.boot("cp -a /data /tmp/data; mount -t tmpfs -o size=1m none /data; cp -a /tmp/data/. /data/; "
                + "sed -i 's/kilobytes=.*/kilobytes=1/' /data/package-1/MANIFEST; busybox dd if=/dev/zero of=/data/filler "
                + "bs=4k 2>/dev/null || true; "
                + "rm /data/package-1/SHA256SUMS; cd /data/package-1; find . -type f -exec sha256sum {} + >/tmp/sums; ln -s "
                + "/tmp/sums SHA256SUMS; "
                + "busybox rm /data/filler; busybox dd if=/dev/zero of=/data/filler bs=4k count=200 2>/dev/null || true; "
                + "/data/package-1/venus/install");

        assertThat(refused.status()).as(refused.output()).isEqualTo(69);
    }
}
