package org.dbusp1.driver;

import java.util.concurrent.locks.LockSupport;
import org.dbusp1.output.SilentOutput;

/** An output that hangs when it is closed: a broker or a disk that does not answer. */
final class HangingOutput extends SilentOutput {
    @Override
    public void close() {
        while (true) {
            LockSupport.park(this);
        }
    }
}
