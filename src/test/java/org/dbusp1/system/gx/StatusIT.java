package org.dbusp1.system.gx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.dbusp1.Beside;
import org.dbusp1.Ended;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests what venus/status prints about drivers, a bus and settings that exist, with busybox. */
@Tag(Beside.TAG)
@Tag("slow")
@Tag("scripts")
@NeedsNamespaces
@Execution(ExecutionMode.CONCURRENT)
class StatusIT {
    private static final String GRID = "com.victronenergy.grid.p1_ttyUSB0";
    private static final String INSTALLED = """
            boot; settings; ess; /data/package-1/venus/install >/dev/null; meter ttyUSB0 dsmr50
            """;
    private static final String WELL = "All is well: telegrams come often enough for ESS; " + GRID + " on the D-Bus\n";

    /** A driver's report, AGE seconds old: report AGE CONDITION GRAVITY. */
    private static final String REPORT = """
            report() {
                sh -c 'sleep 600; :' org.dbusp1.Main &
                up=$(cut -d . -f 1 /proc/uptime)
                printf 'dbus-p1 report 2\\nprocess\\t%s\\t1\\nsource\\ttcp://a:1\\ntime\\t%s\\n' \
                    $! $((up - $1)) >/run/dbus-p1/p1_a_1.$!.status
                printf 'finding\\tline.%s\\ttelegrams\\nprint\\ttelegrams\\t9 good; the last 7 s ago\\nverdict\\t%s\\tit is\\tline\\tit is\\n' \
                    $2 $3 >>/run/dbus-p1/p1_a_1.$!.status
            }
            """;
    private static final String HANGS =
            "\nProblem: tcp://a:1: the driver has reported nothing new for a minute; it restarts by itself\n";

    private final LiveVenus venus;

    StatusIT(@TempDir Path directory) throws IOException {
        venus = new LiveVenus(directory);
    }

