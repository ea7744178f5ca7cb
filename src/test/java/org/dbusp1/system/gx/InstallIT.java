package org.dbusp1.system.gx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dbusp1.system.gx.VenusRoot.HOOK;

import java.io.IOException;
import java.nio.file.Files;
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

/** Installing and leaving, with busybox on an imitated GX device; {@link OwnersWayIT} updates. */
@Tag(Beside.TAG)
@Tag("slow")
@Tag("scripts")
@NeedsNamespaces
class InstallIT {
    static final String OTHERS_HOOK = "#!/bin/bash\n: theirs\nexit 0\n";
    private static final String TEMPLATES = "/opt/victronenergy/service-templates";

    private final VenusRoot venus;

    InstallIT(@TempDir Path directory) throws IOException {
        venus = new VenusRoot(directory);
        VenusRoot.writeProgram(venus.data("rcS.local"), OTHERS_HOOK);
        venus.unpack("1");
    }

    /** The tree without the package that was unpacked. */
    private Map<String, String> withoutThePackage() throws IOException {
        Map<String, String> tree = venus.tree();
        tree.keySet().removeIf(file -> file.startsWith("data/package-1"));
        return tree;
    }

    @ParameterizedTest
    @ValueSource(strings = {"--serial-starter", "--standalone"})
    void leavesTheTreeAsItWas(String way) throws Exception {
        Map<String, String> before = withoutThePackage();
        venus.succeeds("/data/package-1/venus/install " + way + "; echo log >/data/log/dbus-p1.ttyUSB0; rm -rf /data/package-1");
        venus.succeeds(HOOK + "/data/dbus-p1/uninstall");

        assertThat(VenusRoot.difference(before, venus.tree())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--serial-starter", "--standalone"})
    void onceMoreChangesNothing(String way) throws Exception {
        venus.succeeds("/data/package-1/venus/install " + way);
        Map<String, String> once = venus.tree();

        venus.succeeds(HOOK + "/data/package-1/venus/install; /data/dbus-p1/enable; /data/dbus-p1/enable");

        assertThat(VenusRoot.difference(once, venus.tree())).isEmpty();
    }

    private static final String PAGES = "/data/apps/enabled/dbus-p1/gui-v2/dbus-p1.json";

    @Test
    void theScreensPagesAreThereUpdatedAndTakenBack() throws Exception {
        venus.unpack("2");
        Ended ended = venus.succeeds("/data/package-1/venus/install >/dev/null; readlink /data/apps/enabled/dbus-p1; cat " + PAGES
                + "; /data/package-2/venus/install >/dev/null; cat " + PAGES
                + "; /data/dbus-p1/disable; ls -A /data/apps/enabled /data/apps/available; /data/dbus-p1/enable; cat " + PAGES);

        assertThat(ended.output()).isEqualTo("""
                ../available/dbus-p1
                {"name":"dbus-p1","version":"1"}
                {"name":"dbus-p1","version":"2"}
                /data/apps/available:

                /data/apps/enabled:
                {"name":"dbus-p1","version":"2"}
                """);
    }

    /** gui-v2 1.3.9 and later lose their back arrow when pages change; the firmware restarts them by the same command. */
    @ParameterizedTest
    @CsvSource({"v3.75, no", "v3.80~33, restarts", "v3.80, restarts", "v4.01, restarts", "'', says"})
    void aScreenThatRunsIsRestartedWhenItsPagesChange(String firmware, String effect) throws Exception {
        venus.program("bin/svstat", "#!/bin/sh\n[ \"$1\" != /service/start-gui ] || echo \"$1: up (pid 77) 60 seconds\"\n");
        VenusRoot.write(venus.flash("opt/victronenergy/version"), firmware + "\n");

        Ended first = venus.succeeds("/data/package-1/venus/install; cat /run/calls");
        Ended same = venus.succeeds(": >/run/calls; /data/dbus-p1/enable; cat /run/calls");
        Ended gone = venus.succeeds(": >/run/calls; /data/dbus-p1/disable; cat /run/calls");

        for (Ended changed : List.of(first, gone)) {
            assertThat(changed.output().contains("svc -t /service/start-gui\n")).isEqualTo(effect.equals("restarts"));
            assertThat(changed.output().contains("restart the GX device\n")).isEqualTo(effect.equals("says"));
        }
        assertThat(same.output()).doesNotContain("start-gui", "restart the GX device");
    }

    @Test
    void removedPagesOfTheScreenComeBackWithTheNextVersion() throws Exception {
        venus.unpack("2");
        Ended ended = venus.succeeds("mkdir -p /data/apps/available/other/gui-v2 /data/apps/enabled; "
                + "ln -s ../available/other /data/apps/enabled/other; /data/package-1/venus/install >/dev/null; ls /data/apps/enabled; "
                + "rm /data/apps/enabled/dbus-p1; /data/dbus-p1/enable; echo removed; ls /data/apps/enabled; "
                + "/data/package-2/venus/install >/dev/null; echo next; ls /data/apps/enabled; "
                + "/data/dbus-p1/uninstall >/dev/null; ls /data/apps/*");

        assertThat(ended.output()).isEqualTo("""
                dbus-p1
                other
                removed
                other
                next
                dbus-p1
                other
                /data/apps/available:
                other

                /data/apps/enabled:
                other
                """);
    }

    /** By each word that the driver takes; a script reads no line that the driver refuses. */
    @ParameterizedTest
    @CsvSource({"venus.notifications=no\\n, off", "' venus.notifications = False # later\\n', off", "\uFEFFvenus.notifications=OFF\\r\\n, off",
        "venus.notifications=true\\n, on", "venus.notifications: no\\n, on", "venus.notifications=no\\nvenus.notifications=no\\n, on",
        "#venus.notifications=no\\n, on"})
    void aScriptKnowsAKeyThatIsSwitchedOff(String file, String known) throws Exception {
        VenusRoot.write(venus.data("conf/dbus-p1.properties"), file.translateEscapes());

        assertThat(venus.succeeds(". /data/package-1/venus/config.sh; switched_off venus.notifications && echo off || echo on").output())
                .isEqualTo(known + "\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"source=tcp://a:2001\n", "\uFEFFsource = homewizard://b\r\n", "source=homewizard\n",
        "source=tibber://c\n"})
    void aDriverAloneReadsTheSourceOnTheNetworkAlsoBehindAByteOrderMark(String file) throws Exception {
        VenusRoot.write(venus.data("conf/dbus-p1.properties"), file);

        Ended ended = venus.succeeds("bash /data/package-1/serial-starter/start ttyP1 & "
                + "until grep -q run /run/driver 2>/dev/null; do sleep 0.1; done; cat /run/driver; kill $!");

        assertThat(ended.output()).isEqualTo("1 run --wait\n");
    }

    @Test
    void leavesTheRootFileSystemAlone() throws Exception {
        Ended booted = venus.succeeds("/data/package-1/venus/install; cat /run/calls; ls " + TEMPLATES + "; touch /etc/x || true");

        assertThat(booted.output()).contains("Read-only file system").contains("dbus-p1\ngps-dbus").doesNotContain("remount-rw");
    }

    /** A separate service needs no line of the serial-starter; status says so where the firmware has lost it. */
    @Test
    void aFirmwareWhoseStarterReadsNoFolderRunsTheSeparateService() throws Exception {
        venus.succeeds("/data/package-1/venus/install");
        VenusRoot.write(venus.flash("etc/venus/serial-starter.conf"), "service gps gps-dbus\nalias default gps:vedirect\n");
        assertThat(venus.boot(HOOK + "/data/dbus-p1/status").output()).contains("\nProblem: the serial-starter of this firmware does not"
                + " read /data/conf/serial-starter.d, so it starts no driver; a separate service does not need it:"
                + " /data/dbus-p1/enable --standalone\n");

        venus.succeeds("/data/dbus-p1/enable --standalone");
        assertThat(venus.succeeds(HOOK + "readlink /service/dbus-p1; cat /run/udev/rules.d/*").output())
                .contains("/run/dbus-p1/service\n", "SYMLINK+=\"ttyP1\"");
        assertThat(venus.boot(HOOK + "/data/dbus-p1/status").output()).doesNotContain("serial-starter.d");
    }

    @Test
    void isThereAfterEachBoot() throws Exception {
        venus.succeeds("/data/package-1/venus/install");

        Ended booted = venus.succeeds(HOOK + "cat /run/udev/rules.d/zz-dbus-p1.rules " + TEMPLATES + "/dbus-p1/run; "
                + "cat /data/conf/serial-starter.d/*.conf /run/calls");

        assertThat(booted.output()).contains("ENV{ID_MODEL}==\"P1_Converter_Cable\", ENV{VE_SERVICE}=\"p1\"\n")
                .contains("serial-starter/start\" TTY").contains("service p1 dbus-p1\n")
                .contains("udevadm trigger --action=add --sysname-match=ttyUSB0\n").doesNotContain("--sysname-match=ttyUSB1");
    }

    @Test
    void runsItsLineAtBootAlthoughThatOfOthersEndsTheScript() throws Exception {
        venus.succeeds("/data/package-1/venus/install");

        assertThat(Files.readAllLines(venus.data("rcS.local"))).element(1).asString().endsWith("# dbus-p1");
        assertThat(Files.readString(venus.data("rcS.local")).replaceAll("(?m)^.*# dbus-p1\n", "")).isEqualTo(OTHERS_HOOK);
    }

    @Test
    void aDriverThatCannotBeStartedAtBootKeepsNoOtherAddOnFromIt() throws Exception {
        VenusRoot.write(venus.data("rcS.local"), "#!/bin/sh -e\necho theirs runs\n");
        venus.succeeds("/data/package-1/venus/install");
        VenusRoot.write(venus.flash("etc/udev/rules.d/other.rules"), "ENV{ID_MODEL}==\"P1_Converter_Cable\", ENV{VE_SERVICE}=\"other\"\n");

        assertThat(venus.boot("/data/rcS.local").output()).contains("another driver uses the P1 cable").endsWith("theirs runs\n");
    }

    /** The kernel takes all of the first line for the program. */
    @Test
    void aHookOfOthersThatEndsWithoutALineEndStaysAScript() throws Exception {
        VenusRoot.write(venus.data("rcS.local"), "#!/bin/sh");
        venus.succeeds("/data/package-1/venus/install");

        assertThat(Files.readAllLines(venus.data("rcS.local"))).hasSize(2).first().isEqualTo("#!/bin/sh");
        assertThat(venus.succeeds("/data/rcS.local; ls " + TEMPLATES).output()).contains("dbus-p1\n");
    }

    /** Some editors give all lines such ends, ours too. */
    @ParameterizedTest
    @ValueSource(strings = {"1s/$/\\r/", "s/$/\\r/"})
    void aHookOfWindowsIsReportedAndHowToCorrectIt(String spoil) throws Exception {
        venus.plug(""); // or status would wait for the cable's driver
        VenusRoot.write(venus.data("rcS.local"), "#!/bin/sh\r\n: theirs\r\n");
        String line = "/data/rcS.local has line ends of Windows, so nothing %s at boot%s sed -i 's/\\r$//' /data/rcS.local\n";

        Ended refused = venus.boot("/data/package-1/venus/install");
        assertThat(refused.output()).isEqualTo("install: " + line.formatted("in it runs", "; correct them:"));
        Ended corrected = venus.succeeds(refused.output().strip().replaceAll(".*them: ", "") + "; /data/package-1/venus/install; "
                + "sed -i '" + spoil + "' /data/rcS.local; /data/dbus-p1/status || true");
        assertThat(corrected.output()).startsWith("dbus-p1 1-b1 is installed\n").contains("\nProblem: " + line.formatted("starts", ":"));
    }

    @Test
    void aHookOfWindowsLosesOurLinesToo() throws Exception {
        String spoilt = "/data/package-1/venus/install; sed -i 's/$/\\r/' /data/rcS.local; ";

        venus.succeeds(spoilt + "/data/dbus-p1/disable");
        assertThat(Files.readString(venus.data("rcS.local"))).isEqualTo(OTHERS_HOOK.replace("\n", "\r\n"));
        venus.succeeds("rm /data/rcS.local; " + spoilt + "/data/dbus-p1/disable");
        assertThat(venus.data("rcS.local")).doesNotExist();
    }

    @Test
    void aSeparateServiceIsOneOnly() throws Exception {
        venus.succeeds("/data/package-1/venus/install --standalone");

        Ended booted = venus.succeeds(HOOK + "/data/dbus-p1/enable; ls /service; cat /run/udev/rules.d/*; ls /data/conf");

        assertThat(booted.output()).startsWith("dbus-p1\nserial-starter\n")
                .contains("ENV{VE_SERVICE}=\"ignore\", SYMLINK+=\"ttyP1\"").doesNotContain("serial-starter.d");
    }

    @Test
    void uninstallPrintsWhatItRemoved() throws Exception {
        venus.succeeds("/data/package-1/venus/install; echo x >/data/conf/dbus-p1.properties; echo x >/data/log/dbus-p1.ttyUSB0");

        assertThat(venus.succeeds("/data/dbus-p1/uninstall").output()).isEqualTo("""
                removed: dbus-p1 1-b1, no longer started at boot
                removed: /var/log/dbus-p1.ttyUSB0
                removed: /data/conf/dbus-p1.properties
                removed: /data/dbus-p1
                """);
    }

    @Test
    void uninstallCleansTheHookUnderBothItsNames() throws Exception {
        Map<String, String> before = venus.tree();
        venus.succeeds("/data/package-1/venus/install; cp -p /data/rcS.local /data/rcS.local.disabled");

        venus.succeeds("/data/package-1/venus/uninstall; cmp /data/rcS.local /data/rcS.local.disabled; rm /data/rcS.local.disabled");

        assertThat(VenusRoot.difference(before, venus.tree())).isEmpty();
    }

    /** The results of stop-tty.sh and udevadm are not known of all releases: the cable is the driver's all the same. */
    @Test
    void isDoneWhereAProgramOfVictronReturnsAnError() throws Exception {
        venus.program("opt/victronenergy/serial-starter/stop-tty.sh", "#!/bin/sh\necho told >&2\nexit 1\n");
        venus.program("bin/udevadm", Files.readString(venus.flash("bin/udevadm")) + "case $* in settle*|*--reload-rules) exit 1 ;; esac\n");

        Ended enabled = venus.succeeds("/data/package-1/venus/install; [ -e /run/dbus-p1/enabled ]; cat /run/calls");
        Ended disabled = venus.succeeds(HOOK + "/data/dbus-p1/disable; [ ! -e /run/dbus-p1 ]; cat /run/calls");

        String refused = "udev did not apply all changes; unplug the cable and plug it in again\n";
        assertThat(enabled.output()).startsWith("dbus-p1 1-b1 is installed\nenable: " + refused)
                .contains("udevadm trigger --action=add --sysname-match=ttyUSB0\n").doesNotContain("told", "stop-tty");
        assertThat(disabled.output()).contains("disable: " + refused, "svc -t /service/serial-starter\n");
    }

    @Test
    void reportsThatAProgramCouldNotBeStopped() throws Exception {
        venus.program("opt/victronenergy/serial-starter/stop-tty.sh", "#!/bin/sh\nexit 1\n");

        Ended enabled = venus.succeeds(": >/dev/ttyUSB0; sleep 600 </dev/ttyUSB0 & /data/package-1/venus/install");

        assertThat(enabled.output()).contains("enable: /opt/victronenergy/serial-starter/stop-tty.sh could not stop the program "
                + "that uses ttyUSB0; if status reports a problem, restart the GX device\n");
    }

    /** Or a device that boots with a stick in would never be up. */
    @Test
    void isDoneWhereStoppingAPortHangs() throws Exception {
        venus.program("opt/victronenergy/serial-starter/stop-tty.sh", "#!/bin/sh\necho $$ >/run/stopping\nsleep 600\n");

        Ended enabled = venus.succeeds("/data/package-1/venus/install; [ -e /run/dbus-p1/enabled ]; [ ! -e /proc/$(cat /run/stopping) ]");

        assertThat(enabled.output()).isEqualTo("dbus-p1 1-b1 is installed\n");
    }

    @Test
    void startsNothingWhileModificationsAreOff() throws Exception {
        venus.succeeds("/data/package-1/venus/install");
        Files.move(venus.data("rcS.local"), venus.data("rcS.local.disabled"));

        assertThat(venus.boot("/data/package-1/venus/install; /data/dbus-p1/enable").output()).contains("modifications are switched off");
        assertThat(venus.data("rcS.local")).doesNotExist();
        venus.succeeds("/data/dbus-p1/uninstall");
        assertThat(venus.data("rcS.local.disabled")).hasContent(OTHERS_HOOK);
    }

    private static final String BY_SOCKET = "ENV{ID_PATH}==\"usb-ttyUSB1\"\n";

    /** By its number while that was the only one, later by its socket: the other adapter is the firmware's. */
    @Test
    void aCableWhoseNumberIsNoLongerTheOnlyOneIsKnownByItsSocketAfterTheNextBoot() throws Exception {
        venus.plug("ttyUSB1:CP2102:0001");
        venus.succeeds("/data/package-1/venus/install --cable ttyUSB1");
        assertThat(venus.data("conf/dbus-p1.cables")).hasContent("ENV{ID_SERIAL_SHORT}==\"0001\"\n");
        venus.plug("ttyUSB0:CP2102:0001 ttyUSB1:CP2102:0001");
        Ended booted = venus.succeeds(HOOK + "cat /run/udev/rules.d/*");
        assertThat(venus.data("conf/dbus-p1.cables")).hasContent(BY_SOCKET);
        assertThat(booted.output()).contains(BY_SOCKET.strip() + ", ENV{VE_SERVICE}=\"p1\"\n").doesNotContain("0001");

        venus.plug("ttyUSB1:CP2102:0001");
        venus.succeeds(HOOK);
        assertThat(venus.data("conf/dbus-p1.cables")).hasContent(BY_SOCKET);
    }

    /** The rule of udev starts this, when an adapter with the number is plugged in. */
    @Test
    void anAdapterWithTheSameNumberThatIsPluggedInLaterStaysTheFirmwares() throws Exception {
        venus.plug("ttyUSB1:CP2102:0001");
        Ended ended = venus.succeeds("""
                /data/package-1/venus/install --cable ttyUSB1; cat /run/udev/rules.d/*
                : >/run/calls; /data/dbus-p1/enable --look; echo; cat /run/calls
                PORTS="$PORTS ttyUSB0:CP2102:0001"; mkdir -p /sys/class/tty/ttyUSB0/device
                /data/dbus-p1/enable --look; cat /run/calls /run/udev/rules.d/*; : >/run/calls; /data/dbus-p1/enable --look; cat /run/calls
                """);

        assertThat(venus.data("conf/dbus-p1.cables")).hasContent(BY_SOCKET);
        assertThat(ended.output()).contains("ENV{ID_SERIAL_SHORT}==\"0001\", RUN+=\"/bin/sh -c 'PATH=/sbin:/usr/sbin:/bin:/usr/bin"
                + " setsid /data/dbus-p1/enable --look </dev/null >/dev/null 2>&1 &'\"\n");
        assertThat(ended.output().substring(ended.output().indexOf("\n\n"))).contains("stop-tty.sh ttyUSB0\n")
                .doesNotContain("stop-tty.sh ttyUSB1", "--sysname-match=ttyUSB1").contains("--sysname-match=ttyUSB0\n")
                .contains(BY_SOCKET.strip() + ", ENV{VE_SERVICE}=\"p1\"\n").doesNotContain("ID_SERIAL_SHORT");
    }

    /** The file may name it by its number and by its socket. */
    @Test
    void aCableThatIsNamedInTwoWaysIsOne() throws Exception {
        venus.plug("ttyUSB1:CP2102:0001");
        venus.succeeds("/data/package-1/venus/install --cable ttyUSB1");
        VenusRoot.write(venus.data("conf/dbus-p1.cables"), "ENV{ID_SERIAL_SHORT}==\"0001\"\n" + BY_SOCKET);

        // A driver that is stopped is not waited for.
        venus.program("bin/svstat", "#!/bin/sh\necho \"$1: down 60 seconds\"\n");
        assertThat(venus.boot(HOOK + "/data/dbus-p1/status").output()).containsOnlyOnce("\ncable      ttyUSB1, ");
    }

    /** The serial-starter may have given it to another program, which keeps it. */
    @Test
    void aCableThatIsNamedLaterIsTakenFromTheProgramThatHasIt() throws Exception {
        Ended named = venus.succeeds("/data/package-1/venus/install; : >/run/calls; /data/dbus-p1/enable --cable ttyUSB1; cat /run/calls");
        Ended again = venus.succeeds(HOOK + ": >/run/calls; /data/dbus-p1/enable --cable ttyUSB1; cat /run/calls");

        assertThat(named.output()).contains("stop-tty.sh ttyUSB1\n").doesNotContain("stop-tty.sh ttyUSB0");
        assertThat(again.output()).doesNotContain("stop-tty.sh").contains("--sysname-match=ttyUSB1\n");
    }

    @Test
    void anInterruptedConfigureLeavesNoSecret() throws Exception {
        Map<String, String> before = withoutThePackage();
        venus.succeeds("/data/package-1/venus/install; mkdir /data/conf/.dbus-p1; echo 00 >/data/conf/.dbus-p1/dbus-p1.key; "
                + "rm -rf /data/package-1");

        venus.succeeds(HOOK + "/data/dbus-p1/uninstall");

        assertThat(VenusRoot.difference(before, venus.tree())).isEmpty();
    }

    @Test
    void namesACableOfACommonChipByItsSerialNumber() throws Exception {
        Ended booted = venus.succeeds("/data/package-1/venus/install --cable ttyUSB1; cat /run/udev/rules.d/* /run/calls");

        assertThat(booted.output()).contains("ENV{ID_SERIAL_SHORT}==\"A7\", ENV{VE_SERVICE}=\"p1\"\n")
                .contains("--sysname-match=ttyUSB1").doesNotContain("FT232R");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "tty=$1; ln -s $$ /run/lock-$tty; trap 'rm /run/lock-$tty' EXIT; start() { $app \"$@\"; }",
        "tty=$1; ln -s $$ /run/lock-$tty; trap 'rm /run/lock-$tty' EXIT; start() { $app \"$@\" & wait; }",
        "tty=$1; start() { ln -s $$ /run/lock-$tty; trap 'rm /run/lock-$tty' EXIT; $app \"$@\"; }",
        "tty=$1; ln -s $$ /run/lock-$tty; trap 'rm /run/lock-$tty' EXIT; start() { exec $app \"$@\"; }"})
    void termReachesTheDriverAndTheLockIsGivenBack(String runService) throws Exception {
        venus.runService(runService + "\n");

        Ended ended = venus.succeeds("/data/package-1/venus/install >/dev/null; sed 's:TTY:ttyUSB0:' " + TEMPLATES
                + "/dbus-p1/run >/run/run; sh /run/run & until grep -q run /run/driver 2>/dev/null; do sleep 0.1; done; "
                + "readlink /run/lock-ttyUSB0 >/run/held; [ -s /run/held ]; kill $!; wait $! || true; cat /run/driver; ls /run");

        assertThat(ended.output()).startsWith("1 run /dev/ttyUSB0 --wait\nended\n").doesNotContain("lock-ttyUSB0");
    }
}
