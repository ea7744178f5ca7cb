package org.dbusp1.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UsbCableTest {
    @TempDir
    Path dir;
    private Path socket;
    private Path classes;

    @BeforeEach
    void plugIn() throws IOException {
        socket = Files.createDirectories(dir.resolve("devices/usb1/1-1/1-1.2"));
        classes = Files.createDirectories(dir.resolve("class/tty"));
        Files.writeString(socket.resolve("idVendor"), "0403\n");
        Files.writeString(socket.resolve("idProduct"), "6001\n");
        tty("ttyUSB0", "00");
    }

    @Test
    void isKnownByItsSerialNumber() throws IOException {
        Files.writeString(socket.resolve("serial"), "P1ABCDEF\n");
        assertThat(UsbCable.of("ttyUSB0", classes)).contains("usb-0403:6001-P1ABCDEF-if00");
    }

    @Test
    void isKnownByItsSocketWhereItHasNoNumber() {
        assertThat(UsbCable.of("ttyUSB0", classes)).contains("usb-0403:6001-at-1-1.2-if00");
    }

    @Test
    void isKnownByItsSocketWhereAllOfItsKindHaveTheSameNumber() throws IOException {
        Files.writeString(socket.resolve("serial"), "0001\n");
        assertThat(UsbCable.of("ttyUSB0", classes)).contains("usb-0403:6001-at-1-1.2-if00");
    }

    @Test
    void portsOfOneAdapterAreTold() throws IOException {
        tty("ttyUSB1", "01");
        assertThat(UsbCable.of("ttyUSB1", classes)).contains("usb-0403:6001-at-1-1.2-if01");
    }

    @Test
    void aPortOfTheBoardIsNone() throws IOException {
        Path uart = Files.createDirectories(dir.resolve("devices/soc/uart4"));
        Files.createSymbolicLink(Files.createDirectory(classes.resolve("ttyS4")).resolve("device"), uart);
        assertThat(UsbCable.of("ttyS4", classes)).isEmpty();
        assertThat(UsbCable.of("ttyNONE", classes)).isEmpty();
    }

    private void tty(String name, String number) throws IOException {
        Path port = Files.createDirectories(socket.resolve("1-1.2:1." + Integer.parseInt(number)).resolve(name));
        Files.writeString(port.resolveSibling("bInterfaceNumber"), number + "\n");
        Files.createSymbolicLink(Files.createDirectory(classes.resolve(name)).resolve("device"), port);
    }
}
