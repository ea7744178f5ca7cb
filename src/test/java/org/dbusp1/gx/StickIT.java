package org.dbusp1.gx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.dbusp1.gx.VenusRoot.Ended;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Installing and configuring by a USB stick, by busybox on something like a GX device. */
class StickIT {
    private static final String HOOK = "if [ -x /data/rcS.local ]; then /data/rcS.local; fi\n";

    @TempDir
    private Path directory;
    private VenusRoot venus;

    @BeforeEach
    void aDevice() throws IOException, InterruptedException {
        assumeTrue(VenusRoot.isPossible(), "namespaces of the kernel are not allowed here: nothing is installed anywhere");
        venus = new VenusRoot(directory);
    }

    @Test
    void installsWhatAStickUnpackedOverTheFormerVersionsHome() throws Exception {
        venus.unpack("1");
        venus.unpack("2");
        succeeds("/data/package-1/venus/install");

        Ended installed = succeeds("cp -a /data/package-2/. /data/dbus-p1/; rm /data/dbus-p1/dbus-p1.x 2>/dev/null || true; "
                + "/data/dbus-p1/venus/install; /data/dbus-p1/dbus-p1 --version; ls /data/dbus-p1");

        assertThat(installed.output()).contains("dbus-p1 2\n").doesNotContain("lib\n").doesNotContain("venus\n");
    }

    @Test
    void aStickInstallsItOnceAndTakesItsConfigurationOver() throws Exception {
        Path stick = venus.stick("1");
        VenusRoot.write(stick.resolve("dbus-p1.properties"), "key.file=/data/conf/dbus-p1.key\n");
        VenusRoot.write(stick.resolve("dbus-p1.key"), "00");

        succeeds(VenusRoot.unpackSticks());
        Map<String, String> once = venus.tree();
        succeeds(HOOK + VenusRoot.unpackSticks() + "[ ! -e /data/dbus-p1/lib ]");

        same(once);
        assertThat(stick.resolve("dbus-p1.result.txt")).hasContent("dbus-p1 1-b1 is installed\nthe configuration is taken over");
        assertThat(venus.data("conf/dbus-p1.properties")).hasContent("key.file=/data/conf/dbus-p1.key");
        assertThat(venus.data("conf/dbus-p1.key")).hasContent("00");
        assertThat(Files.getPosixFilePermissions(venus.data("conf/dbus-p1.key"))).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "version=1\\nbuild=b1\\narchitecture=test\\nmachine=s390x\\nkilobytes=1"
            + "|the package on the stick is for test; the processor here is x86_64",
        "version=1\\nbuild=b1\\narchitecture=test\\nmachine=x86_64\\nkilobytes=99999999999"
            + "|no room on /data: it takes 97656250 MB, and "})
    void aStickThatDoesNotSuitChangesNothingAndSaysWhy(String manifest, String why) throws Exception {
        Map<String, String> before = venus.tree();
        Path stick = venus.stick("1", manifest.replace("\\n", "\n") + "\n");

        succeeds(VenusRoot.unpackSticks() + VenusRoot.unpackSticks());

        assertThat(Files.readAllLines(stick.resolve("dbus-p1.result.txt"))).singleElement().asString().startsWith(why);
        Map<String, String> changed = VenusRoot.difference(before, venus.tree());
        changed.keySet().removeIf(file -> file.contains("media/"));
        assertThat(changed).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "echo 'service gps gps' >FLASH/etc/venus/serial-starter.conf | install: this is no Venus OS that it knows: ",
        "head -c 9000 $stick/*.tgz >$stick/cut; mv $stick/cut $(echo $stick/*.tgz) | the package on the stick is damaged; download it again",
        "echo P1_Converter_Cable >FLASH/etc/udev/rules.d/p1.rules | install: another driver wants the P1 cable, by the rule "})
    void aStickThatIsRefusedLeavesNothingAndSaysWhy(String fault, String why) throws Exception {
        Path stick = venus.stick("1");
        Process faulty = new ProcessBuilder("sh", "-c", fault.replace("$stick", stick.toString())
                .replace("FLASH", venus.flash("").toString())).inheritIO().start();
        assertThat(faulty.waitFor()).isZero();
        Map<String, String> before = venus.tree();

        succeeds(VenusRoot.unpackSticks());

        assertThat(Files.readString(stick.resolve("dbus-p1.result.txt"))).startsWith(why);
        Map<String, String> changed = VenusRoot.difference(before, venus.tree());
        changed.keySet().removeIf(file -> file.contains("media/"));
        assertThat(changed).isEmpty();
    }

    @Test
    void aFileOfOneCableIsCheckedToo() throws Exception {
        Path stick = venus.stick("1");
        VenusRoot.write(stick.resolve("dbus-p1.ttyUSB1.properties"), "wrong\n");
        succeeds(VenusRoot.unpackSticks());
        assertThat(stick.resolve("dbus-p1.result.txt")).content()
                .contains("configure: dbus-p1.ttyUSB1.properties line 1: wrong\n");
        assertThat(venus.data("conf/dbus-p1.ttyUSB1.properties")).doesNotExist();

        VenusRoot.write(stick.resolve("dbus-p1.ttyUSB1.properties"), "venus.role=pvinverter\n");
        succeeds(VenusRoot.unpackSticks());
        assertThat(venus.data("conf/dbus-p1.ttyUSB1.properties")).hasContent("venus.role=pvinverter");
    }

    @Test
    void aFileThatWindowsRenamedIsPointedAt() throws Exception {
        Path stick = venus.stick("1");
        VenusRoot.write(stick.resolve("dbus-p1.properties.txt"), "mqtt.enabled=true\n");

        succeeds(VenusRoot.unpackSticks());

        assertThat(stick.resolve("dbus-p1.result.txt")).content().contains("configure: dbus-p1.properties.txt is not read: rename it "
                + "to dbus-p1.properties (Windows may hide the .txt at its end)\n");
    }

    @Test
    void aWrongConfigurationIsRefusedAndTheStickSaysWhy() throws Exception {
        Path stick = venus.stick("1");
        VenusRoot.write(venus.data("conf/dbus-p1.properties"), "before\n");
        VenusRoot.write(stick.resolve("dbus-p1.properties"), "wrong\n");

        succeeds(VenusRoot.unpackSticks());

        assertThat(stick.resolve("dbus-p1.result.txt")).content().contains("configure: dbus-p1.properties line 1: wrong\n");
        assertThat(venus.data("conf/dbus-p1.properties")).hasContent("before");
    }

    /** That each file of the device is as it was, and there is no other. */
    private void same(Map<String, String> before) throws IOException {
        assertThat(VenusRoot.difference(before, venus.tree())).isEmpty();
    }

    private Ended succeeds(String script) throws Exception {
        Ended ended = venus.boot(script);
        assertThat(ended.status()).as(ended.output()).isZero();
        return ended;
    }
}
