package org.dbusp1.system.gx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dbusp1.system.gx.VenusRoot.HOOK;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.dbusp1.Beside;
import org.dbusp1.Ended;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * The way of an owner on an imitated GX device, from installing to leaving, as far as all is well. What can go wrong on it is tested by the
 * slow tests of this package.
 */
@Tag(Beside.TAG)
@NeedsNamespaces
@Execution(ExecutionMode.CONCURRENT)
class OwnersWayIT {
    private static final String GAS = "com.victronenergy.pulsemeter.p1_ttyUSB0_gas";

    @TempDir
    private Path directory;

    /** Under a real supervise, with a bus and settings. */
    @Test
    void theCableIsPluggedInTheMeterIsShownAndUninstallLeavesNothing() throws Exception {
        LiveVenus venus = new LiveVenus(directory);
        Map<String, String> before = venus.root().tree();

        Ended ended = venus.succeeds("boot; settings; /data/package-1/venus/install >/dev/null; meter ttyUSB0 dsmr50\n"
                + "until_true has_name " + SupervisedIT.GRID + "; until_true has_name " + GAS + "\nstatus\n" + SupervisedIT.DEVICES
                + "/data/dbus-p1/uninstall; echo left\n" + SupervisedIT.DEVICES + SupervisedIT.COUNT + "ls /service; [ ! -e /run/dbus-p1 ]");

        assertThat(ended.output()).contains("status 0\n");
        String status = ended.output().substring(0, ended.output().indexOf("status 0\n"));
        assertThat(status.lines()).hasSizeLessThanOrEqualTo(12);
        assertThat(status).startsWith("version    1, started at boot (serial-starter)\n")
                .contains("\ncable      ttyUSB0, P1_Converter_Cable P1A\n")
                .containsPattern("\nservice    dbus-p1.ttyUSB0: up \\(pid \\d+\\) \\d+ seconds\n")
                .contains("\nline       /dev/ttyUSB0 at 115200-8N1, found automatically\n")
                .contains("\nmeter      DSMR 5, version 5.0\n").containsPattern("\ninterval   .*\\d s: good for ESS\n")
                .containsPattern("\ntelegrams  \\d+ good, 0 repaired, \\d+ rejected in \\d+ s; the last \\d+ s ago\n")
                .containsPattern("\nD-Bus      " + SupervisedIT.GRID + ", instance 40: -?\\d+ W, every 1000 ms\n")
                .contains("\nESS        ESS can use this meter\n")
                .contains("\nno meter   without the meter, the inverter passes the grid through (Grid meter required: Yes)\n")
                .endsWith("All is well: telegrams come often enough for ESS; " + SupervisedIT.GRID + " on the D-Bus\n");
        assertThat(ended.output().substring(status.length())).matches("(?s)status 0\np1_E\\d+/Class\\w+\np1_E\\d+_gas/Class\\w+\n"
                + "p1_E0other/Class\\w+\n.*\nremoved: p1_E\\d+ p1_E\\d+_gas in the settings of the GX device\n"
                + ".*\nleft\np1_E0other/Class\\w+\n0 0\nserial-starter\n");
        assertThat(venus.root().tree()).isEqualTo(before);
    }

    @Test
    void anUpdateKeepsConfigurationAndTheVersionBeforeAndGoesBackToIt() throws Exception {
        VenusRoot venus = new VenusRoot(directory);
        VenusRoot.writeProgram(venus.data("rcS.local"), InstallIT.OTHERS_HOOK);
        for (String version : new String[] {"1", "2", "3"}) {
            venus.unpack(version);
        }
        venus.succeeds("/data/package-1/venus/install");
        VenusRoot.write(venus.data("conf/dbus-p1.properties"), "log.level=warn\n");
        VenusRoot.write(venus.data("dbus-p1/history.db"), "years");

        venus.succeeds("/data/package-2/venus/install");
        Ended upgraded = venus.succeeds("/data/package-3/venus/install; /data/dbus-p1/dbus-p1 --version; ls /data/dbus-p1/versions");
        Ended back = venus.succeeds("/data/dbus-p1/install --rollback; /data/dbus-p1/dbus-p1 --version");

        assertThat(upgraded.output()).endsWith("dbus-p1 3\n2-b1\n3-b1\n");
        assertThat(back.output()).isEqualTo("went back from dbus-p1 3-b1 to 2-b1\ndbus-p1 2\n");
        assertThat(venus.data("conf/dbus-p1.properties")).hasContent("log.level=warn");
        assertThat(venus.data("dbus-p1/history.db")).hasContent("years");
    }

    @Test
    void aStickInstallsItOnceAndTakesItsConfigurationOver() throws Exception {
        VenusRoot venus = new VenusRoot(directory);
        Path stick = venus.stick("1");
        VenusRoot.write(stick.resolve("dbus-p1.properties"), "key.file=/data/conf/dbus-p1.key\n");
        VenusRoot.write(stick.resolve("dbus-p1.key"), "00");

        venus.succeeds(VenusRoot.unpackSticks());
        Map<String, String> once = venus.tree();
        venus.succeeds(HOOK + VenusRoot.unpackSticks() + "[ ! -e /data/dbus-p1/lib ]");

        assertThat(StickIT.changed(venus, once)).isEmpty();
        assertThat(StickIT.blocks(stick)).hasSize(2);
        assertThat(StickIT.blocks(stick).get(0)).isEqualTo("""
                found      venus-data-dbus-p1-1-test.tgz
                found      dbus-p1.key
                found      dbus-p1.properties
                done       dbus-p1 1-b1 is installed
                done       the configuration is copied to /data/conf: dbus-p1.key dbus-p1.properties
                Leave the stick in for four minutes: dbus-p1 waits for telegrams of the meter. If this is the last line when you read it \
                on a computer, put the stick in and restart again.
                """);
        assertThat(StickIT.blocks(stick).get(1)).contains("\nleft       dbus-p1 1-b1: it is installed already\n"
                + "done       the configuration in /data/conf is the same already\nLeave the stick in");
        assertThat(venus.data("conf/dbus-p1.properties")).hasContent("key.file=/data/conf/dbus-p1.key");
        assertThat(venus.data("conf/dbus-p1.key")).hasContent("00");
        assertThat(Files.getPosixFilePermissions(venus.data("conf/dbus-p1.key"))).hasSize(2);
    }
}
