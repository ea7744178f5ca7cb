package org.dbusp1.gx.service;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dbusp1.base.SafeText;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The search for the adapter of another meter, by {@code enable --search} of a GX device, which listens for a minute at each free USB
 * adapter. Thread safe; no call waits.
 */
public final class MeterSearch {
    /** The state of the last search; READY before the first search. */
    public enum State {
        READY, LISTENING, FOUND, NOT_FOUND,
        /** The search was not possible, or did not end; the last line of {@link Result#heard} has the reason. */
        FAILED;

        public String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** @param heard a line for each adapter, or the reason why the search is not possible; empty before these are known */
    public record Result(State state, String heard) {
    }

    private static final Logger LOG = LoggerFactory.getLogger(MeterSearch.class);
    /** Part of the line of a port with a meter, as {@code probe} prints it in each language. */
    private static final String METER = ": meter: ";
    private static final Duration PAUSE = Duration.ofSeconds(30);
    /** A search takes a minute, after a start of the device up to six. */
    private static final Duration LIMIT = Duration.ofMinutes(10);
    /** The time in which a program that is asked to end does so. */
    private static final Duration END_LIMIT = Duration.ofSeconds(10);
    /** More lines than a GX device has adapters. */
    private static final int MOST_LINES = 16;

    private final List<String> command;
    private final Duration pause;
    private final Duration limit;
    private final Path outputFile;
    private final Path probeFile;
    private volatile Result result = new Result(State.READY, "");
    /** System.nanoTime() of the end of the last search; null before the first. Used by one search at a time. */
    private volatile @Nullable Long endNanos;

    /**
     * @param outputFile the file for the search's output: a search may outlive its driver, and would not survive a closed pipe
     * @param probeFile  the file to which the search writes the output of {@code probe}; the search's own output is in the owner's
     * language
     */
    public MeterSearch(List<String> command, Path outputFile, Path probeFile) {
        this(command, PAUSE, LIMIT, outputFile, probeFile);
    }

    /** @param pause between the end of a search and the beginning of the next one @param limit after which a search is ended */
    MeterSearch(List<String> command, Duration pause, Duration limit, Path outputFile, Path probeFile) {
        this.command = List.copyOf(command);
        this.pause = pause;
        this.limit = limit;
        this.outputFile = outputFile;
        this.probeFile = probeFile;
    }

    /**
     * Begins a search, unless a search is running; at once, or when the pause is over. Without a pause a program that writes a path
     * again and again would keep the processor and the adapters busy.
     */
    public synchronized void begin() {
        if (result.state() != State.LISTENING) {
            result = new Result(State.LISTENING, "");
            Thread thread = new Thread(this::search, "search");
            thread.setDaemon(true);
            thread.start();
        }
    }

    public Result result() {
        return result;
    }

    private void search() {
        try {
            Long last = endNanos;
            if (last != null) {
                TimeUnit.NANOSECONDS.sleep(pause.toNanos() - (System.nanoTime() - last));
            }
            Process search = new ProcessBuilder(command).redirectInput(Path.of("/dev/null").toFile()).redirectErrorStream(true)
                    .redirectOutput(outputFile.toFile()).start();
            if (!search.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                end(search);
                LOG.warn("the search for a meter has not ended in {} minutes: it is ended", limit.toMinutes());
                end(new Result(State.FAILED, "no end after " + limit.toMinutes() + " min"));
                return;
            }
            int status = search.exitValue();
            String heard = lines(outputFile).map(SafeText::excerpt).collect(Collectors.joining("\n"));
            boolean found = status == 0 && lines(probeFile).anyMatch(line -> line.contains(METER));
            end(new Result(status != 0 ? State.FAILED : found ? State.FOUND : State.NOT_FOUND, heard));
        } catch (IOException e) {
            LOG.warn("the search for a meter cannot be started: {}", e.toString());
            end(new Result(State.FAILED, Objects.requireNonNullElse(e.getMessage(), "")));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends what the search has started first, as probe: then its shell gives the ports back, which it does not before. */
    private static void end(Process search) throws InterruptedException {
        List<ProcessHandle> started = search.descendants().toList();
        started.forEach(ProcessHandle::destroy);
        try {
            CompletableFuture.allOf(started.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new))
                    .get(END_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            started.forEach(ProcessHandle::destroyForcibly);
        }
        search.destroy();
        search.waitFor(END_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void end(Result ended) {
        endNanos = System.nanoTime();
        result = ended;
    }

    private static Stream<String> lines(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8).lines().limit(MOST_LINES);
    }
}