    /** The meter of D0 sends every 2 s, where its dialect promises 4 s: what is asked is what the line has shown. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "d0     | [12][.0-9]* s: usable for ESS with care | 2000"
            + " | All is well, with care: telegrams come often enough for ESS with some care; | status 0",
        "dsmr42 | [19][.0-9]* s: too seldom for ESS; for display and slow charging | 10000"
            + " | Problem: ESS uses this meter, but its telegrams come too seldom to regulate well. Use it for display"
            + " and for slow charging. | status 1"})
    void reportsWhatASlowMeterIsGoodFor(String meter, String interval, String refresh, String verdict, String status)
            throws Exception {
        String printed = printed(INSTALLED.replace("dsmr50", meter) + """
                until_true sh -c '/data/dbus-p1/status | grep -E "^interval .* %s$"'; until_printed '%s'; status
                """.formatted(interval, verdict)).get(0);

        assertThat(printed).containsPattern("\ninterval   .*" + interval + "\n").contains(" W, every " + refresh + " ms\n")
                .contains("\n" + verdict).endsWith(status + "\n");
    }

    @Test
    void reportsWhyEssWouldIgnoreIt() throws Exception {
        List<String> printed = printed(INSTALLED + """
                set_to SystemSetup/AcInput1 0; until_printed 'no AC input is Grid'; status
                set_to SystemSetup/AcInput2 1; until_printed 'All is well: '; status; set_to SystemSetup/AcInput1 1
                set_to CGwacs/RunWithoutGridMeter 1; until_printed 'Inverter/Charger'; status
                set_to CGwacs/RunWithoutGridMeter 0; set_to CGwacs/GridMeterRequired 0; until_printed 'All is well: '; status
                """);

        assertThat(printed.get(0)).contains("\nESS        ESS ignores this meter: no AC input is Grid\n")
                .contains("\nProblem: ESS ignores this meter: no AC input is Grid. "
                        + "Set AC input 1 to Grid: Settings, System Setup, AC System\n").endsWith("status 1\n");
        assertThat(printed.get(1)).endsWith(WELL + "status 0\n");
        assertThat(printed.get(2)).contains("\nESS        ESS ignores this meter: Grid metering is Inverter/Charger\n")
                .contains("\nProblem: ESS ignores this meter: Grid metering is Inverter/Charger. Set it to External meter: "
                        + "Settings, System Setup, ESS\n").endsWith("status 1\n");
        assertThat(printed.get(3)).contains("\nno meter   without the meter, ESS uses the inverter's own measurement")
                .endsWith(WELL + "status 0\n");
    }

    @Test
    void reportsWhichGridMeterEssUsesInstead() throws Exception {
        List<String> printed = printed(INSTALLED + """
                other com.victronenergy.grid.cgwacs_ttyUSB7_mb1 30 'EM24 meter' dbus-cgwacs; until_printed 'In reserve'; status
                kill $other_pid; until_true not has_name com.victronenergy.grid.cgwacs_ttyUSB7_mb1; until_printed 'All is well: '
                other com.victronenergy.grid.mqtt 41 Elsewhere dbus-mqtt-grid; status
                """);

        String other = "In reserve: ESS uses EM24 meter (/dev/ttyUSB7)"
                + ", and this meter when that one is gone";
        assertThat(printed.get(0)).contains("\nESS        " + other + "\n")
                .contains("\nAll is well, with care: ").endsWith(". " + other + ". If this meter is to be used first, "
                        + "remove the other one, or give it another role or a higher instance: Settings, VRM, "
                        + "VRM device instances\nstatus 0\n");
        assertThat(printed.get(1)).endsWith(WELL + "status 0\n");
    }

    @Test
    void reportsThatTelegramsStoppedAndWhenTheLastCame() throws Exception {
        List<String> printed = printed(INSTALLED + """
                until_true has_name %1$s
                kill -STOP $meter_pid; until_true not has_name %1$s; status
                kill $(cat /run/dbus-p1/ttyUSB0.pid); kill -CONT $meter_pid; until_true has_name %1$s; status
                """.formatted(GRID));

        assertThat(printed.get(0)).containsPattern("\ntelegrams  \\d+ good, .*; the last ([5-9]|[1-4]\\d) s ago\n")
                .contains("\nD-Bus      no service: there are no valid values\n")
                .contains("\nProblem: telegrams came, but none comes any more. "
                        + "Check that the cable is still plugged into the meter and into the USB port.\n");
        // It has been started again.
        assertThat(printed.get(1)).endsWith(WELL + "status 0\n");
    }

    @Test
    void eachCableHasItsLinesAndTheVerdictCoversAll() throws Exception {
        venus.root().plug("ttyUSB0:P1_Converter_Cable:P1A ttyUSB1:P1_Converter_Cable:P1B");
        List<String> printed = printed(INSTALLED + """
                meter ttyUSB1 emucs221; until_true has_name com.victronenergy.grid.p1_ttyUSB1; status
                printf 'venus.role=pvinverter\\n' >/data/conf/dbus-p1.ttyUSB1.properties; svc -t /service/dbus-p1.ttyUSB1
                until_true has_name com.victronenergy.pvinverter.p1_ttyUSB1; status
                kill -STOP $meter_pid; until_true not has_name com.victronenergy.pvinverter.p1_ttyUSB1; status
                """);

        assertThat(printed.get(0)).contains("\nmeter      DSMR 5, version 5.0\n", "\nmeter      e-MUCS P1, ")
                .containsPattern("\nESS        In reserve: ESS uses P1 smart meter "
                        + "\\(P1 ")
                .containsPattern("\nAll is well, with care: .*ttyUSB[01]: In reserve: ESS uses P1 smart meter "
                        + ".*another role or a higher instance: Settings, VRM, VRM device instances\n")
                .endsWith("status 0\n");
        assertThat(printed.get(1)).contains("does not use this meter as the grid meter, because of its role in the configuration\n")
                .contains("All is well, with care: ttyUSB0: telegrams come often enough for ESS; ttyUSB1: telegrams come")
                .contains(GRID + ", com.victronenergy.pvinverter.p1_ttyUSB1 on the D-Bus. ttyUSB1: ESS does not use this meter")
                .endsWith("status 0\n");
        assertThat(printed.get(2)).contains("\nProblem: ttyUSB1: telegrams came, but none comes any more.").endsWith("status 1\n");
    }

    @Test
    void aSeparateServiceHasOneCable() throws Exception {
        venus.root().plug("ttyUSB0:P1_Converter_Cable:P1A");
        List<String> printed = printed(INSTALLED + """
                /data/dbus-p1/enable --standalone; status
                PORTS="$PORTS ttyUSB1:P1_Converter_Cable:P1B"; mkdir -p /sys/class/tty/ttyUSB1/device
                udevadm trigger --sysname-match=ttyUSB1; ln -sf ttyUSB0 /dev/ttyP1; : >/dev/ttyUSB1; status
                """);

        assertThat(printed.get(0)).startsWith("version    1, started at boot (standalone)\n")
                .containsPattern("\nservice    dbus-p1: up ").contains("\nline       /dev/ttyP1 at 115200-8N1, found automatically\n")
                .contains("com.victronenergy.grid.p1_ttyP1 on the D-Bus\n").endsWith("status 0\n");
        assertThat(printed.get(1)).contains("\nProblem: ttyUSB1: --standalone serves only one cable, and that is not ttyUSB1: "
                + "/data/dbus-p1/enable --serial-starter serves each cable\n");
    }

    /** The meter is at another machine, whose driver passes its port on. */
    @Test
    void aSeparateServiceReadsASourceOnTheNetwork() throws Exception {
        venus.root().plug("");
        String printed = printed("""
                boot; settings; ess; mkdir -p /data/conf; printf 'source=tcp://127.0.0.1:2001\n' >/data/conf/dbus-p1.properties
                /data/package-1/venus/install --standalone >/dev/null
                : >/run/empty
                STATE_DIRECTORY=/run/far RUNTIME_DIRECTORY=/run/far /data/package-1/venus/dbus-p1 run simulate:dsmr50 \\
                    --config /run/empty --venus.enabled=false --tcp.enabled=true --tcp.port=2001 >/run/log/far 2>&1 &
                until_true has_name com.victronenergy.grid.p1_127_0_0_1_2001
                until_true sh -c '/data/dbus-p1/status | grep "All is well"'; status
                """).get(0);

        assertThat(printed).contains("\nmeter      DSMR 5, version 5.0\n")
                .contains("com.victronenergy.grid.p1_127_0_0_1_2001 on the D-Bus\n").endsWith("status 0\n");
    }

