package org.dbusp1.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CableTest {
    @TempDir
    Path dev;
    private Path tty;

    @BeforeEach
    void plug() throws IOException {
        tty = Files.createFile(dev.toRealPath().resolve("ttyUSB0"));
        Files.createDirectory(dev.resolve("by-id"));
        Files.createDirectory(dev.resolve("by-path"));
    }

    private String name() {
        return Cable.name(tty, List.of(dev.resolve("by-id"), dev.resolve("by-path")));
    }

    private void link(String directory, String name, Path target) throws IOException {
        Files.createSymbolicLink(dev.resolve(directory).resolve(name), target);
    }

    @Test
    void isTheAdaptersSerialNumber() throws IOException {
        link("by-id", "usb-other", Files.createFile(dev.resolve("ttyUSB1")));
        link("by-id", "usb-FTDI_P1_Converter_Cable_P1ABC-if00-port0", tty);
        link("by-path", "platform-1-usb-0:1:1.0-port0", tty);
        assertThat(name()).isEqualTo("usb-FTDI_P1_Converter_Cable_P1ABC-if00-port0");
    }

    @Test
    void withoutANumberIsTheSocketThatItIsPluggedInto() throws IOException {
        link("by-path", "platform-1-usb-0:1:1.0-port0", tty);
        assertThat(name()).isEqualTo("platform-1-usb-0:1:1.0-port0");
    }

    @Test
    void aPortThatCannotBePulledIsItsOwnName() throws IOException {
        Files.delete(dev.resolve("by-id"));
        assertThat(name()).isEqualTo("ttyUSB0");
    }
}
