package org.dbusp1.system.gx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.dbusp1.Beside;
import org.dbusp1.Ended;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A meter at an adapter without a name is found by listening, and no program loses its port for longer than that. */
@Tag(Beside.TAG)
@Tag("slow")
@Tag("scripts")
@NeedsNamespaces
@Execution(ExecutionMode.CONCURRENT)
class SearchIT {
    /** A port that keeps what is written to it, and on which a program of the firmware is tried for a second each time. */
    private static final String SILENT = """
            silent() { socat -u "pty,link=/dev/$1,raw" "open:/run/written.$1,creat,append" & until_true test -e "/dev/$1"; }
            """;
    /** What the driver of a GPS does on its port: it keeps it. */
    private static final String FINDS = "[ %s != ttyUSB5-gps ] || { echo $$ >/run/gps; exec sleep 1000; }\n";
    /** Of a serial-starter that was restarted while it had the port. */
    private static final String STALE_LOCK = "ln -sfn 4194305 /var/lock/serial-starter/ttyUSB2\n";
    private static final String NOTHING_WRITTEN = "cat /run/written.* 2>/dev/null | wc -c\n";

    private final LiveVenus venus;

    SearchIT(@TempDir Path directory) throws IOException {
        venus = new LiveVenus(directory);
        // A shorter time to listen, for meters that send each second.
        Path script = venus.root().data("package-1/venus/search.sh");
        VenusRoot.write(script, Files.readString(script).replace("listening=60", "listening=12"));
        VenusPackage.sums(venus.root().data("package-1"));
        for (String name : new String[] {"gps", "vedirect"}) {
            venus.template("try-" + name, "#!/bin/bash\n. /opt/victronenergy/serial-starter/run-service.sh TTY\necho TTY >>/run/tried\n"
                    + "exec 3<>/dev/TTY\n" + FINDS.formatted("TTY-" + name) + "sleep 1\nexit 1\n");
        }
        VenusRoot.write(venus.root().flash("etc/venus/serial-starter.conf"), """
                service gps try-gps
                service vedirect try-vedirect
                include /data/conf/serial-starter.d
                alias rs485 gps:vedirect
                alias default gps:vedirect
                """);
    }

    private static String simulated(String port, String meter) {
        return """
                mkdir -p /run/log; /data/package-1/venus/dbus-p1 simulate %1$s --pty=/dev/%2$s >/run/log/%2$s 2>&1 &
                until_true test -e /dev/%2$s
                """.formatted(meter, port);
    }

    @Test
    void adaptersWithoutANameAreFoundAndThoseWithoutAMeterAreReturned() throws Exception {
        // A cable of FTDI, a CH340 without a number at a meter of ten seconds, an optical head.
        venus.root().plug("ttyUSB1:FT232R_USB_UART:A7 ttyUSB2:USB2.0-Serial: ttyUSB3:CP2102:0001 ttyUSB4:VE_Direct_cable:VE1 "
                + "ttyUSB9:CP2104_USB_to_UART_Bridge_Controller:H9");

        Ended ended = venus.succeeds(SILENT + simulated("ttyUSB1", "dsmr50") + simulated("ttyUSB2", "dsmr42")
                + simulated("ttyUSB9", "sml-iskra")
                + "silent ttyUSB3; silent ttyUSB4; boot; settings; until_true grep -q ttyUSB3 /run/tried\n"
                + "/data/package-1/venus/install >/dev/null\n" + STALE_LOCK + "/data/dbus-p1/enable --search\n"
                + "until_true has_name com.victronenergy.grid.p1_ttyUSB1; until_true has_name com.victronenergy.grid.p1_ttyUSB2\n"
                + "until_true has_name com.victronenergy.grid.p1_ttyUSB9\n"
                + "tried=$(grep -c ttyUSB3 /run/tried); until_true sh -c \"[ \\$(grep -c ttyUSB3 /run/tried) -gt $tried ]\"\n"
                + "cat /data/conf/dbus-p1.cables\n" + NOTHING_WRITTEN);

        assertThat(ended.output()).isEqualTo("""
                ttyUSB4 (VE_Direct_cable VE1): not listened to: it is an adapter of Victron
                ttyUSB1 (FT232R_USB_UART A7): meter: DSMR 5, version 5.0; used from now on
                ttyUSB2 (USB2.0-Serial): meter: DSMR 4, version 4.2; used from now on
                ttyUSB3 (CP2102 0001): nothing for 12 s
                ttyUSB9 (CP2104_USB_to_UART_Bridge_Controller H9): meter: SML; used from now on
                ENV{ID_SERIAL_SHORT}=="A7"
                ENV{ID_PATH}=="usb-ttyUSB2"
                ENV{ID_SERIAL_SHORT}=="H9"
                0
                """);
    }

