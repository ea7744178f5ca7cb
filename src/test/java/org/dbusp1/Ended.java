package org.dbusp1;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** How a program ended, and what it printed. */
public record Ended(int status, String output) {
    private static final int MOST_SECONDS = 60;

    /** Returns what it printed; fails where it ended with another status than 0. */
    public String well() {
        assertThat(status).as(output).isZero();
        return output;
    }

    /** Runs a program to its end, with nothing on stdin, and with stderr in its output. */
    public static Ended of(ProcessBuilder program) throws IOException, InterruptedException {
        Process process = program.redirectErrorStream(true).start();
        process.getOutputStream().close();
        return of(process);
    }

    /** Reads the output of a process, and waits for its end. */
    public static Ended of(Process process) throws IOException, InterruptedException {
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("still runs: " + output);
        }
        return new Ended(process.exitValue(), output);
    }
}
