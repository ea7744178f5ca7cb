package org.dbusp1.source;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What tells one USB cable from another, whatever tty it becomes: maker, product and serial number, or where it has no
 * number of its own (CH340, CP2102) the socket it is in; and the interface, since some adapters have several ports.
 */
public final class UsbCable {
    /** Where Linux shows its ttys and their devices. */
    static final Path SYSFS = Path.of("/sys/class/tty");

    private UsbCable() {
    }

    /**
     * What {@link SerialSource#cable} will be for the cable that is plugged in there now, be it a tty or a link to one.
     */
    public static String at(Path port) {
        String name = port.getFileName().toString();
        try {
            String tty = port.toRealPath().getFileName().toString();
            return of(tty, SYSFS).orElse(port.startsWith("/dev/serial") ? tty : name);
        } catch (IOException unplugged) {
            return name;
        }
    }

    /** Absent where the tty is not behind USB, or nothing is known about it. */
    static Optional<String> of(String tty, Path sysfs) {
        try {
            String port = "if00";
            for (Path at = sysfs.resolve(tty).resolve("device").toRealPath(); at != null; at = at.getParent()) {
                Optional<String> number = text(at.resolve("bInterfaceNumber"));
                if (number.isPresent()) {
                    port = "if" + number.get();
                }
                Optional<String> maker = text(at.resolve("idVendor"));
                if (maker.isPresent()) {
                    String product = text(at.resolve("idProduct")).orElse("");
                    String one = text(at.resolve("serial")).filter(UsbCable::distinguishes)
                            .orElse("at-" + at.getFileName());
                    return Optional.of("usb-" + maker.get() + ":" + product + "-" + one + "-" + port);
                }
            }
            return Optional.empty();
        } catch (IOException unknown) {
            return Optional.empty();
        }
    }

    /** Cheap adapters all have the number 0001. */
    private static boolean distinguishes(String serial) {
        return serial.replaceFirst("^0+", "").length() > 3;
    }

    private static Optional<String> text(Path file) throws IOException {
        try {
            String text = Files.readString(file, StandardCharsets.ISO_8859_1).trim();
            return text.isEmpty() ? Optional.empty() : Optional.of(text);
        } catch (NoSuchFileException none) {
            return Optional.empty();
        }
    }
}
