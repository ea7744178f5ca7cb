package org.dbusp1.line.source;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Identifies a USB cable independently of the tty that it gets. The identity has the USB identifiers of maker and product,
 * the serial number, and the number of the interface, since some adapters have several ports. Instead of the serial number
 * it has the USB socket if the serial number is not unique: if it has at most three digits (CH340, CP2102), or if another
 * plugged-in cable has the same.
 */
public final class UsbCable {
    static final Path SYSFS = Path.of("/sys/class/tty");
    private static final String TTYS = "sys/class/tty";

    private UsbCable() {
    }

    /**
     * Returns the identity of the cable that is plugged in now at a tty, or at a link to a tty: the value that
     * {@link SerialSource#lineIdentity} has after opening this port. Without a USB adapter this is the name of the port.
     */
    public static String identityAt(Path port) {
        String name = name(port);
        try {
            String tty = name(port.toRealPath());
            return Objects.requireNonNullElse(identityOf(tty, SYSFS), port.startsWith("/dev/serial") ? tty : name);
        } catch (IOException e) {
            return name;
        }
    }

    /** Of the root, which an owner may have written by mistake, the root. */
    private static String name(Path port) {
        return Objects.requireNonNullElse(port.getFileName(), port).toString();
    }

    /**
     * Lists the serial ports of USB adapters, for people: {@code /dev/ttyUSB0 (P1 Converter Cable P1A2B3C4)}. Cables of one
     * kind with the same serial number share their link in /dev/serial/by-id: such cables are listed by their links in
     * /dev/serial/by-path.
     *
     * @param root the root directory, with dev and sys in it
     */
    public static List<String> listPorts(Path root) {
        List<String> ports = new ArrayList<>();
        Map<String, List<String>> alike = ttysByAdapter(root.resolve(TTYS));
        for (List<String> ttys : alike.values()) {
            for (String tty : ttys) {
                Path link = ttys.size() > 1 ? byPath(root, tty) : Path.of("/dev", tty);
                Adapter adapter = Adapter.of(root.resolve(TTYS).resolve(tty));
                String name = adapter == null ? "" : adapter.displayName();
                ports.add(link + (name.isEmpty() ? "" : " (" + name + ")"));
            }
        }
        ports.sort(null);
        return ports;
    }

    /** The cable at the port is included; empty if its serial number is unique. @param port a tty or a link to a tty */
    public static List<String> linksOfSameSerialNumber(Path root, Path port) {
        try {
            String tty = name(port.toRealPath());
            return ttysByAdapter(root.resolve(TTYS)).values().stream().filter(ttys -> ttys.size() > 1 && ttys.contains(tty))
                    .flatMap(List::stream).map(text -> byPath(root, text).toString()).sorted().toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    /**
     * Returns the names of all ttys of USB adapters ({@code ttyUSB0}), by {@link Adapter#usbId()}: a list of several names
     * means cables of one kind with the same serial number, for which udev makes only one link in /dev/serial/by-id.
     */
    private static Map<String, List<String>> ttysByAdapter(Path sysfs) {
        Map<String, List<String>> alike = new TreeMap<>();
        try (DirectoryStream<Path> ttys = Files.newDirectoryStream(sysfs, "tty{USB,ACM}*")) {
            for (Path tty : ttys) {
                Adapter adapter = Adapter.of(tty);
                alike.computeIfAbsent(adapter == null ? tty.toString() : adapter.usbId(), number -> new ArrayList<>())
                        .add(tty.getFileName().toString());
            }
        } catch (IOException | DirectoryIteratorException e) {
            // No port is known on a system without sysfs, such as a container, and while an adapter is being unplugged.
            return Map.of();
        }
        return alike;
    }

    private static Path byPath(Path root, String tty) {
        Path plain = Path.of("/dev", tty);
        try (DirectoryStream<Path> links = Files.newDirectoryStream(root.resolve("dev/serial/by-path"))) {
            for (Path link : links) {
                if (link.toRealPath().getFileName().toString().equals(tty)) {
                    return Path.of("/").resolve(root.relativize(link));
                }
            }
            return plain;
        } catch (IOException | DirectoryIteratorException e) {
            return plain;
        }
    }

    /** Returns the identity of the cable at a tty; null if the tty has no USB adapter, or if the adapter was unplugged. */
    static @Nullable String identityOf(String tty, Path sysfs) {
        Adapter adapter = Adapter.of(sysfs.resolve(tty));
        if (adapter == null) {
            return null;
        }
        boolean isOnly = ttysByAdapter(sysfs).getOrDefault(adapter.usbId(), List.of()).size() <= 1;
        return isOnly && adapter.hasUniqueSerial() ? "usb-" + adapter.usbId() : "usb-" + adapter.usbId("at-" + adapter.socket);
    }

    /**
     * A port of a USB adapter, as Linux shows it; a text is empty if Linux does not show it.
     *
     * @param interfaceNumber    the number of the USB interface, two hex digits: an adapter with several ports has several
     * @param vendorId   idVendor of USB, four hex digits; {@code productId}: idProduct
     * @param productName   the product's name, for people
     * @param socket  the USB socket as the kernel names it, {@code 1-1.2}
     */
    private record Adapter(String interfaceNumber, String vendorId, String productId, String serial, String productName, String socket) {
        static @Nullable Adapter of(Path tty) {
            try {
                String port = "00";
                for (Path at = tty.resolve("device").toRealPath(); at != null; at = at.getParent()) {
                    String number = readAttribute(at, "bInterfaceNumber");
                    port = number.isEmpty() ? port : number;
                    String maker = readAttribute(at, "idVendor");
                    if (!maker.isEmpty()) {
                        return new Adapter(port, maker, readAttribute(at, "idProduct"), readAttribute(at, "serial"),
                                readAttribute(at, "product"), at.getFileName().toString());
                    }
                }
                return null;
            } catch (IOException e) {
                return null;
            }
        }

        private static String readAttribute(Path device, String name) throws IOException {
            Path file = device.resolve(name);
            return Files.exists(file) ? Files.readString(file, StandardCharsets.ISO_8859_1).trim() : "";
        }

        /** Returns whether the serial number has more than three characters after leading zeros: cheap adapters all have 0001. */
        boolean hasUniqueSerial() {
            return serial.replaceFirst("^0+", "").length() > 3;
        }

        String usbId() {
            return usbId(serial);
        }

        String usbId(String text) {
            return vendorId + ":" + productId + "-" + text + "-if" + interfaceNumber;
        }

        String displayName() {
            return (productName + " " + serial).strip();
        }
    }
}