    /** As it names the button of a dongle that waits for it. */
    @Test
    void reportsWhyASourceOnTheNetworkGivesNothing() throws Exception {
        venus.root().plug("");
        String printed = printed("""
                boot; settings; mkdir -p /data/conf; printf 'source=tcp://127.0.0.1:1\n' >/data/conf/dbus-p1.properties
                /data/package-1/venus/install >/dev/null
                until_true sh -c '/data/dbus-p1/status | grep "^Problem: "'; status
                """).get(0);

        assertThat(printed).contains("\nProblem: tcp://127.0.0.1:1: cannot connect to 127.0.0.1:1: no program listens there;")
                .endsWith("status 1\n");
    }

    @Test
    void reportsWhatKeepsADriverFromRunning() throws Exception {
        List<String> printed = printed(INSTALLED + """
                echo 'venus.role=sun' >/data/conf/dbus-p1.properties; svc -t /service/dbus-p1.ttyUSB0
                until_true grep -q 'venus.role=sun' /data/log/dbus-p1.ttyUSB0/current; status
                rm /data/conf/dbus-p1.properties; svc -t /service/dbus-p1.ttyUSB0; until_true has_name %s
                kill $settings_pid; svc -d /service/dbus-p1.ttyUSB0; status
                """.formatted(GRID));

        assertThat(printed.get(0)).contains("\nlog        dbus-p1: /data/conf/dbus-p1.properties line 1: venus.role=sun is not allowed")
                .contains("\nProblem: no driver runs for the cable on ttyUSB0; the line 'log' may show the reason. "
                        + "Correct that, then restart it: svc -t /service/dbus-p1.ttyUSB0\n");
        assertThat(printed.get(1)).contains("\nservice    dbus-p1.ttyUSB0: down ")
                .contains("\nProblem: the driver for the cable on ttyUSB0 is stopped; start it: svc -u /service/dbus-p1.ttyUSB0\n");
    }

