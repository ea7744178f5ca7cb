package org.dbusp1.line.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UsbCableTest {
    @TempDir
    Path dir;
    private Path socket;
    private Path classes;

    @BeforeEach
    void plugIn() throws IOException {
        Files.createDirectories(dir.resolve("dev"));
        socket = adapter(dir.resolve("devices/usb1/1-1/1-1.2"), "");
        classes = Files.createDirectories(dir.resolve("sys/class/tty"));
        tty("ttyUSB0", "00");
    }

    /** Makes what Linux shows of an adapter. @param serial its number; empty for none */
    static Path adapter(Path socket, String serial) throws IOException {
        Files.createDirectories(socket);
        Files.writeString(socket.resolve("idVendor"), "0403\n");
        Files.writeString(socket.resolve("idProduct"), "6001\n");
        return serial.isEmpty() ? socket : Files.writeString(socket.resolve("serial"), serial + "\n").getParent();
    }

    /** What an owner may write for a port; it is refused where it is opened. */
    @ParameterizedTest
    @ValueSource(strings = {"/", "//", "/.", "/.."})
    void theRootIsNoCable(String port) {
        assertThat(UsbCable.identityAt(Path.of(port))).isIn("/", ".", "..");
        assertThat(UsbCable.linksOfSameSerialNumber(Path.of("/"), Path.of(port))).isEmpty();
    }

    /** The list of adapters ends with a fault: the driver goes on without their names. */
    @Test
    void aListThatFailsEndsNothing() {
        Class<?>[] kinds = {Path.class};
        Path failing = (Path) Proxy.newProxyInstance(Path.class.getClassLoader(), kinds, (path, method, arguments) -> {
            if (method.getName().equals("resolve")) {
                return path;
            }
            throw new DirectoryIteratorException(new IOException("No such device"));
        });
        assertThat(UsbCable.listPorts(failing)).isEmpty();
        assertThat(UsbCable.linksOfSameSerialNumber(failing, dir)).isEmpty();
    }

    /** By its socket where it has no number, or the one of all of its kind. */
    @ParameterizedTest
    @CsvSource({"P1ABCDEF, P1ABCDEF", "'', at-1-1.2", "0001, at-1-1.2"})
    void isKnownByItsSerialNumberOrItsSocket(String serial, String name) throws IOException {
        adapter(socket, serial);
        assertThat(UsbCable.identityOf("ttyUSB0", classes)).isEqualTo("usb-0403:6001-" + name + "-if00");
    }

    /** Cables of one delivery may all have the number of the first. */
    @Test
    void twoCablesWithOneLongNumberAreKnownByTheirSockets() throws IOException {
        adapter(socket, "P1ABCDEF");
        socket = adapter(dir.resolve("devices/usb1/1-1/1-1.3"), "P1ABCDEF");
        tty("ttyUSB1", "00");

        assertThat(UsbCable.identityOf("ttyUSB0", classes)).isEqualTo("usb-0403:6001-at-1-1.2-if00");
        assertThat(UsbCable.identityOf("ttyUSB1", classes)).isEqualTo("usb-0403:6001-at-1-1.3-if00");
    }

    @Test
    void bothPortsOfOneAdapterAreKnownByItsNumber() throws IOException {
        adapter(socket, "P1ABCDEF");
        tty("ttyUSB1", "01");
        assertThat(UsbCable.identityOf("ttyUSB0", classes)).isEqualTo("usb-0403:6001-P1ABCDEF-if00");
        assertThat(UsbCable.identityOf("ttyUSB1", classes)).isEqualTo("usb-0403:6001-P1ABCDEF-if01");
    }

    @Test
    void portsOfOneAdapterAreReported() throws IOException {
        tty("ttyUSB1", "01");
        assertThat(UsbCable.identityOf("ttyUSB1", classes)).isEqualTo("usb-0403:6001-at-1-1.2-if01");
    }

    @Test
    void aPortOfTheBoardIsNone() throws IOException {
        Path uart = Files.createDirectories(dir.resolve("devices/soc/uart4"));
        Files.createSymbolicLink(Files.createDirectory(classes.resolve("ttyS4")).resolve("device"), uart);
        assertThat(UsbCable.identityOf("ttyS4", classes)).isNull();
        assertThat(UsbCable.identityOf("ttyNONE", classes)).isNull();
    }

    /** An owner who gave the wrong port sees which ones are there. */
    @Test
    void portsAreListedWithTheNamesOfTheirCables() throws IOException {
        assertThat(UsbCable.listPorts(dir)).containsExactly("/dev/ttyUSB0");
        Files.writeString(socket.resolve("product"), "P1 Converter Cable\n");
        Files.writeString(socket.resolve("serial"), "P1ABCDEF\n");
        Files.createDirectories(classes.resolve("ttyS0"));

        assertThat(UsbCable.listPorts(dir)).containsExactly("/dev/ttyUSB0 (P1 Converter Cable P1ABCDEF)");
        assertThat(UsbCable.linksOfSameSerialNumber(dir, Files.createFile(dir.resolve("dev/ttyUSB0")))).isEmpty();
        assertThat(UsbCable.listPorts(dir.resolve("elsewhere"))).isEmpty();
    }

    /** /dev/serial/by-id has one link for both, which leads to either. */
    @Test
    void cablesWithTheSameNumberAreListedByTheirSockets() throws IOException {
        adapter(socket, "0001");
        socket = adapter(dir.resolve("devices/usb1/1-1/1-1.3"), "0001");
        tty("ttyUSB1", "00");
        Path links = Files.createDirectories(dir.resolve("dev/serial/by-path"));
        for (String number : List.of("0", "1")) {
            Files.createSymbolicLink(links.resolve("usb-0:" + number), Files.createFile(dir.resolve("dev/ttyUSB" + number)));
        }

        assertThat(UsbCable.listPorts(dir)).containsExactly("/dev/serial/by-path/usb-0:0 (0001)", "/dev/serial/by-path/usb-0:1 (0001)");
        assertThat(UsbCable.linksOfSameSerialNumber(dir, dir.resolve("dev/ttyUSB1")))
                .containsExactly("/dev/serial/by-path/usb-0:0", "/dev/serial/by-path/usb-0:1");
    }

    private void tty(String name, String number) throws IOException {
        Path port = Files.createDirectories(socket.resolve("1-1.2:1." + Integer.parseInt(number)).resolve(name));
        Files.writeString(port.resolveSibling("bInterfaceNumber"), number + "\n");
        Files.createSymbolicLink(Files.createDirectory(classes.resolve(name)).resolve("device"), port);
    }
}
