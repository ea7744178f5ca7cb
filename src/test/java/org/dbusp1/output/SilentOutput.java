package org.dbusp1.output;

import org.dbusp1.meter.RejectedFrame;
import org.dbusp1.metering.Snapshot;

/** An output that does nothing; a test overrides what it watches. */
public class SilentOutput implements Output {
    @Override
    public void snapshot(Snapshot snapshot) {
    }

    @Override
    public void rejected(RejectedFrame rejected) {
    }

    @Override
    public void offline() {
    }

    @Override
    public void close() {
    }
}
