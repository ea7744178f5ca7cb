package org.dbusp1.base.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.dbusp1.JavaCommand;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class LoggingTest {
    @TempDir
    private Path directory;

    /** Logs a message for each byte that it is sent, and answers when the message has had its turn. */
    static final class Talker {
        private Talker() {
        }

        public static void main(String[] arguments) throws IOException {
            OutputStream answers = new FileOutputStream(FileDescriptor.out);
            Logging.begin();
            Logging.startQueue();
            while (System.in.read() >= 0) {
                System.err.println("message " + "x".repeat(190));
                Logging.drain(60_000);
                answers.write('\n');
            }
        }
    }

    /** A limit of the size of files imitates a disk that is full for a while. */
    @Test
    void howManyMessagesAFullDiskDidNotTakeIsReported() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/prlimit")), "the limit cannot be lifted");
        Path log = directory.resolve("log");
        List<String> words = new ArrayList<>(List.of("sh", "-c", "ulimit -S -f 4; exec \"$@\"", "sh"));
        words.addAll(JavaCommand.with());
        words.add(Talker.class.getName());
        Process process = new ProcessBuilder(words).redirectError(log.toFile()).start();
        try (OutputStream requests = process.getOutputStream(); BufferedReader answers = new BufferedReader(
                new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII))) {
            log(40, requests, answers);
            assertThat(new ProcessBuilder("prlimit", "--pid", Long.toString(process.pid()), "--fsize=unlimited")
                    .start().waitFor()).isZero();
            log(1, requests, answers);
        } finally {
            process.destroy();
        }

        long taken = Files.readAllLines(log).stream().filter(line -> line.matches("message x{190}")).count();
        assertThat(taken).isBetween(4L, 20L);
        assertThat(Files.readString(log)).contains("WARN " + (41 - taken)
                + " messages were dropped here: the log did not take them in time\n");
    }

    private static void log(int messages, OutputStream requests, BufferedReader answers) throws IOException {
        for (int i = 0; i < messages; i++) {
            requests.write(1);
            requests.flush();
            answers.readLine();
        }
    }
}
