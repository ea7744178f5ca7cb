package org.dbusp1.source;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What names a cable when ttyUSB0 has become ttyUSB1: the link that udev makes of the adapter's serial number, else
 * the one of the socket that it is plugged into.
 */
final class Cable {
    static final List<Path> DIRECTORIES = List.of(Path.of("/dev/serial/by-id"), Path.of("/dev/serial/by-path"));

    private static final Logger LOG = LoggerFactory.getLogger(Cable.class);

    private Cable() {
    }

    /** The name of the first link to the device; without one the device's own, as for ports that cannot be pulled. */
    static String name(Path device, List<Path> directories) {
        for (Path directory : directories) {
            Optional<String> link = link(device, directory);
            if (link.isPresent()) {
                return link.get();
            }
        }
        return device.getFileName().toString();
    }

    private static Optional<String> link(Path device, Path directory) {
        try (DirectoryStream<Path> links = Files.newDirectoryStream(directory)) {
            for (Path link : links) {
                if (link.toRealPath().equals(device)) {
                    return Optional.of(link.getFileName().toString());
                }
            }
        } catch (NoSuchFileException noSuchDirectory) {
            return Optional.empty();
        } catch (IOException fault) {
            LOG.debug("looking for {} in {}: {}", device, directory, fault.toString());
        }
        return Optional.empty();
    }
}
