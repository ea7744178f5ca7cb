package org.dbusp1.system.gx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dbusp1.system.gx.VenusRoot.HOOK;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.AbstractStringAssert;
import org.dbusp1.Beside;
import org.dbusp1.Ended;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Installing and configuring by a USB stick, with busybox on an imitated GX device. */
@Tag(Beside.TAG)
@Tag("slow")
@Tag("scripts")
@NeedsNamespaces
class StickIT {
    private final VenusRoot venus;

    StickIT(@TempDir Path directory) throws IOException {
        venus = new VenusRoot(directory);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "architecture=test\\nmachine=s390x\\nkilobytes=1\\narchitectures=x86_64:other | true"
            + "| the package on the stick is for test; the processor here is x86_64: copy venus-data-dbus-p1-1-other.tgz to the stick\\n",
        "architecture=test\\nmachine=x86_64\\nkilobytes=99999999999 | true | not enough space on /data: dbus-p1 needs 97656250 MB, and",
        "architecture=test\\nmachine=x86_64\\nkilobytes=99999999999 | echo ccgx >$flash/etc/venus/machine"
            + "| the Color Control GX is not supported: its memory is too small\\n",
        "'' | echo 'service gps gps' >$flash/etc/venus/serial-starter.conf"
            + "| install: the serial-starter of this firmware, Venus OS v3.60, does not read ",
        "'' | head -c 30000 *.tgz >cut; mv cut *.tgz | venus-data-dbus-p1-1-test.tgz is damaged; download it again",
        "'' | echo P1_Converter_Cable >$flash/etc/udev/rules.d/p1.rules | install: another driver uses the P1 cable, by the rule "})
    void aStickThatIsRefusedLeavesNothingAndShowsWhy(String manifest, String fault, String why) throws Exception {
        Path stick = venus.stick("1", manifest.isEmpty() ? "" : "version=1\nbuild=b1\n" + manifest.replace("\\n", "\n") + "\n");
        venus.shell(stick, fault);
        assertChangesNothing(stick, why);
    }

    private void assertChangesNothing(Path stick, String why) throws Exception {
        Map<String, String> before = venus.tree();

        assertReported(stick).contains("\nrefused    " + why.replace("\\n", "\n"))
                .endsWith("\nnext       correct what is refused above, put the stick in and restart again (Settings, General, Reboot)\n"
                        + "The stick can be removed.\n");
        assertThat(changed(venus, before)).isEmpty();
    }

    /** The package for this device has no hook that can be read; that for another device reports it. */
    @ParameterizedTest
    @CsvSource({"-test.tgz, head -c 1000, 1", "-test2.tgz, head -c 1000, 1", "-test2.tgz, head -c 20000 /dev/zero; :, 20"})
    void aDamagedPackageBesideOneForAnotherDeviceIsReported(String end, String damage, int kilobytes) throws Exception {
        Path stick = venus.stick("1", "version=1\nbuild=b1\narchitecture=other\nmachine=s390x\nkilobytes=1\narchitectures=s390x:other\n");
        venus.shell(stick, "mv *-test.tgz venus-data-dbus-p1-1-other.tgz; { " + damage + " venus-data-dbus-p1-1-other.tgz; } "
                + ">venus-data-dbus-p1-1" + end);

        assertChangesNothing(stick, "venus-data-dbus-p1-1" + end + " is damaged (" + kilobytes + " kB); download it again");
    }

    @Test
    void twoPackagesForOtherDevicesAreRefusedOnce() throws Exception {
        Path stick = venus.stick("1", "version=1\nbuild=b1\narchitecture=other\nmachine=s390x\nkilobytes=1\narchitectures=s390x:other\n");
        venus.shell(stick, "cp *-test.tgz venus-data-dbus-p1-1-another.tgz");

        assertReported(stick).containsOnlyOnce("\nrefused    the package on the stick is for other; the processor here is ");
    }

    /** Each row: what helps by "status", and the next step in the report. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', ignoreLeadingAndTrailingWhitespace = false, value = {
        "cables |plug in the P1 cable, put the stick in and restart again. "
            + "A \"P1 Converter Cable\" needs no restart: look for the meter in the device list",
        "cables A7|no meter was heard: see that its port is open and the cable in it. A meter that sends once a minute is not heard: "
            + "write the number of its cable into the file dbus-p1.cable on the stick, such as cable=A7. Then "
            + "put the stick in and restart again",
        "steps|follow the steps \"to do\"; for a new result put the stick in and restart again",
        "screen|set this on the screen; no restart is needed",
        "line|follow the line \"Problem\"; for a new result put the stick in and restart again"})
    void theNextStepBelongsToTheProblem(String remedy, String next, @TempDir Path hooks) throws Exception {
        Ended ended = Ended.of(new ProcessBuilder("sh", "-uc", "here=$2; "
                + "cp \"$1\"/lib/texts* \"$1\"/lib/version.sh \"$1\"/stick/* \"$here\"; . \"$here/result.sh\"; next_after \"$3\"", "sh",
                VenusPackage.SCRIPTS.resolve("gx").toString(), hooks.toString(), remedy));

        assertThat(ended.output().strip()).isEqualTo(next);
    }

    /** An optical head has the chip of other cables: it is named by its serial number. */
    @Test
    void aCableThatTheStickNamesIsUsedAndOthersAreOffered() throws Exception {
        Path stick = venus.stick("1");
        VenusRoot.write(stick.resolve("dbus-p1.cable"), "# optical head\r\n;cable=C1\r\n// cable=C2\r\ncable = A7\r\ncable=B9\r\n");

        String rules = venus.succeeds(VenusRoot.unpackSticks() + "cat /run/udev/rules.d/*").output();

        assertThat(blocks(stick)).singleElement().asString().contains("\ndone       the cable A7 is used\n",
                "\nrefused    enable: there is no USB cable B9; the cables are: "
                        + "P1A on ttyUSB0 (P1_Converter_Cable); A7 on ttyUSB1 (FT232R_USB_UART)\n").doesNotContain("C1", "C2");
        assertThat(rules).contains("ENV{ID_SERIAL_SHORT}==\"A7\"").doesNotContain("B9");
    }

    /** Some editors put a byte order mark before the first line, some end no line, and no one needs so many cables. */
    @Test
    void aFileOfCablesMayEndWithoutALineEndAndIsReadToFourKilobytes() throws Exception {
        Path stick = venus.stick("1");
        VenusRoot.write(stick.resolve("dbus-p1.cable.txt"), "\uFEFFcable=A7");
        VenusRoot.write(stick.resolve("dbus-p1.cable"), "#".repeat(4096) + "\ncable=B9\n");

        venus.succeeds(VenusRoot.unpackSticks() + "[ ! -e /run/refused ]");

        assertThat(blocks(stick)).singleElement().asString().contains("\ndone       the cable A7 is used\n",
                "\nrefused    dbus-p1.cable names no cable; it needs a line such as cable=A5069RR4\n").doesNotContain("B9");
    }

    /** As in the instructions of other add-ons. */
    @Test
    void aPackageThatIsNamedVenusDataHasItsReportAndConfigurationToo() throws Exception {
        Path stick = venus.stick("1");
        Files.move(stick.resolve("venus-data-dbus-p1-1-test.tgz"), stick.resolve("venus-data.tgz"));
        VenusRoot.write(stick.resolve("dbus-p1.properties"), "log.level=warn\n");

        venus.succeeds(VenusRoot.unpackSticks());

        assertThat(blocks(stick)).singleElement().asString().startsWith("found      venus-data.tgz\nfound      dbus-p1.properties\n")
                .contains("\ndone       dbus-p1 1-b1 is installed\n",
                        "\ndone       the configuration is copied to /data/conf: dbus-p1.properties\n");
    }

    /** An owner's own archive next to it, with data of the driver, is no package of it. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "echo 'service gps gps' >$flash/etc/venus/serial-starter.conf; mv *-test.tgz venus-data.tgz"
            + "| install: the serial-starter of this firmware, Venus OS v3.60, does not read ",
        "head -c 30000 *-test.tgz >venus-data.tgz; rm *-test.tgz | venus-data.tgz is damaged; download it again"})
    void aPackageThatIsNamedVenusDataAndRefusedLeavesNothing(String fault, String why) throws Exception {
        Path stick = venus.stick("1");
        VenusRoot.write(venus.data("dbus-p1/history.db"), "years");
        VenusRoot.output("tar", "-czf", stick.resolve("venus-data-mine.tgz").toString(), "-C", venus.data("").toString(), "dbus-p1");
        venus.shell(stick, fault);
        Map<String, String> before = venus.tree();

        venus.succeeds(VenusRoot.unpackSticks());

        assertThat(blocks(stick)).singleElement().asString().startsWith("found      venus-data.tgz\n").contains("\nrefused    " + why)
                .doesNotContain("mine", "dbus-p1.*");
        assertThat(changed(venus, before)).isEmpty();
    }

    /** Cheap chips of one maker all have the same number. */
    @Test
    void ofCablesWithTheSameNumberThePortIsToBeGiven() throws Exception {
        venus.plug("ttyUSB0:CP2102_USB_to_UART_Bridge_Controller:0001 ttyUSB1:CP2102_USB_to_UART_Bridge_Controller:0001");
        venus.unpack("1");
        venus.succeeds("/data/package-1/venus/install");

        assertThat(venus.boot("/data/dbus-p1/enable --cable 0001 || true").output())
                .contains("enable: several cables have the number 0001; give the port of one: ");
        assertThat(venus.succeeds("/data/dbus-p1/enable --cable ttyUSB1; cat /run/udev/rules.d/*").output())
                .contains("ENV{ID_PATH}==\"usb-ttyUSB1\"").doesNotContain("0001");
    }

    /** Each row: the files on the stick and those in $conf before, the line of the report, and what is in /data/conf then. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "echo wrong >dbus-p1.ttyUSB1.properties"
            + "| refused    configure: dbus-p1.ttyUSB1.properties line 1: wrong | dbus-p1.ttyUSB1.properties |",
        "echo venus.role=pvinverter >dbus-p1.ttyUSB1.properties"
            + "| done       the configuration is copied to /data/conf: dbus-p1.ttyUSB1.properties"
            + "| dbus-p1.ttyUSB1.properties | venus.role=pvinverter",
        "echo wrong >dbus-p1.properties; echo before >$conf/dbus-p1.properties"
            + "| refused    configure: dbus-p1.properties line 1: wrong | dbus-p1.properties | before",
        "echo mqtt.url=tcp://nas.local >dbus-p1.properties.txt"
            + "| refused    configure: dbus-p1.properties.txt is not read: rename it to dbus-p1.properties"
            + " (Windows may hide the .txt at its end)"
            + "| dbus-p1.properties |",
        "echo key.file=meter.key >dbus-p1.properties; echo 00 >meter.key.txt"
            + "| refused    configure: meter.key is there as meter.key.txt: rename it to meter.key (Windows may hide the .txt at its end)"
            + "| dbus-p1.properties |",
        "echo key.file=/data/conf/dbus-p1.key >dbus-p1.properties"
            + "| refused    configure: /data/conf/dbus-p1.key is not there; write the key into it | dbus-p1.properties |",
        "echo key.file=/data/conf/dbus-p1.key >dbus-p1.properties; echo 00 >$conf/dbus-p1.key"
            + "| done       the configuration is copied to /data/conf: dbus-p1.properties | dbus-p1.key | 00",
        "printf '\\357\\273\\277cable=A7\\r\\n' >dbus-p1.cable | done       the cable A7 is used | dbus-p1.properties |",
        "true | left       there is no dbus-p1.properties: none is needed, the defaults are used | dbus-p1.properties |",
        "echo log.level=warn >$conf/dbus-p1.properties"
            + "| left       there is no dbus-p1.properties: the one in /data/conf stays in force | dbus-p1.properties | log.level=warn"})
    void eachFileOnTheStickHasItsLineInTheReport(String files, String line, String file, String content) throws Exception {
        Path stick = venus.stick("1");
        venus.shell(stick, files);

        assertReported(stick).contains("\n" + line + "\n");
        if (content == null) {
            assertThat(venus.data("conf/" + file)).doesNotExist();
        } else {
            assertThat(venus.data("conf/" + file)).hasContent(content);
        }
    }

    /** As the examples of the manual, and owners, name them. */
    @ParameterizedTest
    @CsvSource({"meter.key, meter.key", "/data/conf/meter.key, meter.key", "dbus-p1.key, dbus-p1.key",
            "/data/conf/dbus-p1.key, dbus-p1.key"})
    void aFileThatTheConfigurationNamesIsTakenWhateverItIsCalled(String named, String file) throws Exception {
        Path stick = venus.stick("1");
        VenusRoot.write(stick.resolve("dbus-p1.properties"), "\uFEFFkey.file = " + named + " # mine\r\n");
        VenusRoot.write(stick.resolve("dbus-p1.ttyUSB1.properties"), "key.file=" + named + "\n");
        VenusRoot.write(stick.resolve(file), "00");
        VenusRoot.write(stick.resolve("other.key"), "not named");
        assertReported(stick).containsPattern("\ndone       the configuration is copied to /data/conf: .*" + file);
        assertThat(venus.data("conf/" + file)).hasContent("00");
        assertThat(Files.getPosixFilePermissions(venus.data("conf/" + file))).hasSize(2);
        assertThat(venus.data("conf/other.key")).doesNotExist();

        VenusRoot.write(stick.resolve(file), "11");
        venus.succeeds(HOOK + VenusRoot.unpackSticks());
        assertThat(venus.data("conf/" + file)).hasContent("11");
        venus.succeeds("/data/dbus-p1/uninstall");
        assertThat(venus.data("conf/" + file)).doesNotExist();
    }

    @Test
    void aFileOfAnotherProgramIsNotReplaced() throws Exception {
        Path stick = venus.stick("1");
        VenusRoot.write(venus.data("conf/settings.xml"), "Victron's");
        VenusRoot.write(stick.resolve("dbus-p1.properties"), "key.file=settings.xml\n");
        VenusRoot.write(stick.resolve("settings.xml"), "00");
        assertReported(stick).contains("\nrefused    configure: /data/conf/settings.xml is there already, and belongs to another program; "
                        + "give settings.xml a name that begins with dbus-p1., there and in the configuration\n");
        assertThat(venus.data("conf/settings.xml")).hasContent("Victron's");
        venus.succeeds("/data/dbus-p1/uninstall");
        assertThat(venus.data("conf/settings.xml")).hasContent("Victron's");
    }

    @ParameterizedTest
    @CsvSource({"0.9.0, 0.10.0, 0.10.0", "0.10.0, 0.9.0, 0.10.0", "1.2.3, 1.2, 1.2.3", "2.0.0, 1.9.9, 2.0.0",
        "0.2.0, 0.2.0-rc1, 0.2.0", "0.2.0-rc2, 0.2.0-rc10, 0.2.0-rc10"})
    void ofTwoVersionsTheNewerIsInstalledOnce(String first, String second, String newer) throws Exception {
        Path stick = venus.stick(first);
        venus.stick(second);

        venus.succeeds(VenusRoot.unpackSticks());
        Map<String, String> once = venus.tree();
        Ended again = venus.succeeds(HOOK + VenusRoot.unpackSticks() + "/data/dbus-p1/dbus-p1 --version; ls /data/dbus-p1/versions");

        String older = newer.equals(first) ? second : first;
        assertThat(again.output()).endsWith("dbus-p1 " + newer + "\n" + newer + "-b1\n");
        assertThat(changed(venus, once)).isEmpty();
        assertThat(blocks(stick).get(0)).contains("\ndone       dbus-p1 " + newer + "-b1 is installed\n",
                "\nleft       dbus-p1 " + older + "-b1: the stick has " + newer + "-b1 too, which is newer\n");
        assertThat(blocks(stick).get(1)).contains("\nleft       dbus-p1 " + newer + "-b1: it is installed already\n");
    }

    /** No shell is needed to stop it, nor to start it again. */
    @ParameterizedTest
    @ValueSource(strings = {"dbus-p1.disable", "dbus-p1.disable.txt"})
    void aStickStopsTheDriverUntilTheFileIsGone(String file) throws Exception {
        Path stick = venus.stick("1");
        VenusRoot.writeProgram(venus.data("rcS.local"), "#!/bin/sh\n: theirs\n");
        Map<String, String> before = venus.tree();
        venus.succeeds(VenusRoot.unpackSticks());
        VenusRoot.write(stick.resolve(file), "");

        venus.succeeds(HOOK + VenusRoot.unpackSticks());

        assertThat(blocks(stick).get(1)).contains("\nfound      " + file + "\n").endsWith("""
                done       dbus-p1 is stopped, now and at boot; configuration and history stay
                next       only if ESS used this meter: set Grid metering back in the settings of ESS. To use dbus-p1 again, delete dbus-p1.disable from the stick, put the stick in and restart again
                The stick can be removed.
                """);
        assertThat(venus.data("rcS.local")).hasContent("#!/bin/sh\n: theirs\n");
        venus.succeeds(HOOK + VenusRoot.unpackSticks() + "[ ! -e /run/dbus-p1/enabled ]");

        Files.delete(stick.resolve(file));
        venus.succeeds(HOOK + VenusRoot.unpackSticks() + "[ -e /run/dbus-p1/enabled ]");
        assertThat(blocks(stick).get(3))
                .contains("\nleft       dbus-p1 1-b1: it is installed already\ndone       dbus-p1 is started again, now and at boot\n");
        venus.succeeds(HOOK + "/data/dbus-p1/uninstall");
        assertThat(changed(venus, before)).isEmpty();
    }

    /** As a power cut in the first installation leaves it, or another program that makes the boot hook anew. */
    @ParameterizedTest
    @ValueSource(strings = {"rm /data/rcS.local", "echo '#!/bin/sh' >/data/rcS.local", "rm /data/dbus-p1/mode", "rm /data/dbus-p1/status",
        "cd /data/dbus-p1; rm mode status disable uninstall enable install /data/rcS.local"})
    void whatStartsTheInstalledVersionIsBroughtBack(String lost) throws Exception {
        Path stick = venus.stick("1");
        venus.succeeds(VenusRoot.unpackSticks());
        Map<String, String> before = venus.tree();
        venus.succeeds(lost);

        venus.succeeds(VenusRoot.unpackSticks() + "[ -e /run/dbus-p1/enabled ]");

        // Another program's new one lacks the line that says whose it is.
        assertThat(changed(venus, before)).allSatisfy((file, change) -> assertThat(file).isEqualTo("data/rcS.local"));
        assertThat(blocks(stick).get(1)).contains("\ndone       dbus-p1 1-b1 is installed\n").doesNotContain("already");
        venus.succeeds(HOOK + "[ -e /run/dbus-p1/enabled ]");
    }

    @Test
    void anOlderPackageBringsBackWhatStartsANewerVersion() throws Exception {
        Path stick = venus.stick("0.9.0");
        venus.unpack("0.10.0");
        venus.succeeds("/data/package-0.10.0/venus/install; rm /data/rcS.local");

        venus.succeeds(HOOK + VenusRoot.unpackSticks() + "[ -e /run/dbus-p1/enabled ]");

        assertThat(blocks(stick).get(0)).contains("\ndone       dbus-p1 0.10.0-b1 is installed\n"
                + "left       dbus-p1 0.9.0-b1: 0.10.0-b1 is installed, which is newer\n");
    }

    /** By a shell, or by the switch for modifications on the screen. */
    @ParameterizedTest
    @ValueSource(strings = {"/data/dbus-p1/disable", "mv /data/rcS.local /data/rcS.local.disabled"})
    void whatAnOwnerHasSwitchedOffStaysOff(String off) throws Exception {
        Path stick = venus.stick("1");
        venus.succeeds(VenusRoot.unpackSticks() + off);
        Map<String, String> before = venus.tree();

        venus.succeeds(HOOK + VenusRoot.unpackSticks() + "[ ! -e /run/dbus-p1/enabled ]");

        assertThat(changed(venus, before)).isEmpty();
        assertThat(blocks(stick).get(1)).contains("\nleft       dbus-p1 1-b1: it is installed already\n");
    }

    @Test
    void whatIsRefusedTooIsNotFollowedByTheResultOfAScriptThatIsNotThere() throws Exception {
        Path stick = venus.stick("1");
        venus.succeeds(VenusRoot.unpackSticks() + "rm /data/dbus-p1/mode /data/dbus-p1/status; chmod -x /data/rcS.local");

        venus.succeeds(VenusRoot.unpackSticks());

        assertThat(blocks(stick).get(1)).containsPattern("\nrefused    install: /data/rcS.local is not executable, .*\nnext       correct "
                + "what is refused above, put the stick in and restart again "
                + "\\(Settings, General, Reboot\\)\nThe stick can be removed.\n$");
    }

    @Test
    void aFirstInstallationThatWasCutCanBeStoppedByTheStickToo() throws Exception {
        Path stick = venus.stick("1");
        venus.succeeds(VenusRoot.unpackSticks() + "cd /data/dbus-p1; rm mode status disable uninstall enable install /data/rcS.local");
        VenusRoot.write(stick.resolve("dbus-p1.disable"), "");

        venus.succeeds(HOOK + VenusRoot.unpackSticks() + "[ ! -e /run/dbus-p1/enabled ]");

        assertThat(blocks(stick).get(1)).contains("\ndone       dbus-p1 is stopped, now and at boot; configuration and history stay\n");
    }

    @Test
    void aNameWithABlankIsOneName() throws Exception {
        Path stick = venus.stick("1");
        VenusRoot.write(stick.resolve("dbus-p1.properties"), "decryption.key.file=my settings.xml\n");
        VenusRoot.write(stick.resolve("my settings.xml"), "00");
        assertReported(stick).contains("\ndone       the configuration is copied to /data/conf: dbus-p1.properties my settings.xml\n");
        VenusRoot.write(venus.data("conf/settings.xml"), "Victron's");
        VenusRoot.write(venus.data("conf/my"), "another's");

        venus.succeeds("/data/dbus-p1/uninstall");

        assertThat(venus.data("conf/settings.xml")).hasContent("Victron's");
        assertThat(venus.data("conf/my")).hasContent("another's");
        assertThat(venus.data("conf/my settings.xml")).doesNotExist();
    }

    /** A power cut may leave anything in it. */
    @Test
    void aDamagedListOfCopiedFilesKeepsNobodyFromRemovingIt() throws Exception {
        venus.unpack("1");
        venus.succeeds("/data/package-1/venus/install; printf '\\n..\\nserial-starter.d\\nmeter.key\\n' >/data/dbus-p1/copied");
        VenusRoot.write(venus.data("conf/meter.key"), "00");

        venus.succeeds("/data/dbus-p1/uninstall; [ ! -e /data/dbus-p1 ]");

        assertThat(venus.data("conf/meter.key")).doesNotExist();
    }

    /** Opening a pipe would wait for ever, and the boot with it: in what the hooks read, and in what is installed. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "rm rc/MANIFEST; mkfifo rc/MANIFEST                         | venus-data-dbus-p1-1-test.tgz is damaged (",
        "rm rc/MANIFEST                                             | venus-data-dbus-p1-1-test.tgz is damaged (",
        "sed -i s/^kilobytes=.*/kilobytes=many/ rc/MANIFEST         | venus-data-dbus-p1-1-test.tgz is damaged (",
        "sed -i s:^version=.*:version=../1: rc/MANIFEST             | venus-data-dbus-p1-1-test.tgz is damaged (",
        "rm dbus-p1/MANIFEST; mkfifo dbus-p1/MANIFEST               | install: the package is damaged; download it again",
        "rm dbus-p1/SHA256SUMS; mkfifo dbus-p1/SHA256SUMS           | install: the package is damaged; download it again",
        "rm dbus-p1/venus/gx.sh; mkfifo dbus-p1/venus/gx.sh         | install: the package is damaged; download it again",
        "rm dbus-p1/lib/dbus-p1.jar; mkfifo dbus-p1/lib/dbus-p1.jar | install: the package is damaged; download it again"})
    void aPackageWithAPipeInPlaceOfAFileIsRefused(String make, String why) throws Exception {
        Path stick = venus.stick("1");
        venus.shell(venus.made("1"), make + "; tar -czf \"$flash/media/sda1/venus-data-dbus-p1-1-test.tgz\" rc dbus-p1");
        Map<String, String> before = venus.tree();

        venus.boot(VenusRoot.unpackSticks() + "exit 0", 60);

        assertThat(blocks(stick)).singleElement().asString().contains("\nrefused    " + why).endsWith("\nThe stick can be removed.\n");
        assertThat(changed(venus, before)).isEmpty();
    }

    @Test
    void aStickThatUninstallsInstallsNothing() throws Exception {
        Path stick = venus.stick("1");
        venus.stick("2");
        VenusRoot.write(stick.resolve("dbus-p1.uninstall"), "");
        VenusRoot.write(stick.resolve("dbus-p1.properties"), "log.level=warn\n");
        Map<String, String> before = venus.tree();

        assertReported(stick).endsWith("""
                left       dbus-p1 is not installed, and the file dbus-p1.uninstall keeps the package on the stick from being installed
                next       only if ESS used this meter: set Grid metering back in the settings of ESS. To use dbus-p1 again, delete dbus-p1.uninstall from the stick, put the stick in and restart again
                The stick can be removed.
                """);
        assertThat(changed(venus, before)).isEmpty();
    }

    @Test
    void anInstalledVersionThatIsNewerStays() throws Exception {
        venus.unpack("0.10.0");
        venus.succeeds("/data/package-0.10.0/venus/install");
        Path stick = venus.stick("0.9.0");
        Map<String, String> before = venus.tree();

        venus.succeeds(HOOK + VenusRoot.unpackSticks());

        assertThat(changed(venus, before)).isEmpty();
        assertThat(blocks(stick).get(0)).contains("\nleft       dbus-p1 0.9.0-b1: 0.10.0-b1 is installed, which is newer\n");
    }

    /** Venus OS takes each word of such a name for a file. */
    @ParameterizedTest
    @ValueSource(strings = {"cp venus-data-dbus-p1-1-test.tgz", "cp venus-data-dbus-p1-1-test.tgz other.tgz; mv other.tgz"})
    void aPackageWhoseNameHasABlankIsExplained(String make) throws Exception {
        Path stick = venus.stick("1");
        venus.shell(stick, make + " 'venus-data-dbus-p1-2-test (1).tgz'");

        assertReported(stick).contains("\nleft       venus-data-dbus-p1-2-test (1).tgz: Venus OS does not find a package whose name has a "
                + "blank; delete it, or end its name with -test.tgz\n", "\ndone       dbus-p1 1-b1 is installed\n");
    }

    @Test
    void aFullStickKeepsTheReportOfTheBootsBefore() throws Exception {
        Path stick = venus.stick("1");
        String before = "=== boot\n" + "before\n".repeat(20_000);
        VenusRoot.write(stick.resolve("dbus-p1.result.txt"), before);

        venus.succeeds("mount -t tmpfs -o size=220k none /mnt; cp -a /media/sda1/. /mnt/; mount --bind /mnt /media/sda1; "
                + VenusRoot.unpackSticks() + "cp /media/sda1/dbus-p1.result.txt /data/kept; ls /media/sda1 >/data/listed");

        assertThat(venus.data("kept")).hasContent(before);
        assertThat(venus.data("listed")).content().doesNotContain(".new");
    }

    /** Since v3.70: no restart, and the report has a block for each time. */
    @Test
    void aStickThatIsPluggedInIsReadAtOnce() throws Exception {
        Path stick = venus.stick("1");
        // This one is for the next boot.
        venus.stick("2");
        venus.shell(stick, "mv venus-data-dbus-p1-1-test.tgz venus-runtime-dbus-p1-1-test.tgz");
        VenusRoot.write(stick.resolve("dbus-p1.cable"), "cable=B9\n");

        Ended ended = venus.succeeds(VenusRoot.plugStickIn() + "/data/dbus-p1/dbus-p1 --version; cat /data/rcS.local; "
                + "echo log.level=warn >/media/sda1/dbus-p1.properties; " + VenusRoot.plugStickIn());

        assertThat(ended.output()).startsWith("dbus-p1 1\n").contains(" # dbus-p1\n");
        assertThat(blocks(stick)).hasSize(2).allMatch(block -> block.endsWith("Leave the stick in for four minutes: dbus-p1 waits for "
                + "telegrams of the meter. If this is the last line when you read it on a computer, plug the stick in again.\n"));
        assertThat(blocks(stick).get(0)).startsWith("found      venus-runtime-dbus-p1-1-test.tgz\n")
                .contains("\ndone       dbus-p1 1-b1 is installed\n");
        assertThat(blocks(stick).get(1)).contains("\nleft       dbus-p1 1-b1: it is installed already\n",
                "\ndone       the configuration is copied to /data/conf: dbus-p1.properties\n");
    }

    /** As for two sticks, or a stick with two partitions. */
    @Test
    void twoReadingsAtTheSameTimeUnpackOneAfterTheOther() throws Exception {
        Path stick = venus.stick("1");
        venus.shell(stick, "mv *-test.tgz venus-runtime-dbus-p1-1-test.tgz");
        Files.move(venus.flash("opt/tar/tar"), venus.flash("opt/tar/gnu-tar"));
        venus.program("opt/tar/tar", """
                #!/bin/sh
                case $* in
                *'-C /data '*) echo unpacked >>/run/unpacked; sleep 5 ;;
                esac
                exec /opt/tar/gnu-tar "$@"
                """);

        Ended ended = venus.succeeds("{ " + VenusRoot.plugStickIn() + "} &\nuntil [ -e /run/unpacked ]; do sleep 0.1; done\n"
                + VenusRoot.plugStickIn() + "wait $!; cat /run/unpacked; /data/dbus-p1/dbus-p1 --version");

        assertThat(ended.output()).isEqualTo("unpacked\ndbus-p1 1\n");
        assertThat(blocks(stick)).hasSize(2).last().asString().contains("\nleft       dbus-p1 1-b1: it is installed already\n");
    }

    /** udev adds a stick that is in at boot too, perhaps before /data is there; and what is unpacked at boot has another name. */
    @Test
    void atBootAPackageForAStickThatIsPluggedInIsLeftAlone() throws Exception {
        Path stick = venus.stick("1");
        venus.shell(stick, "mv *-test.tgz venus-runtime-dbus-p1-1-test.tgz");
        Map<String, String> before = venus.tree();

        venus.succeeds("umount /data; " + VenusRoot.plugStickIn() + VenusRoot.unpackSticks() + "[ ! -e /run/dbus-p1.stick ]");

        assertThat(venus.tree()).isEqualTo(before);
    }

    @Test
    void aStickThatIsPluggedInStopsTheDriverAndSaysHowToStartIt() throws Exception {
        Path stick = venus.stick("1");
        venus.shell(stick, "mv *-test.tgz venus-runtime-dbus-p1-1-test.tgz");
        venus.succeeds(VenusRoot.plugStickIn() + ": >/media/sda1/dbus-p1.disable\n" + VenusRoot.plugStickIn()
                + "[ ! -e /run/dbus-p1/enabled ]; rm /media/sda1/dbus-p1.disable\n"
                + VenusRoot.plugStickIn() + "[ -e /run/dbus-p1/enabled ]");

        assertThat(blocks(stick)).hasSize(3);
        assertThat(blocks(stick).get(1)).endsWith("next       only if ESS used this meter: set Grid metering back in the settings of ESS. To use dbus-p1 again, delete dbus-p1.disable from the stick, "
                + "plug the stick in again\nThe stick can be removed.\n");
        assertThat(blocks(stick).get(2)).contains("\ndone       dbus-p1 is started again, now and at boot\n");
    }

    @Test
    void theReportKeepsTheLastTenBoots() throws Exception {
        Path stick = venus.stick("1");
        VenusRoot.write(stick.resolve("dbus-p1.result.txt"), "=== boot\nbefore\n".repeat(12));

        venus.succeeds(VenusRoot.unpackSticks());

        assertThat(blocks(stick)).hasSize(10).last().asString().contains("\ndone       dbus-p1 1-b1 is installed\n");
        assertThat(blocks(stick)).first().isEqualTo("before\n");
    }

    /** Opening a pipe would wait for a writer for ever: the hook itself ends, and the boot goes on. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "mkfifo dbus-p1.properties         | configure: dbus-p1.properties is not a regular file; remove it",
        "mkdir dbus-p1.key                 | configure: dbus-p1.key is a folder, where a file is expected; rename it or remove it",
        "ln -s ../secret dbus-p1.key       | configure: dbus-p1.key is a link; copy the file itself",
        "mkfifo dbus-p1.properties meter.key | configure: dbus-p1.properties is not a regular file; remove it",
        "mkfifo dbus-p1.properties.txt     | configure: dbus-p1.properties.txt is not a regular file; remove it",
        "head -c 1048577 /dev/zero >dbus-p1.key | configure: dbus-p1.key is larger than 1 MB; remove it"})
    void whatIsNoFileIsRefusedInOneLine(String make, String why) throws Exception {
        Path stick = venus.stick("1");
        VenusRoot.write(stick.resolve("dbus-p1.ttyUSB1.properties"), "log.level=warn\n");
        venus.shell(stick, make);

        assertReported(stick).contains("\nrefused    " + why + "\nLeave the stick in");
        assertThat(venus.data("conf/dbus-p1.ttyUSB1.properties")).doesNotExist();
        assertThat(venus.data("conf/dbus-p1.key")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"mkfifo dbus-p1.result.txt", "ln -s /data/victim dbus-p1.result.txt",
        "ln -s /data/folder dbus-p1.result.txt", "mkfifo dbus-p1.result.txt.new", "ln -s /data/victim dbus-p1.result.txt.new"})
    void theReportReplacesALinkOrAPipe(String make) throws Exception {
        Path stick = venus.stick("1");
        VenusRoot.write(venus.data("victim"), "mine");
        Files.createDirectory(venus.data("folder"));
        venus.shell(stick, make);

        assertReported(stick).contains("\ndone       dbus-p1 1-b1 is installed\n");
        assertThat(venus.data("victim")).hasContent("mine");
        assertThat(venus.data("folder")).isEmptyDirectory();
    }

    @Test
    void aFolderInPlaceOfTheReportOrOfAPackageIsLeftAlone() throws Exception {
        Path stick = venus.stick("1");
        venus.shell(stick, "mkdir dbus-p1.result.txt venus-data-dbus-p1-9-test.tgz");

        assertThat(venus.succeeds(VenusRoot.unpackSticks() + "/data/dbus-p1/dbus-p1 --version").output()).endsWith("dbus-p1 1\n");
        assertThat(stick.resolve("dbus-p1.result.txt")).isEmptyDirectory();
    }

    /** Boots with the stick for the first time; the report has only this boot. */
    private AbstractStringAssert<?> assertReported(Path stick) throws IOException, InterruptedException {
        venus.succeeds(VenusRoot.unpackSticks());
        return assertThat(blocks(stick)).singleElement().asString();
    }

    /** Returns what the report on the stick has for each boot, without the line with the time. */
    static List<String> blocks(Path stick) throws IOException {
        return Arrays.stream(Files.readString(stick.resolve("dbus-p1.result.txt")).split("(?m)^=== .*\n"))
                .filter(block -> !block.isEmpty()).toList();
    }

    /** Returns what is other than before, but on the stick. */
    static Map<String, String> changed(VenusRoot venus, Map<String, String> before) throws IOException {
        Map<String, String> changed = VenusRoot.difference(before, venus.tree());
        changed.keySet().removeIf(file -> file.contains("media/"));
        return changed;
    }
}
