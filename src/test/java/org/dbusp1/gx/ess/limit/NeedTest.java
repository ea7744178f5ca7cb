package org.dbusp1.gx.ess.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.dbusp1.base.state.OverrideMark;
import org.dbusp1.gx.client.SingleBus;
import org.dbusp1.gx.dbus.EventLoop;
import org.dbusp1.gx.ess.InverterPower;
import org.dbusp1.gx.ess.PhaseWatts;
import org.dbusp1.meter.ImportLimit;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Reserve;
import org.dbusp1.meter.Values;
import org.dbusp1.output.feedback.OwnerChoices;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a telegram asks of the inverters. */
class NeedTest {
    private final PeakLimiter limiter = new PeakLimiter(new EventLoop(() -> { }, fault -> { }), new SingleBus(null),
            OwnerChoices.none(), new Reserve(null, 30), new OverrideMark(Path.of("target/no-override/override.properties"), Runnable::run), () -> 0,
            () -> { });
    private final ImportLimit allowed = new ImportLimit(2_400L, ImportLimit.Basis.LIMIT, false, null, false, null);
    private final Values measured = new Values.Builder().set(Quantity.POWER_NET, 5_000_000).build();

    private void given(double watts, int second) {
        limiter.accept(new InverterPower("x", "", true, PhaseWatts.ZERO, PhaseWatts.ZERO, new PhaseWatts(watts, Double.NaN, Double.NaN),
                5_000, seconds(second)));
    }

    /** The meter's 5 kW are of three seconds before: then the inverter gave nothing, and now it gives what was asked for. */
    @Test
    void whatTheInvertersGaveIsThatOfTheMomentOfTheTelegram() {
        for (int now = 1; now <= 12; now++) {
            given(now < 10 ? 0 : 2_600, now);
        }
        assertThat(limiter.needOf(allowed, measured, seconds(12), seconds(3)).required()).isEqualTo(2_600);
        assertThat(limiter.needOf(allowed, measured, seconds(12), 0).required()).isEqualTo(5_200);
        assertThat(limiter.needOf(allowed, measured, seconds(22), 0).inverterWatts()).as("of inverters that are silent").isNull();
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e300, -1e300, 10_001, Double.NaN, Double.POSITIVE_INFINITY})
    void aPowerThatNoInverterHasIsNotKnown(double watts) {
        given(1_000, 1);
        given(PhaseWatts.of(phase -> watts).l1(), 2);
        assertThat(limiter.needOf(allowed, measured, seconds(2), 0).inverterWatts()).isIn(null, 1_000.0);
    }

    private static long seconds(int seconds) {
        return TimeUnit.SECONDS.toNanos(seconds);
    }
}
