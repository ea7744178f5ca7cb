package org.dbusp1.app.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.dbusp1.base.config.TestConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckSessionTest {
    @TempDir
    Path root;

    /** /dev/serial/by-id has one link for two cables with the same number. */
    @Test
    void namesTheSocketsOfCablesThatShareANumber() throws Exception {
        Path links = Files.createDirectories(root.resolve("dev/serial/by-path"));
        for (String number : List.of("0", "1")) {
            cable(number, "0001");
            Files.createSymbolicLink(links.resolve("usb-0:" + number), Files.createFile(root.resolve("dev/ttyUSB" + number)));
        }

        assertThat(rows()).anyMatch(row -> row.startsWith("Same number")
                && row.contains("/dev/serial/by-path/usb-0:0, /dev/serial/by-path/usb-0:1"));
    }

    @Test
    void namesNoSocketWhereEachCableHasAnotherNumber() throws Exception {
        for (String number : List.of("0", "1")) {
            cable(number, "000" + number);
            Files.createDirectories(root.resolve("dev"));
            Files.createFile(root.resolve("dev/ttyUSB" + number));
        }

        assertThat(rows()).noneMatch(row -> row.startsWith("Same number"));
    }

    private void cable(String number, String serial) throws Exception {
        Path socket = Files.createDirectories(root.resolve("devices/1-" + number));
        Files.writeString(socket.resolve("idVendor"), "10c4\n");
        Files.writeString(socket.resolve("idProduct"), "ea60\n");
        Files.writeString(socket.resolve("serial"), serial + "\n");
        Path tty = Files.createDirectories(root.resolve("sys/class/tty/ttyUSB" + number));
        Files.createSymbolicLink(tty.resolve("device"), Files.createDirectories(socket.resolve("ttyUSB" + number)));
    }

    private List<String> rows() throws Exception {
        CheckSession session = CheckSession.of(TestConfig.options(root, "source=/dev/ttyUSB0"), root, root);
        return session.report().rows().stream().map(row -> row.label() + " " + row.text()).toList();
    }
}
