package org.dbusp1.gx.service;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.dbusp1.base.state.WrittenMark;
import org.dbusp1.gx.dbus.EventLoop;
import org.dbusp1.gx.ess.BusImage;
import org.dbusp1.gx.ess.limit.PeakLimiter;
import org.dbusp1.gx.ess.limit.Reserve;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.output.Output;
import org.dbusp1.output.feedback.OwnerChoices;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Releases the override of ESS that a killed driver has left, for a driver whose output on the D-Bus is off: a peak limiter
 * that is switched off. Made only if the mark of the override names such a driver.
 */
public final class LeftOverride implements Output, DriverConnections.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(LeftOverride.class);

    private final EventLoop loop = new EventLoop(() -> { }, fault -> LOG.error("the override of ESS may not be released", fault));
    private final DriverConnections bus;
    private final PeakLimiter limiter;

    /** Waits for the disk. @param environment the process's variables, which may name the bus */
    public LeftOverride(Map<String, String> environment, WrittenMark mark) {
        this.bus = new DriverConnections(loop, environment, DriverConnections.BUS_LIMIT, System::nanoTime,
                (status, reason) -> LOG.warn("the override of ESS that an earlier run has left is not released: {}", reason), () -> { });
        this.limiter = new PeakLimiter(loop, bus, new BusImage(loop, bus, System::nanoTime), OwnerChoices.none(), new Reserve(null, 0),
                mark, System::nanoTime, () -> { });
    }

    @Override
    public void start() {
        loop.post(() -> bus.connect(List.of(this)));
        try {
            loop.start();
        } catch (IOException e) {
            LOG.warn("the D-Bus cannot be used: {}", e.getMessage());
        }
    }

    @Override
    public void settingsPresent(boolean present) {
        limiter.settingsServiceChanged();
    }

    @Override
    public void settingChanged(String path, Object value) {
    }

    @Override
    public void snapshot(Snapshot snapshot) {
    }

    @Override
    public void offline() {
    }

    @Override
    public void close() {
        loop.post(() -> {
            bus.expectEnd();
            bus.close();
        });
        loop.end();
    }
}
