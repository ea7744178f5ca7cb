package org.dbusp1.system.gx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dbusp1.system.gx.VenusRoot.HOOK;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.dbusp1.Beside;
import org.dbusp1.Ended;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each line of the rule for udev names one cable: a line without a number or a socket would give the driver every USB adapter. */
@Tag(Beside.TAG)
@Tag("slow")
@Tag("scripts")
@NeedsNamespaces
class CableRuleIT {
    private static final String P1_CABLE =
            "ACTION==\"add\", SUBSYSTEM==\"tty\", ENV{ID_BUS}==\"usb\", ENV{ID_MODEL}==\"P1_Converter_Cable\", ENV{VE_SERVICE}=\"p1\"\n";
    /** Without the lines that look again when an adapter with the number of a cable of ours is plugged in. */
    private static final String RULES = "sed '/ RUN+=/d' /run/udev/rules.d/* /data/conf/dbus-p1.cables 2>/dev/null || true\n";
    /** No program has the ports. */
    private static final String SEARCH = "export VE_SERVICE=default; /data/dbus-p1/enable --search\n";

    private final VenusRoot venus;

    CableRuleIT(@TempDir Path directory) throws IOException {
        venus = new VenusRoot(directory);
        venus.plug("ttyUSB1:FT232R_USB_UART:A7 ttyUSB2:CP2102:C2");
        venus.unpack("1");
    }

    /** A package whose program hears this while a script of the owner runs. */
    private void installs(String meanwhile, String... heard) throws Exception {
        Path folder = venus.data("package-1");
        Path script = folder.resolve("venus/search.sh");
        VenusRoot.write(script, Files.readString(script).replace("listening=60", "listening=0"));
        Path program = folder.resolve("venus/dbus-p1");
        VenusRoot.writeProgram(program, Files.readString(program).replace("[ \"${1:-}\" != probe ] || exit 1\n",
                "[ \"${1:-}\" != probe ] || { " + meanwhile + "\nprintf '%s\\n' '" + String.join("' '", heard) + "'; exit; }\n"));
        VenusPackage.sums(folder);
        venus.succeeds("/data/package-1/venus/install");
    }

    /** Nothing is there then, or another adapter, such as that of an inverter. */
    @ParameterizedTest
    @ValueSource(strings = {"ttyUSB2:CP2102:C2", "ttyUSB1:MK3-USB_Interface:HQ1 ttyUSB2:CP2102:C2",
        "ttyUSB1:USB_Serial: ttyUSB2:CP2102:C2"})
    void anAdapterThatIsPulledDuringTheSearchIsNotUsed(String then) throws Exception {
        installs("echo " + then + " >/run/ports", "/dev/ttyUSB1: meter: DSMR 5, version 5.0", "/dev/ttyUSB2: meter: SML");

        Ended ended = venus.succeeds(HOOK + SEARCH + RULES);

        assertThat(ended.output()).isEqualTo("ttyUSB1: meter: DSMR 5, version 5.0; the adapter on ttyUSB1 was unplugged, or another one is "
                + "there now: it is not used. Plug it in, and search again\nttyUSB2 (CP2102 C2): meter: SML; used from now on\n" + P1_CABLE
                + P1_CABLE.replace("ID_MODEL}==\"P1_Converter_Cable", "ID_SERIAL_SHORT}==\"C2") + "ENV{ID_SERIAL_SHORT}==\"C2\"\n");
    }

    @Test
    void anAdapterThatIsPulledAfterTheSearchIsNotUsed() throws Exception {
        venus.program("opt/victronenergy/serial-starter/start-tty.sh", "#!/bin/sh\n: >/run/ports\n");
        installs(":", "/dev/ttyUSB1: meter: DSMR 5, version 5.0", "/dev/ttyUSB2: nothing for 60 s");

        Ended ended = venus.succeeds(HOOK + SEARCH + RULES);

        assertThat(ended.output()).endsWith("\nenable: the adapter on ttyUSB1 was unplugged, or another one is there now: it is not used. "
                + "Plug it in, and search again\n" + P1_CABLE);
    }

    @Test
    void theSameAdapterMayBePulledAndPluggedInMeanwhile() throws Exception {
        installs(": >/run/ports; rm /run/ports", "/dev/ttyUSB1: meter: DSMR 5, version 5.0");

        assertThat(venus.succeeds(HOOK + SEARCH + RULES).output()).endsWith("\nENV{ID_SERIAL_SHORT}==\"A7\"\n");
    }

