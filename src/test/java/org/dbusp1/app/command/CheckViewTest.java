package org.dbusp1.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.dbusp1.app.check.Check;
import org.dbusp1.app.report.CheckText;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.base.process.ExitStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CheckViewTest {
    /** A terminal whose window was closed. */
    private static final class LostTerminal extends OutputStream {
        @Override
        public void write(int b) throws IOException {
            throw new IOException("Input/output error");
        }
    }

    /** Otherwise it would keep the port for ever: no Ctrl-C comes any more. */
    @Test
    void itEndsWhenItsTerminalIsGoneAndLeavesThePort() throws Exception {
        AtomicBoolean closed = new AtomicBoolean();
        Check line = new Check() {
            @Override
            public void start() {
            }

            @Override
            public CheckText text(boolean secrets) {
                return new CheckText(Condition.LINE_FIT, List.of(), List.of("Result         good"));
            }

            @Override
            public boolean settled() {
                return false;
            }

            @Override
            public List<String> rejected() {
                return List.of();
            }

            @Override
            public void close() {
                closed.set(true);
            }
        };
        PrintStream real = System.out;
        System.setOut(new PrintStream(new LostTerminal(), true));
        try {
            assertThat(new CheckView(line, null, false, false, true, false).show()).isEqualTo(ExitStatus.OK);
        } finally {
            System.setOut(real);
        }
        assertThat(closed).isTrue();
    }

    /** Nobody else knows more yet. */
    @Test
    void whoIsToWaitIsNotSentToTheDevelopers() throws Exception {
        Check line = new Check() {
            @Override
            public void start() {
            }

            @Override
            public CheckText text(boolean secrets) {
                return new CheckText(Condition.LINE_LISTENING, List.of(), List.of("Result         no telegram came yet"));
            }

            @Override
            public List<String> rejected() {
                return List.of();
            }
        };
        PrintStream real = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true));
        try {
            new CheckView(line, null, false, false, false, false).show();
        } finally {
            System.setOut(real);
        }
        assertThat(printed.toString(StandardCharsets.UTF_8)).contains("no telegram came yet").doesNotContain("To ask for help");
    }

    /** On a small terminal the end of what was printed is seen: what was found, and what to do first. */
    @Test
    void resultAndStepsAreLast() throws Exception {
        Check line = new Check() {
            @Override
            public void start() {
            }

            @Override
            public CheckText text(boolean secrets) {
                return new CheckText(Condition.LINE_SILENT, List.of("Port           /dev/ttyUSB0"), List.of("Result         the meter sends nothing",
                        "What to do     1. Is the port open?", "               2. Take a splitter off."));
            }

            @Override
            public List<String> rejected() {
                return List.of("0000  7E A0");
            }
        };
        PrintStream real = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true));
        try {
            assertThat(new CheckView(line, null, false, true, false, false).show()).isEqualTo(ExitStatus.NOT_FOUND);
        } finally {
            System.setOut(real);
        }
        assertThat(printed.toString(StandardCharsets.UTF_8)).startsWith("Port           /dev/ttyUSB0\n\n0000  7E A0\n\nTo ask for help")
                .endsWith("\n\nResult         the meter sends nothing\nWhat to do     1. Is the port open?\n"
                        + "               2. Take a splitter off.\n");
    }
}
