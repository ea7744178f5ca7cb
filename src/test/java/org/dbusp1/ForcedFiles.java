package org.dbusp1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;

/** The files and folders that this process writes through to the disk (fsync(2)), as Java's flight recorder sees them. */
public final class ForcedFiles implements AutoCloseable {
    private final Recording recording = new Recording();

    public ForcedFiles() {
        recording.enable("jdk.FileForce").withThreshold(Duration.ZERO);
        recording.start();
    }

    /** Returns those in a folder, and the folder itself, by their names then, since this recording began; ends it. */
    public List<String> stopAndList(Path folder) throws IOException {
        recording.stop();
        Path file = Files.createTempFile("forced", ".jfr");
        try {
            recording.dump(file);
            return RecordingFile.readAllEvents(file).stream().map(event -> Path.of(event.getString("path")))
                    .filter(path -> path.startsWith(folder)).map(path -> folder.relativize(path).toString()).toList();
        } finally {
            Files.delete(file);
        }
    }

    @Override
    public void close() {
        recording.close();
    }
}