    /** Its driver has found an energy meter on the port, and says so on the D-Bus. */
    @Test
    void aPortThatAServiceOnTheBusNamesIsNotOpened() throws Exception {
        venus.root().plug("ttyUSB7:FT232R_USB_UART:B7");

        Ended ended = venus.succeeds(SILENT + "silent ttyUSB7; boot; settings; other com.victronenergy.grid.cg 31 EM24 dbus-cgwacs\n"
                + "/data/package-1/venus/install >/dev/null\n"
                + "/data/dbus-p1/enable --search; [ ! -e /data/conf/dbus-p1.cables ]\n"
                + NOTHING_WRITTEN);

        assertThat(ended.output()).isEqualTo(
                "ttyUSB7 (FT232R_USB_UART B7): not listened to: com.victronenergy.grid.cg uses it\n0\n");
    }

    /** Nor are adapters of Victron, in whatever state they are. */
    @Test
    void aPortWhoseDriverHasFoundItsGpsIsNotOpened() throws Exception {
        venus.root().plug("ttyUSB5:u-blox_GNSS_receiver: ttyUSB6:MK3-USB_Interface:HQ1 ttyUSB8:VE.Direct_cable:");

        Ended ended = venus.succeeds(SILENT + "silent ttyUSB5; silent ttyUSB6; silent ttyUSB8; boot; settings\n"
                + "until_true test -s /run/gps; gps=$(cat /run/gps); /data/package-1/venus/install >/dev/null\n"
                + "until_true sh -c \". /data/package-1/venus/service.sh; [ \\$(age_of $gps) -ge 12 ]\"\n"
                + "/data/dbus-p1/enable --search; [ ! -e /data/conf/dbus-p1.cables ]\n"
                + "[ -d /proc/$gps ]; [ \"$(readlink /var/lock/serial-starter/ttyUSB5)\" = $gps ]\n" + NOTHING_WRITTEN);

        assertThat(ended.output()).isEqualTo("""
                ttyUSB5 (u-blox_GNSS_receiver): not listened to: another driver has found its device there
                ttyUSB6 (MK3-USB_Interface HQ1): not listened to: it is an adapter of Victron
                ttyUSB8 (VE.Direct_cable): not listened to: it is an adapter of Victron
                0
                """);
    }

    /** As after some updates of the firmware: the same adapter without name and number. */
    @Test
    void anAdapterThatLostItsNumberIsFoundAtItsSocketAtTheNextBoot() throws Exception {
        VenusRoot.write(venus.root().data("conf/settings.xml"),
                "<Settings>\n<Gui>\n<Language type=\"s\">nl</Language>\n</Gui>\n</Settings>\n");
        venus.root().plug("ttyUSB1:FT232R_USB_UART:A7");
        venus.succeeds(simulated("ttyUSB1", "dsmr50") + "boot; settings; /data/package-1/venus/install --cable ttyUSB1 >/dev/null\n"
                + "until_true has_name com.victronenergy.grid.p1_ttyUSB1; until_true test -s /data/dbus-p1/meters.properties\n");
        venus.root().plug("ttyUSB1:USB_:");

        Ended ended = venus.succeeds(simulated("ttyUSB1", "dsmr50") + "boot; settings; platform\n"
                + "until_true has_name com.victronenergy.grid.p1_ttyUSB1; cat /data/conf/dbus-p1.cables; notifications\n");

        assertThat(ended.output()).isEqualTo("""
                ENV{ID_SERIAL_SHORT}=="A7"
                ENV{ID_PATH}=="usb-ttyUSB1"
                ["2\\tP1 ttyUSB1\\tDe adapter van de meter heeft zijn nummer verloren; de meter is aan zijn USB-aansluiting weer gevonden"]
                """);
    }