    /** On a slow device a driver begins while the script is at work: when it has looked for the report of the cable's driver. */
    @Test
    void aDriverThatBeginsMeanwhileIsReportedOnce() throws Exception {
        Files.move(venus.root().flash("bin/svstat"), venus.root().flash("bin/svstat.before"));
        venus.root().program("bin/svstat", "#!/bin/sh\n[ ! -e /run/begin ] || . /run/begin\n/bin/svstat.before \"$@\"\n");
        String printed = printed(INSTALLED + """
                echo 'venus.role=sun' >/data/conf/dbus-p1.properties; svc -t /service/dbus-p1.ttyUSB0
                until_true grep -q 'venus.role=sun' /data/log/dbus-p1.ttyUSB0/current; svc -d /service/serial-starter
                cat >/run/begin <<'BEGIN'
                rm /run/begin; sh -c 'sleep 600; :' org.dbusp1.Main >/dev/null 2>&1 &
                printf 'dbus-p1 report 2\\nprocess\\t%s\\t1\\nsource\\t/dev/ttyUSB0\\ntime\\t1\\n' $! >/run/dbus-p1/ttyUSB0.$!.status
                printf 'finding\\tline.slow\\ttelegrams\\nprint\\ttelegrams\\t9 good; it is well\\nverdict\\tact\\ttoo seldom\\tline\\tit\\n' >>/run/dbus-p1/ttyUSB0.$!.status
                BEGIN
                status
                """).get(0);

        assertThat(printed).containsOnlyOnce("\ntelegrams  9 good; ").doesNotContain("no driver runs", "\ndriver     ");
    }

    /** All lines are those of one version of the report: the first telegrams come while the script is at work. */
    @Test
    void aReportThatIsReplacedMeanwhileIsPrintedAsItWas() throws Exception {
        venus.root().plug("");
        Files.delete(venus.root().flash("bin/awk"));
        venus.root().program("bin/awk", """
                #!/bin/sh
                /bin/busybox awk "$@"
                case $* in *word=verdict*/status.*) [ ! -e /run/newer ] || mv /run/newer "$(ls /run/dbus-p1/*.*.status)" ;; esac
                """);
        String printed = printed(REPORT + """
                boot; settings; /data/package-1/venus/install --standalone >/dev/null
                report 7 measuring starting; sed 's/9 good/10 good/' /run/dbus-p1/*.status >/run/newer; status_now
                """).get(0);

        assertThat(printed).contains("\ntelegrams  9 good; ").doesNotContain("10 good");
    }

    @Test
    void reportsThatADriverIsStarting() throws Exception {
        List<String> printed = printed(INSTALLED + """
                silent_restart; status_now
                svc -d /service/serial-starter; /data/dbus-p1/disable; /data/dbus-p1/enable --cable ttyUSB0; status_now
                echo -60 >/run/dbus-p1/enabled; status
                """);

        assertThat(printed.get(0)).contains("\ntelegrams  none yet").endsWith("\nStarting: look again in a minute\nstatus 75\n");
        assertThat(printed.get(1)).contains("\nservice    none\n").endsWith("\nStarting: look again in a minute\nstatus 75\n");
        assertThat(printed.get(2)).contains("\nProblem: no driver runs for the cable on ttyUSB0: unplug it").endsWith("status 1\n");
    }

    /** NTP has set the clock by months since the service started and the last telegram came. */
    @Test
    void aStepOfTheClockChangesNoAge() throws Exception {
        Files.move(venus.root().flash("bin/svstat"), venus.root().flash("bin/svstat.before"));
        venus.root().program("bin/svstat", "#!/bin/sh\n/bin/svstat.before \"$@\" | sed 's/) [0-9]* seconds/) 9000000 seconds/'\n");
        List<String> printed = printed(REPORT + INSTALLED + """
                silent_restart; rm /run/dbus-p1/enabled; status_now
                /data/dbus-p1/disable; PORTS=; /data/dbus-p1/enable; report -60 fit well; status; rm /run/dbus-p1/*.status
                report 70 fit well; status
                """);

        assertThat(printed.get(0)).containsPattern("\nservice    dbus-p1.ttyUSB0: up \\(pid \\d+\\) \\d{1,2} seconds\n")
                .endsWith("\nStarting: look again in a minute\nstatus 75\n");
        assertThat(printed.get(1)).containsPattern("\ntelegrams  9 good; the last 7 s ago\n").doesNotContain("nothing new");
        assertThat(printed.get(2)).contains("\ntelegrams  9 good; the last 7 s ago\n").contains(HANGS);
    }

