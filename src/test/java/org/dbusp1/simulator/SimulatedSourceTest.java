package org.dbusp1.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.dbusp1.SimulatedLog;
import org.dbusp1.line.source.FakeClock;
import org.dbusp1.line.source.Pacer;
import org.dbusp1.line.source.Pacer.Speed;
import org.junit.jupiter.api.Test;

class SimulatedSourceTest {
    private final FakeClock ticks = new FakeClock();

    private SimulatedSource source(String name, Speed speed) {
        SimulatedSource source = new SimulatedSource(name,
                () -> SimulatedLog.meter(name, Instant.parse("2026-06-23T10:00:00Z")), new Pacer(speed, ticks));
        source.open();
        return source;
    }

    private String telegram(SimulatedSource source) {
        byte[] buffer = new byte[97];
        StringBuilder text = new StringBuilder();
        while (text.indexOf("\n!") < 0 || !text.toString().endsWith("\r\n")) {
            int count = source.read(buffer, 100);
            assertThat(count).isNotNegative();
            text.append(new String(buffer, 0, count, StandardCharsets.ISO_8859_1));
        }
        return text.toString();
    }

    @Test
    void sendsAtTheMetersPace() {
        SimulatedSource every10Seconds = source("dsmr42", Speed.DEFAULT);
        assertThat(telegram(every10Seconds)).contains("(260623120000S)");
        assertThat(ticks.millis()).isZero();
        assertThat(telegram(every10Seconds)).contains("(260623120010S)");
        assertThat(ticks.millis()).isEqualTo(10_000);
    }

    @Test
    void sendsFasterOrWithoutPause() {
        SimulatedSource fast = source("dsmr50", new Speed(4));
        telegram(fast);
        telegram(fast);
        telegram(fast);
        assertThat(ticks.millis()).isEqualTo(500);
        SimulatedSource faster = source("dsmr50", Speed.MAX);
        long before = ticks.millis();
        telegram(faster);
        telegram(faster);
        assertThat(ticks.millis()).isEqualTo(before);
    }

    @Test
    void closingFromAnotherThreadEndsARead() throws Exception {
        SimulatedSource source = new SimulatedSource("dsmr42", () -> SimulatedLog.meter("dsmr42", Instant.EPOCH), Speed.DEFAULT);
        source.open();
        source.read(new byte[4096], 100);
        CompletableFuture<Integer> end = CompletableFuture.supplyAsync(() -> {
            int count = 0;
            while (count == 0) {
                count = source.read(new byte[4096], 60_000);
            }
            return count;
        });
        source.close();
        assertThat(end.get(60, TimeUnit.SECONDS)).isEqualTo(-1);
    }
}
