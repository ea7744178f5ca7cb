package org.dbusp1.system.gx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.dbusp1.Beside;
import org.dbusp1.Ended;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The driver below a real supervise, with a bus and settings, from installing to leaving. */
@Tag(Beside.TAG)
@Tag("slow")
@Tag("scripts")
@NeedsNamespaces
@Execution(ExecutionMode.CONCURRENT)
class SupervisedIT {
    static final String GRID = "com.victronenergy.grid.p1_ttyUSB0";
    private static final String INSTALLED = """
            boot; settings; /data/package-1/venus/install >/dev/null; meter ttyUSB0 dsmr50
            until_true has_name %s
            """.formatted(GRID);
    /** A cable without a meter. */
    private static final String SILENT = "socat pty,link=/dev/ttyUSB0,raw pty,raw & silent=$!\n";
    static final String DEVICES = "dbus-send --system --print-reply=literal --dest=com.victronenergy.settings /Settings/Devices "
                    + "com.victronenergy.BusItem.GetValue | grep -o '[^ ]*/ClassAndVrmInstance' | sort\n";
    /** Prints the number of supervisors of our services, and of drivers that run. */
    static final String COUNT = "echo \"$(ps | grep -c '[s]upervise dbus-p1') $(ps | grep -c '[o]rg.dbusp1.Main run')\"\n";

    private final Path directory;
    private final LiveVenus venus;

    SupervisedIT(@TempDir Path directory) throws IOException {
        this.directory = directory;
        venus = new LiveVenus(directory);
    }

    @Test
    void uninstallKeepsItsDevicesWithTheData() throws Exception {
        Ended ended = venus.succeeds(INSTALLED + "/data/dbus-p1/uninstall --keep-data\n" + DEVICES + "ls /data/dbus-p1");

        assertThat(ended.output()).containsPattern("p1_E\\d+/Class").contains("devices.properties\n");
    }

    @Test
    void uninstallReportsWhereSettingsCannotBeReached() throws Exception {
        Ended ended = venus.succeeds(INSTALLED + "kill $settings_pid; until_true not has_name com.victronenergy.settings\n"
                + "/data/dbus-p1/uninstall; ls /data/dbus-p1 2>/dev/null || echo left");

        assertThat(ended.output()).containsPattern("\nuninstall: com.victronenergy.settings is not on the D-Bus, "
                        + "so these settings below /Settings/Devices were not removed: p1_E\\d+\n").endsWith("\nleft\n");
    }

    /** What a driver that was killed while it limited a peak left in ESS, or another program has set: nobody can tell. */
    @ParameterizedTest
    @CsvSource({"disable, screen, 2000, -1", "uninstall, screen, 2000, -1", "enable --standalone, screen, 2000, -1",
            "disable, configuration, 2000, -1", "uninstall, configuration, 2000, -1", "disable, screen, -1, -1",
            "disable, nothing, 2000, 2000", "uninstall, nothing, 2000, 2000", "enable --standalone, nothing, 2000, 2000"})
    void aLimitInEssIsRemovedWhereALimiterWasEverOn(String script, String saidBy, String stands, String left) throws Exception {
        String said = switch (saidBy) {
            case "screen" -> "echo 'limiter\\ E0012345=off' >/data/dbus-p1/choices.properties\n";
            case "configuration" -> "echo 'demand.limiter = true' >/data/conf/dbus-p1.ttyUSB1.properties\n";
            default -> "echo 'follow\\ E0012345=on' >/data/dbus-p1/choices.properties\n"
                    + "echo '#demand.limiter = true' >/data/conf/dbus-p1.ttyUSB1.properties\n";
        };
        Ended ended = venus.succeeds("boot; settings; /data/package-1/venus/install >/dev/null\n" + said
                + "/usr/bin/python3 /alive/python/other_service.py unix:path=/run/dbus/system_bus_socket com.victronenergy.hub4"
                + " /Overrides/MaxDischargePower=" + stands + " >/run/log/hub4 2>&1 &\n"
                + "until_true has_name com.victronenergy.hub4\n"
                + "/data/dbus-p1/" + script + " | grep Overrides || true\n"
                + "for path in /Overrides/MaxDischargePower /Writes; do dbus-send --system --print-reply=literal"
                + " --dest=com.victronenergy.hub4 $path com.victronenergy.BusItem.GetValue | awk '{ print $NF }'; done");

        assertThat(ended.output()).isEqualTo(left.equals(stands) ? left + "\n0\n"
                : "/Overrides/MaxDischargePower is released\n" + left + "\n1\n");
    }

