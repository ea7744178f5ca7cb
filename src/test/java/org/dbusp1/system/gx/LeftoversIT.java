package org.dbusp1.system.gx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.dbusp1.Beside;
import org.dbusp1.Ended;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that leftovers of earlier runs, power cuts and full disks neither stop nor spoil the next installation. */
@Tag(Beside.TAG)
@Tag("slow")
@Tag("scripts")
@NeedsNamespaces
class LeftoversIT {
    private final VenusRoot venus;

    LeftoversIT(@TempDir Path directory) throws IOException {
        venus = new VenusRoot(directory);
    }

    @Test
    void anInterruptedArchiveIsNoPartOfTheNext() throws Exception {
        venus.unpack("2");

        Ended ended = venus.boot("mkdir -p /data/dbus-p1/versions/.new.tar/dbus-p1/lib; "
                + "touch /data/dbus-p1/versions/.new.tar/dbus-p1/lib/old-1.jar; "
                + "cd /data; mv package-2 /tmp/dbus-p1; tar -C /tmp -czf p.tgz dbus-p1; /tmp/dbus-p1/venus/install p.tgz; "
                + "ls -A /data/dbus-p1/versions /data/dbus-p1/versions/2-b1/lib");

        assertThat(ended.output()).endsWith("/data/dbus-p1/versions:\n2-b1\n\n/data/dbus-p1/versions/2-b1/lib:\ndbus-p1.jar\n");
    }

    @Test
    void anInterruptedArchiveTakesNoRoomForEver() throws Exception {
        venus.unpack("2");

        Ended ended = venus.boot("mkdir -p /data/dbus-p1/versions/.new.tar/dbus-p1/lib; /data/package-2/venus/install; "
                + "ls -A /data/dbus-p1/versions");

        assertThat(ended.output()).isEqualTo("dbus-p1 2-b1 is installed\n2-b1\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/data/dbus-p1", "/data/unpacked"})
    void aPackageThatWasUnpackedOverAnotherHasItsOwnFilesAlone(String folder) throws Exception {
        venus.unpack("1");
        venus.unpack("2");

        Ended ended = venus.boot("mkdir %1$s; touch /data/package-1/lib/old-1.jar; cp -a /data/package-1/. %1$s/; "
                .formatted(folder) + "cp -a /data/package-2/. %1$s/; %1$s/venus/install; ".formatted(folder)
                + "cd /data/dbus-p1/versions/2-b1; ls lib; sha256sum -c SHA256SUMS >/dev/null && /data/dbus-p1/dbus-p1 --version");

        assertThat(ended.output()).isEqualTo("dbus-p1 2-b1 is installed\ndbus-p1.jar\ndbus-p1 2\n");
    }

    @Test
    void thePackageOfAStickIsAnArchiveToo() throws Exception {
        Path stick = venus.stick("1");
        venus.unpack("1");

        Ended ended = venus.boot("/data/package-1/venus/install /media/sda1/" + "venus-data-dbus-p1-1-test.tgz; "
                + "ls -A /data/dbus-p1/versions");

        assertThat(stick).isDirectory();
        assertThat(ended.output()).isEqualTo("dbus-p1 1-b1 is installed\n1-b1\n");
    }

    @Test
    void aPackageThatCannotBeCopiedIsRefusedAndLeavesNothing() throws Exception {
        venus.unpack("1");
        venus.program("bin/cp", "#!/bin/sh\nmkdir -p /data/dbus-p1/versions/.new\n"
                + "echo 'cp: write error: No space left on device' >&2\nexit 1\n");

        Ended ended = venus.boot("/data/package-1/venus/install");

        assertThat(ended.status()).isEqualTo(69);
        assertThat(ended.output()).contains("install: the package could not be copied to /data/dbus-p1/versions");
        assertThat(venus.data("dbus-p1")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "standal"})
    void aFileOfTheModeThatAPowerCutSpoiltIsTheDefault(String spoilt) throws Exception {
        venus.unpack("1");
        venus.succeeds("/data/package-1/venus/install");
        VenusRoot.write(venus.data("dbus-p1/mode"), spoilt);

        Ended ended = venus.boot("/data/rcS.local; ls /opt/victronenergy/service-templates/dbus-p1/run; "
                + "cat /run/udev/rules.d/*; cat /data/dbus-p1/mode");

        assertThat(ended.output()).contains("/opt/victronenergy/service-templates/dbus-p1/run\n", "ENV{VE_SERVICE}=\"p1\"")
                .endsWith("\nserial-starter\n");
    }

    @Test
    void aConfigurationIsCopiedWholeAlthoughItIsInterruptedThen() throws Exception {
        venus.unpack("1");
        VenusRoot.write(venus.data("new/dbus-p1.key"), "00");
        VenusRoot.write(venus.data("new/dbus-p1.properties"), "log.level=warn\n");
        venus.program("noted/mv", "#!/bin/sh\nkill -TERM $PPID\nexec /bin/busybox mv \"$@\"\n");

        Ended ended = venus.succeeds("PATH=/noted:$PATH; /data/package-1/venus/configure /data/new; ls -A /data/conf");

        assertThat(ended.output()).isEqualTo("the configuration is copied to /data/conf: dbus-p1.key dbus-p1.properties\n"
                + "dbus-p1.key\ndbus-p1.properties\n");
    }

    /** A file system may write a name to the disk before the contents. */
    @Test
    void whatIsRenamedIsOnTheDiskBeforeItsName() throws Exception {
        venus.unpack("1");
        VenusRoot.writeProgram(venus.data("rcS.local"), "#!/bin/sh\n: theirs\n");
        venus.program("noted/sync", "#!/bin/sh\necho sync >>/run/order\n");
        venus.program("noted/mv", "#!/bin/sh\nfor last; do :; done\necho \"mv $last\" >>/run/order\nexec /bin/busybox mv \"$@\"\n");
        VenusRoot.write(venus.data("new/dbus-p1.properties"), "log.level=warn\n");

        Ended ended = venus.succeeds("PATH=/noted:$PATH; /data/package-1/venus/install --cable ttyUSB1 >/dev/null; "
                + "/data/dbus-p1/enable --standalone; "
                + "/data/dbus-p1/versions/1-b1/venus/configure /data/new >/dev/null; /data/dbus-p1/disable; cat /run/order");

        assertThat(ended.output()).contains("sync\nmv /data/rcS.local\n", "sync\nmv /data/dbus-p1/mode\n",
                "sync\nmv /data/conf/dbus-p1.cables\n", "sync\nmv /data/conf/.dbus-p1.ready\n");
        assertThat(ended.output().split("mv /data/rcS.local\n")).hasSize(ended.output().split("sync\nmv /data/rcS.local\n").length);
        // The configuration is on the disk before the driver reads it.
        assertThat(ended.output().replace("mv /data/conf/\nsync\n", "")).doesNotContain("sync\nmv /run");
    }
}