    /** Nothing of what a meter says of itself makes it a known one, nor names another port. */
    @ParameterizedTest
    @ValueSource(strings = {"/dev/ttyUSB1: another meter: DSMR 5, version 50: meter: 1", "/dev/ttyUSB9: meter: DSMR 5, version 5.0",
        "offered: /dev/ttyUSB1: meter: 1", "/dev/ttyUSB1: something else: meter: x"})
    void onlyTheDriversOwnWordsMakeAMeter(String heard) throws Exception {
        installs(":", heard);

        assertThat(venus.succeeds(HOOK + SEARCH + RULES).output()).endsWith(P1_CABLE).doesNotContain("used from now on");
    }

    /** As a search left it, of an adapter that was pulled: each way of starting the driver, now and at the next boot. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "--serial-starter | \\n", "--standalone | \\n", "'' | ENV{ID_PATH}==\"\"\\n",
        "'' | ENV{ID_SERIAL_SHORT}==\"*\"\\n", "'' | ENV{ID_BUS}==\"usb\"\\n",
        "'' | ENV{ID_SERIAL_SHORT}==\"A?\"\\n"})
    void aLineThatNamesNoCableIsInNoRule(String way, String line) throws Exception {
        VenusRoot.write(venus.data("conf/dbus-p1.cables"), line.replace("\\n", "\n") + "ENV{ID_SERIAL_SHORT}==\"C2\"\n");
        String rules = "cat /run/udev/rules.d/zz-dbus-p1.rules\n";

        Ended ended = venus.succeeds("/data/package-1/venus/install " + way + " >/dev/null\n" + rules);
        Ended booted = venus.succeeds(HOOK + rules);

        assertThat(ended.output()).isEqualTo(booted.output()).contains("{VE_SERVICE}").hasLineCount(3);
        assertThat(ended.output().lines()).allMatch(rule -> rule.contains("==\"C2\"") || rule.contains("==\"P1_Converter_Cable\""));
    }

    @Test
    void anAdapterWithNeitherNumberNorSocketIsRefused() throws Exception {
        venus.plug("ttyUSB1:USB_Serial: ttyUSB2:CP2102:C2");
        installs(":", "/dev/ttyUSB1: meter: SML");

        Ended named = venus.boot(HOOK + "NO_PATH=yes /data/dbus-p1/enable --cable ttyUSB1 || echo $?\n" + RULES);
        Ended searched = venus.succeeds(HOOK + "export NO_PATH=yes\n" + SEARCH + RULES);

        assertThat(named.output()).isEqualTo("enable: the adapter on ttyUSB1 has neither a number of its own nor a socket, so nothing "
                + "tells it from others; use another adapter\n69\n" + P1_CABLE);
        assertThat(searched.output()).startsWith("ttyUSB1 (USB_Serial): not listened to: it has neither a number of its own nor a socket, "
                + "so nothing tells it from others\n").endsWith(P1_CABLE).doesNotContain("used from now on");
    }

    /** Its path has colons, as the addresses of the network have. */
    @ParameterizedTest
    @ValueSource(strings = {"/dev/serial/by-path/pci-0000:00:14.0-usb-0:2:1.0-port0", "/dev/serial/by-id/usb-FTDI_A7", "simulate:dsmr50"})
    void aPortByItsSocketIsNoSourceOnTheNetwork(String source) throws Exception {
        VenusRoot.write(venus.data("conf/dbus-p1.properties"), "source=" + source + "\n");

        Ended ended = venus.succeeds("bash /data/package-1/serial-starter/start ttyP1 & "
                + "until grep -q run /run/driver 2>/dev/null; do sleep 0.1; done; cat /run/driver; kill $!");

        assertThat(ended.output()).isEqualTo("1 run /dev/ttyP1 --wait\n");
    }

    /** An adapter may be pulled while the sockets are noted. */
    @Test
    void theSocketsOfOthersStayKnown() throws Exception {
        venus.succeeds("/data/package-1/venus/install --cable ttyUSB1; /data/dbus-p1/enable --cable ttyUSB2");
        String known = Files.readString(venus.data("dbus-p1/sockets"));

        venus.succeeds("export NO_PATH=yes\n" + HOOK);

        assertThat(known).isEqualTo("ENV{ID_SERIAL_SHORT}==\"A7\"|usb-ttyUSB1\nENV{ID_SERIAL_SHORT}==\"C2\"|usb-ttyUSB2\n");
        assertThat(venus.data("dbus-p1/sockets")).hasContent(known);
    }
}