    /** On a busy device the logger ends later than the driver, and its supervisor writes in its folder until then. */
    @Test
    void uninstallWaitsForTheLogger() throws Exception {
        Files.move(venus.root().flash("bin/multilog"), venus.root().flash("bin/multilog.before"));
        venus.root().program("bin/multilog", """
                #!/bin/sh
                trap 'sleep 3; kill $!; exit' TERM
                exec 3<&0
                /bin/multilog.before "$@" <&3 &
                wait
                """);

        Ended ended = venus.succeeds(INSTALLED + "/data/dbus-p1/uninstall; ps | grep '[s]upervise log' || echo gone");

        assertThat(ended.output()).doesNotContain("can't remove").endsWith("\ngone\n");
    }

    @Test
    void thereIsOneSupervisorAndOneDriverWhateverTheOwnerDoes() throws Exception {
        venus.unpack("2");
        String grid = "until_true has_name %s; ".formatted(GRID);
        String alone = "until_true has_name com.victronenergy.grid.p1_ttyP1; ";

        Ended ended = venus.succeeds(INSTALLED + COUNT + "/data/dbus-p1/enable; /data/dbus-p1/enable; " + grid + COUNT
                + "/data/dbus-p1/enable --standalone; " + alone + COUNT + "/data/dbus-p1/enable --standalone; " + alone + COUNT
                + "old=$(cat /run/dbus-p1/ttyP1.pid); /data/package-2/venus/install >/dev/null\n"
                + "until_true not grep -qx $old /run/dbus-p1/ttyP1.pid; " + alone + COUNT
                + "/data/dbus-p1/enable --serial-starter; " + grid + COUNT
                + "/data/dbus-p1/disable; until_true not has_name " + GRID + "; " + COUNT
                + "/data/dbus-p1/enable; " + grid + COUNT + "ls /service");

        assertThat(ended.output()).isEqualTo("1 1\n".repeat(6) + "0 0\n1 1\ndbus-p1.ttyUSB0\nserial-starter\n");
    }

    /** The serial-starter tries one program of a list after the other on a port, and holds the lock of the port for each. */
    @Test
    void aPortOnWhichOthersAreTriedIsTakenFromThem() throws Exception {
        tries("default gps:vedirect");

        Ended ended = venus.succeeds(SILENT + """
                boot; settings; until_true test -e /run/tried.vedirect; /data/package-1/venus/install >/dev/null
                cp /run/tried.gps /run/before; kill $silent; wait $silent || true; meter ttyUSB0 dsmr50; until_true has_name %s
                cmp /run/tried.gps /run/before; cat /data/var/lib/serial-starter/ttyUSB0
                tr '\\0' ' ' <"/proc/$(readlink /run/lock/serial-starter/ttyUSB0)/cmdline" | grep -c 'start ttyUSB0'
                """.formatted(GRID) + COUNT);

        assertThat(ended.output()).isEqualTo("p1\n1\n1 1\n");
    }

    /** The driver releases the port when no meter is on it, and has its turn again. */
    @Test
    void inAListTheDriverHasItsTurnAndGivesOthersTheirs() throws Exception {
        tries("meters gps:p1");

        Ended ended = venus.succeeds(SILENT + """
                mkdir -p /run/udev/rules.d; echo 'ENV{ID_SERIAL_SHORT}=="P1A", ENV{VE_SERVICE}="meters"' >/run/udev/rules.d/zzz.rules
                boot; settings; /data/package-1/venus/install >/dev/null
                until_true grep -q 'no good telegram in 12 s' /data/log/dbus-p1.ttyUSB0/current
                tried=$(wc -l </run/tried.gps); until_true sh -c "[ \\$(wc -l </run/tried.gps) -gt $tried ]"
                kill $silent; wait $silent || true; meter ttyUSB0 dsmr50; until_true has_name %s
                """.formatted(GRID) + COUNT);

        assertThat(ended.output()).isEqualTo("1 1\n");
    }

