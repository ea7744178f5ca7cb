package org.dbusp1.line.source;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.dbusp1.base.problem.Condition;
import org.jspecify.annotations.Nullable;

/** The reasons why a serial port cannot be opened, in words for its owner. @param port its path as it was configured */
record PortObstacle(String port) {
    /** Linux error numbers, left by open(2) or by the calls that then set up the line, such as EINVAL and ENOTTY. */
    static final int EINVAL = 22;
    private static final int EPERM = 1;
    private static final int ENOENT = 2;
    private static final int EIO = 5;
    private static final int ENXIO = 6;
    private static final int EAGAIN = 11;
    private static final int EACCES = 13;
    private static final int EBUSY = 16;
    private static final int ENODEV = 19;
    private static final int ENOTTY = 25;

    static final List<Path> LOCKS = List.of(Path.of("/var/lock"), Path.of("/run/lock"));
    /** The bytes of a lock file that are read: more than a process id and the names that some programs write after it. */
    private static final int LONGEST_LOCK = 256;

    SourceException exceptionFor(int error, boolean exists, LineSettings settings) {
        return switch (error) {
            // jSerialComm leaves this number also if this process has the port open already; else the device went away just now.
            case ENOENT -> exists ? busy("another part of this program") : absent();
            case EIO, ENXIO, ENODEV -> absent();
            case EPERM, EACCES -> forbidden();
            case EAGAIN, EBUSY -> busy(Objects.requireNonNullElse(opener(), "another program"));
            case EINVAL -> new SourceException(Condition.LINE_UNSUITABLE,
                    port + " does not take " + settings + ": set serial.settings to values that the meter and the port support");
            case ENOTTY -> noSerialPort();
            default -> new SourceException(Condition.LINE_UNSUITABLE,
                    port + " cannot be opened (error " + error + "): try another cable or port");
        };
    }

    SourceException absent() {
        List<String> items = UsbCable.listPorts(Path.of("/"));
        return new SourceException(Condition.LINE_ABSENT, port + " is not there: plug in the P1 cable, or name the port where"
                + " it is; " + (items.isEmpty() ? "there is no USB serial port"
                : "there are these USB serial ports: " + String.join(", ", items)));
    }

    SourceException forbidden() {
        String group = group();
        // A member of the group root may change the system: no port is worth that.
        return new SourceException(Condition.LINE_FORBIDDEN, "no permission to open " + port + ": run as root" + (group.equals("root") ? ""
                : ", or, as root, make this user a member of the group that owns it: adduser " + System.getProperty("user.name") + " "
                + group + ", and log in again"));
    }

    private String group() {
        try {
            return Files.readAttributes(Path.of(port), PosixFileAttributes.class).group().getName();
        } catch (IOException | UnsupportedOperationException e) {
            return "dialout";
        }
    }

    SourceException busy(String holder) {
        return new SourceException(Condition.LINE_BUSY, port + " is in use by " + holder + ": stop that first (a port serves one reader)");
    }

    /** Returns another process that has the device open, for people. Only root sees the processes of other users. */
    @Nullable String opener() {
        try (Stream<ProcessHandle> processes = ProcessHandle.allProcesses()) {
            Path device = Path.of(port).toRealPath();
            return processes.filter(process -> process.pid() != ProcessHandle.current().pid() && hasOpen(process.pid(), device)).findFirst()
                    .map(process -> (isDriver(process.pid()) ? "another dbus-p1, process " : "process ") + process.pid()).orElse(null);
        } catch (IOException e) {
            return null;
        }
    }

    private static boolean hasOpen(long pid, Path device) {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
            return descriptors.anyMatch(descriptor -> leadsTo(descriptor, device));
        } catch (IOException | UncheckedIOException e) {
            return false; // of another user, or the process has just ended
        }
    }

    private static boolean leadsTo(Path descriptor, Path device) {
        try {
            return Files.readSymbolicLink(descriptor).equals(device);
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean isDriver(long pid) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), "cmdline")).contains("org.dbusp1.Main");
        } catch (IOException e) {
            return false;
        }
    }

    SourceException noSerialPort() {
        return new SourceException(Condition.LINE_UNSUITABLE, port + " is no serial port: name the port of the P1 cable");
    }

    /**
     * Returns the living process, other than this one, that has locked the device; null if there is none. Terminal programs
     * and network bridges leave lock files for one another (FHS 5.9): {@code LCK..ttyUSB0} which holds the process id; they
     * do not always flock the port itself.
     */
    static @Nullable Long lockHolder(Path device, List<Path> directories) {
        for (Path directory : directories) {
            Path lock = directory.resolve("LCK.." + device.getFileName());
            try {
                long pid = Long.parseLong(beginning(lock).trim().split("\\s")[0]);
                if (pid != ProcessHandle.current().pid() && lives(pid)) {
                    return pid;
                }
            } catch (IOException | NumberFormatException e) {
                continue;
            }
        }
        return null;
    }

    /** The number may be that of a thread by now. A process that has ended, but is not yet waited for (Z), holds nothing. */
    private static boolean lives(long pid) {
        try {
            List<String> status = Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"), StandardCharsets.ISO_8859_1);
            return status.contains("Tgid:\t" + pid) && status.stream().noneMatch(line -> line.startsWith("State:\tZ"));
        } catch (IOException e) {
            return false;
        }
    }

    /** Only a regular file is a lock; opening a named pipe might wait for ever. */
    private static String beginning(Path lock) throws IOException {
        if (!Files.isRegularFile(lock)) {
            throw new NoSuchFileException(lock.toString());
        }
        try (InputStream in = Files.newInputStream(lock)) {
            return new String(in.readNBytes(LONGEST_LOCK), StandardCharsets.ISO_8859_1);
        }
    }
}
