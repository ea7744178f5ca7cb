package org.dbusp1.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.dbusp1.process.Logging;
import org.junit.jupiter.api.Test;

/** This package logs about the meter; the threads of a server or a library do not. */
class KeptLogTest {
    @Test
    void clientsThatUseUpTheLogOfTheDayHideNoMessageAboutTheMeter() {
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        PrintStream before = System.err;
        PrintStream beforeOut = System.out;
        ExecutorService library = Executors.newSingleThreadExecutor();
        // The class remembers the stderr that it was loaded with.
        Logging.drain(0);
        try {
            System.setErr(new PrintStream(log, true));
            Logging.queue();
            for (int i = 0; i < 3_000; i++) {
                CompletableFuture.completedFuture("WARN An exceptionCaught() event was fired, request " + i)
                        .thenAcceptAsync(System.err::println, library).join();
                Logging.drain(Logging.DRAIN_MILLIS);
            }
            System.err.println("WARN meter lost");
            for (int i = 0; i < 3_000; i++) {
                System.err.println("INFO meter found, time " + i);
                Logging.drain(Logging.DRAIN_MILLIS);
            }
        } finally {
            library.shutdown();
            System.setErr(before);
            System.setOut(beforeOut);
        }

        assertThat(log.toString(StandardCharsets.UTF_8)).contains("request 100", "WARN meter lost", "meter found, time 100\n")
                .containsSubsequence("used up: only messages about the meter until tomorrow", "WARN meter lost",
                        "used up: no more messages until tomorrow").doesNotContain("request 2999", "time 2999");
        assertThat(log.size()).isLessThan(80_000);
    }
}