    @ParameterizedTest
    @CsvSource({"--serial-starter, ttyUSB0", "--standalone, ttyP1"})
    void isThereWithoutAPersonAfterAFirmwareUpdate(String way, String port) throws Exception {
        venus.succeeds("boot; settings; /data/package-1/venus/install " + way + " >/dev/null");
        LiveVenus updated = new LiveVenus(directory.resolve("updated"));
        for (String kept : new String[] {"dbus-p1", "conf", "rcS.local"}) {
            copy(venus.root().data(kept), updated.root().data(kept));
        }

        Ended ended = updated.boot("boot; settings; meter %1$s dsmr50; until_true has_name com.victronenergy.grid.p1_%2$s\n"
                .formatted("ttyUSB0", port) + COUNT);

        assertThat(ended.output()).isEqualTo("1 1\n");
        assertThat(ended.status()).isZero();
    }

    @Test
    void aDriverThatCannotRunIsRestartedWithBackOffButAtOnceOnRequest() throws Exception {
        Ended ended = venus.succeeds(INSTALLED + """
                log=/data/log/dbus-p1.ttyUSB0/current
                echo 'venus.role=sun' >/data/conf/dbus-p1.properties; svc -t /service/dbus-p1.ttyUSB0
                until_true sh -c "ps | grep '[s]leep 7'"; grep -c 'venus.role=sun' $log
                rm /data/conf/dbus-p1.properties; svc -t /service/dbus-p1.ttyUSB0
                until_true has_name %s; cat /run/dbus-p1/ttyUSB0.pause
                """.formatted(GRID));

        // After 1 and 3 s; the first restart was of a driver that ran, perhaps for less than a minute.
        assertThat(ended.output()).matches("[23]\n0 \\d+\n");
    }

    /** The serial-starter ends the service of an unplugged cable: that is no failure. */
    @Test
    void aCableThatIsPluggedInAgainStartsItsDriverAtOnce() throws Exception {
        Ended ended = venus.succeeds(INSTALLED + """
                for i in 1 2 3 4 5 6; do
                    svc -d /service/dbus-p1.ttyUSB0; until_true not has_name %1$s
                    until_true not test -e /run/dbus-p1/ttyUSB0.pid
                    svc -u /service/dbus-p1.ttyUSB0; until_true has_name %1$s
                    cut -d ' ' -f 1 /run/dbus-p1/ttyUSB0.pause
                done
                """.formatted(GRID));

        assertThat(ended.output()).isEqualTo("0\n".repeat(6));
    }

    /** The driver itself can notify nobody. An end that the owner ordered is none that counts. */
    @ParameterizedTest
    @CsvSource({"--serial-starter, ttyUSB0, dbus-p1.ttyUSB0", "--standalone, ttyP1, dbus-p1"})
    void aDriverThatEndsAgainAndAgainIsShownOnceOnTheScreen(String way, String port, String service) throws Exception {
        VenusRoot.write(venus.root().data("conf/settings.xml"),
                "<Settings>\n<Gui>\n<Language type=\"s\">nl</Language>\n</Gui>\n</Settings>\n");
        Ended ended = venus.succeeds(INSTALLED + """
                platform
                ended() { until_true not grep -qx "$1" /run/dbus-p1/$port.pid; }
                way=%s port=%s service=%s
                [ $way = --serial-starter ] || /data/dbus-p1/enable $way
                until_true has_name com.victronenergy.grid.p1_$port
                for i in 1 2 3 4; do
                    rm -f /run/dbus-p1/$port.pause
                    old=$(cat /run/dbus-p1/$port.pid); svc -t /service/$service; ended $old
                    until_true has_name com.victronenergy.grid.p1_$port
                done
                notifications; rm -f /run/dbus-p1/$port.pause
                echo 'venus.role=sun' >/data/conf/dbus-p1.properties; svc -t /service/$service
                until_true sh -c "ps | grep '[s]leep 15'"; until_true sh -c "ps | grep '[s]leep 31'"
                notifications
                """.formatted(way, port, service));

        assertThat(ended.output()).isEqualTo(("[]\n[\"0\\tP1 %s\\tHet programma van de meter stopt telkens weer. Herstart het "
                + "GX-apparaat; helpt dat niet, dan staat de reden in /var/log/%s/current\"]\n").formatted(port, service));
    }

