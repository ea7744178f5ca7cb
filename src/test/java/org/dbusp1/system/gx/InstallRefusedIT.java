package org.dbusp1.system.gx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.dbusp1.Beside;
import org.dbusp1.Ended;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests what is not installed, with busybox on an imitated GX device: one line reports it, and nothing is changed. */
@Tag(Beside.TAG)
@Tag("slow")
@Tag("scripts")
@NeedsNamespaces
class InstallRefusedIT {
    private final VenusRoot venus;

    InstallRefusedIT(@TempDir Path directory) throws IOException {
        venus = new VenusRoot(directory);
    }

    /** Each row: what is done to the package or to the firmware, the options, the status and the line. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            echo spoilt >$data/package-1/lib/dbus-p1.jar | --standalone | 65 | install: the package is damaged; download it again
            printf 'version=1\\nbuild=b\\narchitecture=s390\\nmachine=s390x\\nkilobytes=1\\narchitectures=s390x:s390 x86_64:test\\n' \
            >$data/package-1/MANIFEST | | 69 | install: this package is for s390; the processor here is x86_64: \
            take dbus-p1-1-test.tar.gz
            printf 'version=1\\nbuild=b\\narchitecture=s390\\nmachine=s390x\\nkilobytes=1\\narchitectures=s390x:s390\\n' >$data/package-1/MANIFEST | | 69 | \
            install: this package is for s390; the processor here is x86_64: there is no package for it
            sed -i 's/kilobytes=.*/kilobytes=99999999999/' $data/package-1/MANIFEST | | 69 | \
            install: not enough space on /data: dbus-p1 needs 97656250 MB, and
            echo ccgx >$flash/etc/venus/machine | | 69 | install: the Color Control GX is not supported: its memory is too small
            echo 'service gps gps-dbus' >$flash/etc/venus/serial-starter.conf | | 69 | \
            install: the serial-starter of this firmware, Venus OS v3.60, does not read /data/conf/serial-starter.d. \
            Nothing was changed. A separate service does not need it: install --standalone
            rm $flash/opt/victronenergy/serial-starter/run-service.sh | | 69 | install: dbus-p1 does not run on this firmware, Venus OS v3.60: \
            /opt/victronenergy/serial-starter/run-service.sh is missing. Nothing was changed. Update the firmware \
            (Settings, General, Firmware); if it is the newest, look for a newer dbus-p1
            rm $flash/opt/victronenergy/version $flash/opt/victronenergy/serial-starter/run-service.sh | | 69 | \
            install: this is no GX device with Venus OS: /opt/victronenergy/serial-starter/run-service.sh is missing. Nothing was changed
            cd $data/package-1; printf '#!/bin/sh\\necho no such thing >&2; exit 1\\n' >venus/dbus-p1; rm SHA256SUMS; \
            find . -type f -exec sha256sum {} + >../sums; mv ../sums SHA256SUMS | | 69 | install: the program does not start here: no such thing
            echo 'ENV{ID_MODEL}=="P1_Converter_Cable"' >$flash/etc/udev/rules.d/zz-p1.rules | | 69 | \
            install: another driver uses the P1 cable, by the rule /etc/udev/rules.d/zz-p1.rules; uninstall that driver first
            echo 'ENV{ID_SERIAL_SHORT}=="A7", ENV{VE_SERVICE}="bms"' >$flash/etc/udev/rules.d/rs485.rules | --cable ttyUSB1 | 69 | \
            install: another driver uses the cable on ttyUSB1, by the rule /etc/udev/rules.d/rs485.rules; uninstall that driver first
            mkdir $data/dbus-p1; touch $data/dbus-p1/fstab.before | | 69 | install: the driver was installed with --remount, which is no longer \
            there: uninstall that version first, with /data/dbus-p1/uninstall --keep-data, which keeps configuration and history; then \
            run this again. Nothing was changed
            cp $data/package-1/serial-starter/zz-dbus-p1.rules $flash/etc/udev/rules.d/ | | 69 | install: the driver was installed with \
            --remount, which is no longer there: uninstall that version first, with /data/dbus-p1/uninstall --keep-data, which keeps \
            configuration and history; then run this again. Nothing was changed
            mkdir -p $data/conf/serial-starter.d; echo 'service p1 dbus-other' >$data/conf/serial-starter.d/other.conf | | 69 | \
            install: another driver uses the name p1 in the serial-starter, by /data/conf/serial-starter.d/other.conf; uninstall that driver first
            """)
    void refusesWhatDoesNotFit(String prepare, String options, int status, String line) throws Exception {
        venus.unpack("1");
        venus.shell(venus.data(""), prepare);

        Ended refused = refuses("/data/package-1/venus/install " + (options == null ? "" : options), status,
                line.endsWith(", and") ? line : line + "\n");
        assertThat(refused.output().lines()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "--cable ttyUSB9 | 69 | install: there is no USB cable ttyUSB9; the cables are: "
            + "P1A on ttyUSB0 (P1_Converter_Cable); A7 on ttyUSB1 (FT232R_USB_UART)",
        "--cable         | 64 | install: --cable needs the name of a port, such as ttyUSB0, or a serial number",
        "--cable ttyUSB0 --cable ttyUSB1 | 64 | install: --cable is given twice; run install --cable once for each cable",
        "--standalon     | 64 | install: unknown argument '--standalon'; see install --help",
        "/data/none.tgz  | 66 | install: /data/none.tgz does not exist, is not a file, or cannot be read",
        "/data           | 66 | install: /data does not exist, is not a file, or cannot be read",
        "/run/fifo       | 66 | install: /run/fifo does not exist, is not a file, or cannot be read"})
    void refusesWhatItIsAskedInVain(String options, int status, String line) throws Exception {
        venus.unpack("1");

        assertThat(refuses("mkfifo /run/fifo; /data/package-1/venus/install " + options, status, line).output().lines()).hasSize(1);
    }

    /** What is done to a package, unpacked or packed again, and the line. A pipe would be waited for, and the version names a folder. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "rm MANIFEST; mkfifo MANIFEST                               | the package is damaged; download it again",
        "rm SHA256SUMS; mkfifo SHA256SUMS                           | the package is damaged; download it again",
        "rm lib/dbus-p1.jar; mkfifo lib/dbus-p1.jar                 | the package is damaged; download it again",
        "rm lib/dbus-p1.jar; ln -s /dev/zero lib/dbus-p1.jar        | the package is damaged; download it again",
        "rm venus/version.sh; mkfifo venus/version.sh               | the package is damaged; download it again",
        "sed -i s:^version=.*:version=../../conf/1: MANIFEST; sums  | this is not a package of dbus-p1 for a GX device",
        "sed -i s/^version=.*/version=/ MANIFEST; sums              | this is not a package of dbus-p1 for a GX device",
        "sed -i s/^kilobytes=.*/kilobytes=many/ MANIFEST; sums      | this is not a package of dbus-p1 for a GX device",
        "sed -i s/^kilobytes=.*/kilobytes=/ MANIFEST; sums          | this is not a package of dbus-p1 for a GX device",
        "sed -i /^kilobytes=/d MANIFEST; sums                       | this is not a package of dbus-p1 for a GX device",
        "echo version=2 >>MANIFEST; sums                            | this is not a package of dbus-p1 for a GX device"})
    void refusesAPackageWhoseManifestOrFilesAreNone(String damage, String why) throws Exception {
        venus.unpack("1");
        Path bad = venus.unpack("2");
        venus.shell(bad, "sums() { rm SHA256SUMS; find . -type f -exec sha256sum {} + >../sums; mv ../sums SHA256SUMS; }; " + damage
                + "; mkdir ../packed; cp -a . ../packed/dbus-p1; tar -czf ../bad.tgz -C ../packed dbus-p1; rm -r ../packed");
        Map<String, String> before = venus.tree();

        Ended unpacked = venus.boot("/data/package-2/venus/install", 60);
        Ended archive = venus.boot("/data/package-1/venus/install /data/bad.tgz", 60);

        assertThat(unpacked.output()).isEqualTo("install: " + why + "\n");
        assertThat(archive.output()).matches("install: (" + why + "|this is not a package of dbus-p1 for a GX device"
                + "|/data/bad.tgz is damaged; download it again)\n");
        assertThat(List.of(unpacked.status(), archive.status())).containsOnly(65);
        assertThat(VenusRoot.difference(before, venus.tree())).isEmpty();
    }

    /** The one that is read first has another version. */
    @Test
    void refusesAnArchiveWithTwoManifests() throws Exception {
        venus.unpack("1");
        venus.unpack("2");
        venus.shell(venus.data(""), "mkdir one two; mkdir one/dbus-p1; cp package-1/MANIFEST one/dbus-p1/; cp -a package-2 two/dbus-p1\n"
                + "tar -cf two.tar -C one dbus-p1/MANIFEST; tar -rf two.tar -C two dbus-p1; gzip two.tar; rm -r one two");

        refuses("/data/package-1/venus/install /data/two.tar.gz", 65, "install: this is not a package of dbus-p1 for a GX device\n");
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 5000, 15000})
    void refusesADownloadThatIsCutOff(int bytes) throws Exception {
        venus.unpack("1");
        venus.stick("2");

        refuses("busybox head -c %d /media/sda1/*.tgz >/tmp/cut.tgz; /data/package-1/venus/install /tmp/cut.tgz".formatted(bytes), 65,
                "install: /tmp/cut.tgz is damaged; download it again\n");
    }

    /** Checks that it ends so, reports that in one line, and changes nothing. */
    private Ended refuses(String script, int status, String line) throws Exception {
        Map<String, String> before = venus.tree();
        Ended ended = venus.boot(script);
        assertThat(ended.output()).startsWith(line);
        assertThat(ended.status()).isEqualTo(status);
        assertThat(VenusRoot.difference(before, venus.tree())).isEmpty();
        return ended;
    }
}
