package org.dbusp1.app.command;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.dbusp1.app.check.Check;
import org.dbusp1.app.report.CheckText;
import org.dbusp1.app.report.ReportTexts;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.base.process.ExitStatus;
import org.dbusp1.base.process.UserException;
import org.jspecify.annotations.Nullable;

/**
 * Shows a check. On a terminal the report is refreshed in place, until the time is over, Ctrl-C, or the terminal is gone;
 * into a pipe it is printed once, at the end. At every end the last report is printed, and the exit status is that of its
 * finding.
 */
final class CheckView {
    /**
     * Seconds after which a check without a given time ends if it is not shown live: six telegrams of a slow meter. It ends
     * earlier when nothing more can be found.
     */
    private static final int PATIENCE_SECONDS = 75;
    private static final Size PLAIN = new Size(Integer.MAX_VALUE, 100);
    private static final Size USUAL = new Size(24, 80);

    // Escape sequences (ECMA-48, xterm): to the alternate screen, back from it, cursor to its corner, clear to the end of the
    // line, clear below.
    private static final String OTHER_SCREEN = "\u001B[?1049h";
    private static final String FIRST_SCREEN = "\u001B[?1049l";
    private static final String CORNER = "\u001B[H";
    private static final String REST_OF_LINE = "\u001B[K\n";
    private static final String REST_OF_SCREEN = "\u001B[J";

    private final Check check;
    private final @Nullable Integer seconds;
    private final boolean secrets;
    private final boolean rejected;
    private final boolean live;
    private final boolean onDevice;
    private final Size size;
    private final PrintStream out = System.out;
    private final ReportTexts texts = ReportTexts.ofDevice();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final long began = System.nanoTime();
    private @Nullable CheckText latest;
    private boolean otherScreen;
    private boolean printed;

    /**
     * @param seconds time of the check; null: until Ctrl-C on a terminal, else until all is known
     * @param onDevice whether the driver is one of a GX device that publishes the meter there
     */
    CheckView(Check check, @Nullable Integer seconds, boolean secrets, boolean rejected, boolean live, boolean onDevice) {
        this.check = check;
        this.seconds = seconds;
        this.secrets = secrets;
        this.rejected = rejected;
        this.live = live;
        this.onDevice = onDevice;
        this.size = isTerminal() ? size() : PLAIN;
    }

    ExitStatus show() throws UserException {
        ShutdownHook hook = ShutdownHook.add(this::interrupted);
        try {
            check.start();
            while (!over()) {
                remember(check.text(secrets));
                if (live) {
                    draw();
                }
                ended.await(live ? 1_000 : 200, TimeUnit.MILLISECONDS);
            }
            remember(check.text(secrets));
            return print();
        } catch (InterruptedException interrupted) {
            return print();
        } finally {
            firstScreen();
            check.close();
            hook.remove();
        }
    }

    private boolean over() {
        long passed = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began);
        return ended.getCount() == 0 || (seconds != null ? passed >= seconds
                : !live && (check.settled() || passed >= PATIENCE_SECONDS));
    }

    /**
     * Called when the process is asked to end, by Ctrl-C or SIGTERM. The last view is printed again, not a new one, since the port
     * may be closed already.
     */
    private void interrupted() {
        ended.countDown();
        Runtime.getRuntime().halt(print().code());
    }

    private synchronized void remember(CheckText text) {
        if (ended.getCount() > 0) {
            latest = text;
        }
    }

    private ExitStatus print() {
        return print(rejected ? check.rejected() : List.of());
    }

    private synchronized ExitStatus print(List<String> rejectedTelegrams) {
        firstScreen();
        if (latest == null) {
            return ExitStatus.NOT_FOUND;
        }
        if (!printed) {
            printed = true;
            List<List<String>> parts = new ArrayList<>(List.of(latest.factLines(size.columns())));
            if (rejected) {
                parts.add(rejectedTelegrams);
            }
            // Of what is not known yet nobody else knows more: the answer is to wait.
            if (latest.finding().exitStatus() != ExitStatus.OK && latest.finding() != Condition.LINE_LISTENING
                    && latest.finding() != Condition.LINE_MEASURING) {
                parts.add(texts.toSend(size.columns(), onDevice));
            }
            // The last part is the one that a small terminal still shows.
            parts.add(latest.resultLines(size.columns()));
            out.println(parts.stream().filter(part -> !part.isEmpty()).map(part -> String.join("\n", part))
                    .collect(Collectors.joining("\n\n")));
            out.flush();
        }
        return latest.finding().exitStatus();
    }

    private synchronized void draw() {
        if (ended.getCount() == 0 || latest == null) {
            return;
        }
        List<String> lines = new ArrayList<>();
        lines.add(texts.text("check.head", Map.of("seconds", TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began))));
        lines.add("");
        // A slow meter is waited for; the steps are for who ends the check before. The last row stays free, or the screen would scroll.
        CheckText shown = latest.finding() == Condition.LINE_LISTENING ? latest.withoutAdvice() : latest;
        lines.addAll(shown.lines(size.columns(), size.rows() - 1 - lines.size()));
        StringBuilder screen = new StringBuilder(otherScreen ? "" : OTHER_SCREEN).append(CORNER);
        lines.forEach(line -> screen.append(line).append(REST_OF_LINE));
        otherScreen = true;
        out.print(screen.append(REST_OF_SCREEN));
        // The library for serial ports ignores SIGHUP: without this check a process whose terminal is lost would keep the port
        // for ever.
        if (out.checkError()) {
            ended.countDown();
        }
    }

    private synchronized void firstScreen() {
        if (otherScreen) {
            otherScreen = false;
            out.print(FIRST_SCREEN);
            out.flush();
        }
    }

    private record Size(int rows, int columns) {
    }

    static boolean isTerminal() {
        try {
            Path device = Files.readSymbolicLink(Path.of("/proc/self/fd/1"));
            return device.startsWith("/dev/pts") || device.toString().startsWith("/dev/tty") || device.toString().equals("/dev/console");
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    private static Size size() {
        try {
            Process stty = new ProcessBuilder("stty", "size").redirectInput(ProcessBuilder.Redirect.INHERIT).start();
            String size = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
            return size.matches("[1-9]\\d{0,3} [1-9]\\d{0,3}")
                    ? new Size(Integer.parseInt(size.split(" ")[0]), Integer.parseInt(size.split(" ")[1])) : USUAL;
        } catch (IOException e) {
            return USUAL;
        }
    }
}