    /**
     * Each row: what USB says of the adapter, as {@code UsbCable} names it in the driver's files; what is known, with {@code $cable} and
     * {@code $key} as the driver has written them; and how grave what is told is.
     */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "                    | echo \"notifications\\\\ $key=off\" >$choices                                                 | ''",
        "serial A5069RR4     | echo \"notifications\\\\ $key=off\" >$choices                                                 | ''",
        "serial 0001         | echo \"notifications\\\\ $key=off\" >$choices; echo \"ess\\\\ $cable=true\" >$events            | ''",
        "serial A5069RR4     | echo venus.notifications=No >>/data/conf/dbus-p1.properties                               | ''",
        "serial A5069RR4     | echo meter.id=House >>/data/conf/dbus-p1.properties; echo 'notifications\\ House=off' >$choices | ''",
        "serial A5069RR4     | echo 'notifications\\ E0other=off' >$choices; echo 'ess\\ ttyUSB1=true' >$events            | 0",
        "serial A5069RR4     | echo \"ess\\\\ $cable=true\" >$events                                                        | 1",
        "serial 0001         | echo \"ess\\\\ $cable=true\" >$events                                                        | 1",
        "                    | echo \"ess\\\\ $cable=true\" >$events                                                        | 1",
        "serial A5069RR4     | rm $meters; echo \"notifications\\\\ $key=off\" >$choices; echo \"ess\\\\ $cable=false\" >$events | 0"})
    void whatIsKnownOfItsOwnMeterDecidesWhetherAndHowItIsTold(String adapter, String known, String severity) throws Exception {
        String usb = adapter == null ? "" : """
                mkdir -p /sys/devices/usb1/1-1.2; echo 0403 >/sys/devices/usb1/1-1.2/idVendor; echo 6001 >/sys/devices/usb1/1-1.2/idProduct
                echo %s >/sys/devices/usb1/1-1.2/serial; mv /sys/devices/ttyUSB0 /sys/devices/usb1/1-1.2/
                ln -sfn ../../../devices/usb1/1-1.2/ttyUSB0 /sys/class/tty/ttyUSB0/device
                """.formatted(adapter.split(" ")[1]);
        Ended ended = venus.succeeds(usb + INSTALLED + """
                meters=/data/dbus-p1/meters.properties choices=/data/dbus-p1/choices.properties events=/data/dbus-p1/events.properties
                until_true test -s $meters
                key=$(sed -n '2s/.*=//p' $meters) cable=$(sed -n '2s/=.*//p' $meters)
                platform; old=$(cat /run/dbus-p1/ttyUSB0.pid)
                echo 'venus.role=sun' >/data/conf/dbus-p1.properties; svc -t /service/dbus-p1.ttyUSB0
                until_true not grep -qx $old /run/dbus-p1/ttyUSB0.pid
                """ + known + """

                until_true sh -c "ps | grep '[s]leep 15'"
                [ -z "%s" ] || until_true eval 'notifications | grep -q P1'
                notifications
                """.formatted(severity));

        assertThat(ended.output()).startsWith(severity.isEmpty() ? "[]\n" : "[\"" + severity + "\\tP1 ttyUSB0\\t").hasLineCount(1);
    }

    /** Gives the device two programs of Victron's, which have a port for a second each, and an alias for them. */
    private void tries(String alias) throws IOException {
        StringBuilder lines = new StringBuilder("alias rs485 ignore\ninclude /data/conf/serial-starter.d\n");
        for (String name : new String[] {"gps", "vedirect"}) {
            venus.template(name + "-test", """
                    #!/bin/bash
                    set -- TTY PRODUCT
                    . /opt/victronenergy/serial-starter/run-service.sh
                    [ "$2" = PRODUCT=P1_Converter_Cable ] && [ ! -e "/run/dbus-p1/$1.pid" ] || exit
                    echo "$1" >>/run/tried.%s
                    sleep 1
                    """.formatted(name));
            lines.append("service ").append(name).append(' ').append(name).append("-test\n");
        }
        VenusRoot.write(venus.root().flash("etc/venus/serial-starter.conf"), lines + "alias default ignore\nalias " + alias + "\n");
    }

    private static void copy(Path from, Path to) throws IOException, InterruptedException {
        Files.createDirectories(to.getParent());
        assertThat(new ProcessBuilder("cp", "-aT", from.toString(), to.toString()).inheritIO().start().waitFor()).isZero();
    }
}
