package org.dbusp1.source;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What tells one USB cable from another, whatever tty it becomes: maker, product and serial number, or where it has no
 * number of its own (CH340, CP2102) the socket it is in; and the interface, since some adapters have several ports.
 */
public final class UsbCable {
    /** Where Linux shows its ttys and their devices. */
    static final Path SYSFS = Path.of("/sys/class/tty");
    private static final String TTYS = "sys/class/tty";

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

    /**
     * Lists the serial ports behind USB that are there, for people: {@code /dev/ttyUSB0 (P1 Converter Cable P1A2B3C4)}.
     * Cables of one kind with the same number share their link in /dev/serial/by-id: those have their links in
     * /dev/serial/by-path.
     *
     * @param root what holds dev and sys: the root directory
     */
    public static List<String> ports(Path root) {
        List<String> ports = new ArrayList<>();
        Map<String, List<String>> alike = alike(root);
        for (List<String> ttys : alike.values()) {
            for (String tty : ttys) {
                Path link = ttys.size() > 1 ? byPath(root, tty) : Path.of("/dev", tty);
                String name = name(root.resolve(TTYS).resolve(tty));
                ports.add(link + (name.isEmpty() ? "" : " (" + name + ")"));
            }
        }
        ports.sort(null);
        return ports;
    }

    /**
     * Lists the same of those cables alone that share their link in /dev/serial/by-id with the cable at a port; empty
     * where that is the only one of its number.
     *
     * @param root what holds dev and sys: the root directory
     * @param port a tty or a link to one
     */
    public static List<String> sameNumber(Path root, Path port) {
        try {
            String tty = port.toRealPath().getFileName().toString();
            return alike(root).values().stream().filter(ttys -> ttys.size() > 1 && ttys.contains(tty))
                    .flatMap(List::stream).map(each -> byPath(root, each).toString()).sorted().toList();
        } catch (IOException absent) {
            return List.of();
        }
    }

    /** The ttys behind USB by what udev makes their names in /dev/serial/by-id of. */
    private static Map<String, List<String>> alike(Path root) {
        Map<String, List<String>> alike = new TreeMap<>();
        try (DirectoryStream<Path> ttys = Files.newDirectoryStream(root.resolve(TTYS), "tty{USB,ACM}*")) {
            for (Path tty : ttys) {
                alike.computeIfAbsent(linkName(tty), name -> new ArrayList<>()).add(tty.getFileName().toString());
            }
        } catch (IOException none) {
            // A system without sysfs, such as a container: no port is known.
            return Map.of();
        }
        return alike;
    }

    private static String linkName(Path tty) throws IOException {
        StringBuilder name = new StringBuilder();
        for (Path at = tty.resolve("device").toRealPath(); at != null; at = at.getParent()) {
            for (String part : List.of("bInterfaceNumber", "idVendor", "idProduct", "serial")) {
                name.append(text(at.resolve(part)).orElse("")).append(' ');
            }
            if (Files.exists(at.resolve("idVendor"))) {
                return name.toString();
            }
        }
        return tty.toString();
    }

    /** The names that maker and owner know a cable by. */
    private static String name(Path tty) {
        try {
            for (Path at = tty.resolve("device").toRealPath(); at != null; at = at.getParent()) {
                if (Files.exists(at.resolve("idVendor"))) {
                    String product = text(at.resolve("product")).orElse("");
                    return (product + " " + text(at.resolve("serial")).orElse("")).strip();
                }
            }
            return "";
        } catch (IOException unplugged) {
            return "";
        }
    }

    /** The link of a tty in /dev/serial/by-path, or where there is none the tty. */
    private static Path byPath(Path root, String tty) {
        Path plain = Path.of("/dev", tty);
        try (DirectoryStream<Path> links = Files.newDirectoryStream(root.resolve("dev/serial/by-path"))) {
            for (Path link : links) {
                if (link.toRealPath().getFileName().toString().equals(tty)) {
                    return Path.of("/").resolve(root.relativize(link));
                }
            }
            return plain;
        } catch (IOException none) {
            return plain;
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
