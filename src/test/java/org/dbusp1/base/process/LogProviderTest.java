package org.dbusp1.base.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintStream;
import org.dbusp1.Captured;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;

class LogProviderTest {
    @RegisterExtension
    private final Captured captured = new Captured();
    private final LogProvider provider = new LogProvider();

    @BeforeEach
    @AfterEach
    void atTheUsualLevel() {
        Logging.setLevel("info");
    }

    private Logger logger(String name) {
        return provider.getLoggerFactory().getLogger(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"javax.jmdns.impl.JmDNSImpl", "io.netty.channel.DefaultChannelPipeline", "com.hivemq.client.Any",
        "org.freedesktop.dbus.Any", "a.library.of.the.Future", "Unnamed"})
    void aLibraryLogsErrorsOnly(String name) {
        logger(name).info("one");
        logger(name).warn("two", new IllegalStateException("a stack trace"));
        assertThat(captured.err()).isEmpty();

        logger(name).error("three");
        assertThat(captured.err()).isEqualTo("ERROR three\n");
    }

    @ParameterizedTest
    @CsvSource({"error, false, false", "warn, false, false", "info, true, false", "debug, true, true"})
    void levelsAreTheOwners(String level, boolean info, boolean library) {
        Logging.setLevel(level);
        assertThat(logger("org.dbusp1.driver.Reader").isInfoEnabled()).isEqualTo(info);
        assertThat(logger("io.netty.Any").isInfoEnabled()).isEqualTo(library);
    }

    /** A status line of a dongle, a name of a file, an answer of a broker. */
    @ParameterizedTest
    @ValueSource(strings = {"it says \n%s", "it says \r%s", "%s\u001b[2J", "\u0085%s", "%s\u0000\u007f\u009b"})
    void noTextFromOutsideMakesALineOrMovesTheTerminal(String pattern) {
        logger("org.dbusp1.line.source.HttpSource").warn(pattern.replace("%s", "{}"), "\nWARN forged\u001b[2J",
                new IllegalStateException("\nWARN forged\u0007"));
        Logging.lastWords(pattern.replace("%s", "\nforged\u001b"));

        assertThat(captured.err().lines().filter(line -> line.startsWith("WARN "))).hasSize(1);
        assertThat(captured.err().lines()).noneMatch(line -> line.startsWith("forged"));
        assertThat(captured.err().replace("\n", "")).doesNotContainPattern("\\p{Cc}");
    }

    /** Where a class, a library or a time zone could not be read, the owner gets what to do. */
    @Test
    void withoutFileDescriptorsAFaultIsASentenceAndNoTrace() {
        logger("org.dbusp1.driver.DiskQueue").error("a file was not written",
                new ExceptionInInitializerError(new IOException("/dev/null: Too many open files")));

        assertThat(captured.err().lines()).hasSize(2).first().isEqualTo("ERROR a file was not written");
        assertThat(captured.err().lines()).last().asString().startsWith("  too many open files: ");
    }

    @Test
    void eachPackageOfTheDriverAndEachLibraryHasItsShare() {
        PrintStream before = System.err;
        PrintStream beforeOut = System.out;
        try {
            Logging.startQueue();
            for (int i = 0; i < 1_000; i++) {
                logger("javax.jmdns.impl.JmDNSImpl").error("a malformed packet", new IllegalStateException("no packet"));
                logger("javax.jmdns.impl.constants.DNSRecordClass").error("another one");
                System.err.println("a library prints");
                logger("org.dbusp1.output.http.WebServer").warn("refused");
                Logging.drain(60_000);
            }
            logger("org.dbusp1.output.mqtt.MqttOutput").warn("the broker refuses");
            Logging.drain(60_000);
        } finally {
            System.setErr(before);
            System.setOut(beforeOut);
        }
        assertThat(captured.err()).endsWith("WARN the broker refuses\n").hasSizeLessThan(3 * LogBudget.SHARE + 1_000)
                .containsOnlyOnce("WARN javax.jmdns has used up its share").containsOnlyOnce("WARN stderr has used up its share")
                .containsOnlyOnce("WARN output.http has used up its share");
    }
}