    @Test
    void anotherMeterAtTheSocketOfAMissingAdapterIsNotRead() throws Exception {
        venus.root().plug("ttyUSB1:FT232R_USB_UART:A7");
        venus.succeeds("boot; settings; /data/package-1/venus/install --cable ttyUSB1 >/dev/null\n");
        VenusRoot.write(venus.root().data("dbus-p1/meters.properties"), "usb-0403\\:6001-A7-if00=E0099999999\n");
        Path ledger = venus.root().data("dbus-p1/energy/E0099999999.2026-10.txt");
        VenusRoot.write(ledger, "");
        Files.setLastModifiedTime(ledger, FileTime.from(Instant.parse("2026-10-31T10:15:00Z")));
        venus.root().plug("ttyUSB1:USB_:");

        Ended ended = venus.succeeds(simulated("ttyUSB1", "dsmr50") + "boot; settings; platform\n"
                + "until_true sh -c '. /alive/functions; notifications | grep -q P1'; notifications\n"
                + "until_true test ! -L /run/dbus-p1.lock; cat /run/dbus-p1/heard /data/conf/dbus-p1.cables; /data/dbus-p1/status || true\n"
                + "tried=$(wc -l </run/tried); until_true sh -c \"[ \\$(wc -l </run/tried) -gt $tried ]\"\n");

        assertThat(ended.output()).startsWith("""
                ["0\\tP1 ttyUSB1\\tThe adapter of the meter is gone, and the meter is not heard at its USB socket. Check the cable"]
                /dev/ttyUSB1: another meter: DSMR 5, version 5.0
                ENV{ID_SERIAL_SHORT}=="A7"
                """).contains("\ngone       the meter E0...99 is missing since 2026-10-31 10:15 UTC: its adapter A7, last in the socket usb-ttyUSB1, "
                + "is not plugged in, or has lost its number\n", "\nProblem: the meter E0...99 is missing since 2026-10-31 10:15 UTC",
                "or has lost its number. Plug it in; if it is plugged in, restart the GX device: "
                + "then the meter is looked for in that socket. Cables here: ttyUSB1 (USB_)\n").doesNotContain("there is no P1 cable");
    }

    @Test
    void aSearchThatIsEndedReturnsThePorts() throws Exception {
        venus.root().plug("ttyUSB3:CP2102:0001");

        Ended ended = venus.succeeds(SILENT + "silent ttyUSB3; boot; settings; /data/package-1/venus/install >/dev/null\n"
                + "/data/dbus-p1/enable --search >/run/searched 2>&1 & search=$!; until_true test -e /run/dbus-p1/heard\n"
                + "kill $search; wait $search || echo status $?; tried=$(grep -c ttyUSB3 /run/tried); cat /run/searched\n"
                + "until_true sh -c \"[ \\$(grep -c ttyUSB3 /run/tried) -gt $tried ]\"; [ ! -L /run/dbus-p1.lock ]; echo returned\n");

        assertThat(ended.output()).isEqualTo("status 69\nreturned\n");
    }

