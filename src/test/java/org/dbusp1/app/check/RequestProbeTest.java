package org.dbusp1.app.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.dbusp1.app.check.CheckSession.DataRequestProbe;
import org.dbusp1.app.report.ReportTexts;
import org.dbusp1.base.state.FileStateStore;
import org.dbusp1.driver.BaudProbe;
import org.dbusp1.driver.Reader;
import org.dbusp1.driver.SilentLine;
import org.dbusp1.line.source.LineSettings;
import org.dbusp1.line.source.Source.SerialLine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RequestProbeTest {
    private static final long SECOND = 1_000_000_000L;

    private final List<String> asked = new ArrayList<>();
    private final List<String> steered = new ArrayList<>();
    private final SerialLine line = new SilentLine() {
        @Override
        public void setDtrAndRts(boolean dtr, boolean rts) {
            asked.add((dtr ? "DTR" : "-") + " " + (rts ? "RTS" : "-"));
        }
    };
    private final DataRequestProbe probe = new DataRequestProbe(line, new Reader.LineProbe() {
        @Override
        public void opened(long nanos) {
            steered.add("opened");
        }

        @Override
        public void received(byte[] bytes, int count, long intactFrames, long nanos) {
            steered.add(count + " bytes");
        }
    }, true, true);
    private long now;

    private void silence(int seconds) {
        silence(probe, seconds);
    }

    private void silence(DataRequestProbe of, int seconds) {
        for (int i = 0; i < seconds; i++) {
            now += SECOND;
            of.received(new byte[0], 0, 0, now);
        }
    }

    @Test
    void aSilentLineIsAskedInEveryWayInTurn() {
        probe.opened(now);
        silence(12);
        assertThat(asked).isEmpty();
        assertThat(probe.words(ReportTexts.in("en"))).contains("trying DTR on, RTS on");
        silence(50);
        assertThat(asked).containsExactly("DTR -", "- RTS", "- -", "DTR RTS");
        assertThat(probe.words(ReportTexts.in("en"))).startsWith("all states of DTR and RTS were tried");
        assertThat(steered).containsOnly("opened");
    }

    @Test
    void theFirstByteEndsTheTryingAndShowsWhatHelped() {
        probe.opened(now);
        silence(30);
        probe.received(new byte[40], 40, 0, now);
        silence(60);
        assertThat(asked).containsExactly("DTR -", "- RTS");
        assertThat(steered).containsSequence("opened", "40 bytes", "0 bytes");
        assertThat(probe.words(ReportTexts.in("en"))).contains("the meter sends with DTR off, RTS on only: set serial.lines=rts");
    }

    @Test
    void aLineThatSpeaksAtOnceIsLeftAlone() {
        probe.opened(now);
        probe.received(new byte[1], 1, 0, now);
        silence(60);
        assertThat(asked).isEmpty();
        assertThat(probe.words(ReportTexts.in("en"))).isNull();
    }

    /** The time for which the line was silent before shows nothing about its settings. */
    @Test
    void theFirstTelegramIsReadToItsEndWithTheFirstSettings(@TempDir Path state) {
        List<LineSettings> used = new ArrayList<>();
        SerialLine silent = new SilentLine() {
            @Override
            public void use(LineSettings settings) {
                used.add(settings);
            }
        };
        DataRequestProbe first = new DataRequestProbe(silent,
                new BaudProbe(silent, new FileStateStore(state.resolve("lines.properties"), "settings")), true, true);
        first.opened(now);
        silence(first, 34);
        byte[] telegram = "1-0:1.7.0(00.123*kW)\r\n".repeat(40).getBytes(StandardCharsets.US_ASCII);
        first.received(telegram, telegram.length, 0, now);
        first.received(telegram, telegram.length, 1, now + SECOND);

        assertThat(used).containsOnly(LineSettings.parse("115200-8N1"));
    }
}