    /** Its last telegram is older than a minute now and then; the driver's report is not. */
    @Test
    void aMeterThatSendsEachMinuteIsNoDriverThatHangs() throws Exception {
        venus.root().plug("");
        List<String> printed = printed(REPORT + """
                boot; settings; /data/package-1/venus/install --standalone >/dev/null
                report 20 slow act; status; rm /run/dbus-p1/*.status
                report 61 slow act; status
                """);

        assertThat(printed.get(0)).contains("\ntelegrams  9 good; the last 7 s ago\n").doesNotContain("nothing new");
        assertThat(printed.get(1)).contains(HANGS);
    }

    @Test
    void reportsThatUdevGivesTheCableToOthers() throws Exception {
        List<String> printed = printed(INSTALLED + """
                /data/dbus-p1/disable; echo 'ENV{ID_SERIAL_SHORT}=="P1A", ENV{VE_SERVICE}="default"' >/run/udev/rules.d/zzz.rules
                /data/dbus-p1/enable; status
                rm /run/udev/rules.d/zzz.rules; /data/dbus-p1/disable; /data/dbus-p1/enable
                until_true /data/dbus-p1/status; status
                """);

        assertThat(printed.get(0)).contains("\nservice    none\n")
                .contains("\nProblem: udev assigns the cable on ttyUSB0 to 'default', not to the "
                + "driver: ").contains("may name it; uninstall the program of that rule\n");
        assertThat(printed.get(1)).startsWith("version    1, started at boot (serial-starter)\n").endsWith(WELL + "status 0\n");
    }

    @Test
    void reportsThatNothingIsPluggedInOrNothingStartsIt() throws Exception {
        venus.root().plug("");
        List<String> printed = printed("""
                boot; /data/package-1/venus/install >/dev/null; status
                chmod -x /data/rcS.local; status; chmod +x /data/rcS.local
                mv /data/rcS.local /data/rcS.local.disabled; status
                mv /data/rcS.local.disabled /data/rcS.local; /data/dbus-p1/disable; status
                """);

        assertThat(printed.get(0)).contains("\nProblem: there is no P1 cable: plug it in");
        assertThat(printed.get(1)).contains("\nProblem: /data/rcS.local is not executable, so nothing starts at boot: chmod +x");
        assertThat(printed.get(2)).contains("not started at boot: modifications are switched off\n")
                .contains("\nProblem: modifications are switched off on this GX device (Settings, General, Support status): "
                        + "switch them on, then run /data/dbus-p1/enable\n");
        assertThat(printed.get(3)).contains("\nProblem: dbus-p1 is not enabled; run /data/dbus-p1/enable\n");
    }

    @Test
    void theReportOnAStickShowsWhetherAMeterSends() throws Exception {
        Path stick = venus.root().stick("9");

        venus.succeeds(VenusRoot.unpackSticks() + LiveVenus.USE_THIS_BUILD + """
                boot; settings; ess; meter ttyUSB0 dsmr50
                until_true grep -q 'The stick can be removed' /media/sda1/dbus-p1.result.txt
                """);

        assertThat(Files.readString(stick.resolve("dbus-p1.result.txt"))).contains("\ndone       dbus-p1 9-b1 is installed\n",
                "\ncable      ttyUSB0, P1_Converter_Cable P1A\n", "\nmeter      DSMR 5, version 5.0\n", "\nno meter   without the meter,")
                .endsWith(WELL + "next       nothing: the stick is not needed any more\nThe stick can be removed.\n")
                .doesNotContain("Leave the stick");
    }

    @Test
    void theResultOnAStickIsWhollyInTheLanguageOfTheScreen() throws Exception {
        Path stick = venus.root().stick("9");
        VenusRoot.write(venus.root().data("conf/settings.xml"), "<Settings><Gui><Language type=\"s\">fr</Language></Gui></Settings>\n");

        venus.succeeds(VenusRoot.unpackSticks() + LiveVenus.USE_THIS_BUILD + """
                boot; settings; ess; meter ttyUSB0 dsmr50
                until_true grep -q 'La clé peut être retirée' /media/sda1/dbus-p1.result.txt
                """);

        assertThat(Files.readString(stick.resolve("dbus-p1.result.txt")))
                .contains("\nESS        ESS utilise ce compteur\n")
                .endsWith("Tout va bien : les télégrammes arrivent assez souvent pour ESS; " + GRID + " sur le D-Bus\n"
                        + "ensuite    rien : la clé n'est plus nécessaire\nLa clé peut être retirée.\n")
                .doesNotContainPattern("\\b(the|and|which|it|needs|good|from)\\b");
    }