    /** As on the page Setup of the first meter. */
    @Test
    void aSecondMeterIsFoundFromTheScreenOfTheFirst() throws Exception {
        VenusRoot.write(venus.root().data("conf/settings.xml"),
                "<Settings>\n<Gui>\n<Language type=\"s\">nl</Language>\n</Gui>\n</Settings>\n");
        venus.root().plug("ttyUSB0:P1_Converter_Cable:P1A ttyUSB1:FT232R_USB_UART:A7");

        Ended ended = venus.succeeds(simulated("ttyUSB0", "dsmr50") + simulated("ttyUSB1", "emucs171")
                + "boot; settings; /data/package-1/venus/install >/dev/null\n"
                + "first=com.victronenergy.grid.p1_ttyUSB0; until_true has_name $first\n"
                + "dbus-send --system --print-reply=literal --dest=$first /P1/Search/Begin com.victronenergy.BusItem.SetValue"
                + " variant:int32:1 >/dev/null\n"
                + "until_true has_name com.victronenergy.grid.p1_ttyUSB1\n"
                + "until_true sh -c \"dbus-send --system --print-reply=literal --dest=$first /P1/Search/State"
                + " com.victronenergy.BusItem.GetValue | grep -qw found\"\n"
                + "dbus-send --system --print-reply=literal --dest=$first /P1/Search/Heard com.victronenergy.BusItem.GetValue\n");

        assertThat(ended.output()).contains("ttyUSB1 (FT232R_USB_UART A7): meter: e-MUCS", "vanaf nu in gebruik")
                .contains("ttyUSB0 (P1_Converter_Cable P1A): niet beluisterd: dbus-p1 gebruikt hem");
    }

    /** From v3.70 on a stick is read while the device runs. */
    @Test
    void aStickFindsTheMeterAndSaysSo() throws Exception {
        venus.root().plug("ttyUSB1:FT232R_USB_UART:A7");
        Path stick = stick("runtime");

        venus.succeeds(simulated("ttyUSB1", "dsmr50") + "boot; settings\n" + VenusRoot.plugStickIn()
                + "until_true has_name com.victronenergy.grid.p1_ttyUSB1\n"
                + "until_true grep -q 'can be removed' /media/sda1/dbus-p1.result.txt\n");

        assertThat(stick.resolve("dbus-p1.result.txt")).content().contains(
                "\nheard      ttyUSB1 (FT232R_USB_UART A7): meter: DSMR 5, version 5.0; used from now on\n",
                "\ncable      ttyUSB1, FT232R_USB_UART A7\n");
    }

    @Test
    void theOwnerSwitchesItOffByTheFileOfCables() throws Exception {
        venus.root().plug("ttyUSB1:FT232R_USB_UART:A7");
        Path stick = stick("data");
        VenusRoot.write(stick.resolve("dbus-p1.cable"), "cable=none\n");

        venus.succeeds(SILENT + "silent ttyUSB1; boot; settings\n" + VenusRoot.unpackSticks()
                + "until_true grep -q 'can be removed' /media/sda1/dbus-p1.result.txt\n");

        assertThat(stick.resolve("dbus-p1.result.txt")).content().contains("\nleft       no adapter is listened to: cable=none\n")
                .doesNotContain("\nheard ");
    }

    /** A stick with a package of this build. */
    private Path stick(String kind) throws IOException {
        Path stick = venus.root().flash("media/sda1");
        Path package_ = venus.root().data("package-1");
        VenusRoot.write(package_.resolve("../rc-made/rc/MANIFEST"), Files.readString(package_.resolve("MANIFEST")));
        VenusRoot.output("sh", "-euc", "cd \"$0\"/..; cp -a package-1 rc-made/dbus-p1; "
                + "cp \"$1\"/gx/stick/* \"$1\"/gx/lib/texts* \"$1\"/gx/lib/version.sh rc-made/rc/; "
                + "tar -czf \"$2\" -C rc-made rc dbus-p1; rm -r rc-made", package_.toString(), VenusPackage.SCRIPTS.toString(),
                stick.resolve("venus-" + kind + "-dbus-p1-1-test.tgz").toString());
        return stick;
    }
}