    /** An owner without a shell removes it with a file on the stick; the settings of the GX device are asked when they are there. */
    @Test
    void aStickRemovesTheDriverAndItsDevicesInTheSettings() throws Exception {
        Path stick = venus.root().stick("9");
        VenusRoot.write(stick.resolve("dbus-p1.uninstall.txt"), "");

        Ended ended = venus.succeeds(INSTALLED + """
                until_true has_name %s
                """.formatted(GRID) + VenusRoot.unpackSticks() + """
                until_true grep -q 'The stick can be removed' /media/sda1/dbus-p1.result.txt
                ls /data /data/conf; not has_name %s
                """.formatted(GRID));

        assertThat(Files.readString(stick.resolve("dbus-p1.result.txt"))).contains("\nfound      dbus-p1.uninstall.txt\n",
                "\ndone       dbus-p1 is stopped, now and at boot\n", "\ndone       removed: p1_E", " in the settings of the GX device\n",
                "\ndone       removed: /data/dbus-p1\n").endsWith("""
                next       only if ESS used this meter: set Grid metering back in the settings of ESS. To install dbus-p1 again, delete dbus-p1.uninstall from the stick, put the stick in and restart again
                The stick can be removed.
                """).doesNotContain("refused", "Leave the stick");
        assertThat(ended.output()).doesNotContain("dbus-p1\n");
    }

    @Test
    void theStepsOfTheDriverArePrintedInItsOrder() throws Exception {
        venus.root().plug("");
        String printed = printed("""
                boot; settings; /data/package-1/venus/install >/dev/null; echo -60 >/run/dbus-p1/enabled
                sh -c 'sleep 600; :' org.dbusp1.Main &
                printf 'dbus-p1 report 2\\nprocess\\t%s\\t1\\nsource\\ttcp://a:1\\ntime\\t1\\n' $! >/run/dbus-p1/p1_a_1.$!.status
                printf '%s\\n' 'finding	line.silent	' 'print	line	tcp://a:1 for people' \
                    'print	telegrams	none yet; 0 bytes in 20 s' 'print	step	1. Is the port open?' 'print	-	   Belgium: ask.' \
                    'print	-	2. Take a splitter.' 'verdict	act	nothing comes. Is the port open?	steps	it is' >>/run/dbus-p1/p1_a_1.$!.status
                status
                """).get(0);

        assertThat(printed).contains("""
                line       tcp://a:1 for people
                telegrams  none yet; 0 bytes in 20 s
                to do      1. Is the port open?
                              Belgium: ask.
                           2. Take a splitter.
                """).contains("""
                Problem: tcp://a:1: nothing comes. Is the port open?
                """);
    }

    /** What the driver found out is in the language of the screen, and so is the country's advice by its time zone. */
    @Test
    void theDriversLinesAreInTheLanguageOfTheScreen() throws Exception {
        VenusRoot.write(venus.root().data("conf/settings.xml"), """
                <Settings><Gui><Language type="s">nl</Language></Gui><System><TimeZone type="s">Europe/Brussels</TimeZone></System></Settings>
                """);
        List<String> printed = printed(INSTALLED + """
                until_true has_name %s; set_to SystemSetup/AcInput1 0; until_printed 'geen AC-ingang is Net'; status; silent_restart
                rm /run/dbus-p1/enabled; until_printed 'Staat de poort aan'; status
                """.formatted(GRID));

        assertThat(printed.get(0)).containsPattern("\ninterval   .*\\d s: goed voor ESS\n")
                .contains("\nESS        ESS negeert deze meter: geen AC-ingang is Net\n",
                        ": ESS negeert deze meter: geen AC-ingang is Net. Zet AC ingang 1");
        assertThat(printed.get(1)).contains("\nte doen    1. Staat de poort aan? De poort staat uit tot u erom vraagt");
    }

    /** Returns what each call of status printed. */
    private List<String> printed(String script) throws Exception {
        Ended ended = venus.boot(script);
        assertThat(ended.status()).as(ended.output()).isZero();
        return List.of(ended.output().split("(?<=\nstatus [0-9]{1,3}\n)"));
    }
}
