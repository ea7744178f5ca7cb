package org.dbusp1.output.modbus;

import java.nio.ByteBuffer;
import java.util.function.LongSupplier;
import org.dbusp1.metering.Snapshot;
import org.jspecify.annotations.Nullable;

/** The registers of an EM24 after each snapshot, without a server. */
public final class Em24Answer {
    private final Em24State state;

    /** @param clock monotonic nanoseconds */
    public Em24Answer(LongSupplier clock) {
        state = new Em24State("0.1.0", clock);
    }

    public void accept(Snapshot snapshot) {
        state.accept(snapshot);
    }

    public void valuesEnd() {
        state.withdraw();
    }

    /** Returns a number of 32 bits, the low word first; null while no request is answered. */
    public @Nullable Integer int32(int address) {
        Em24.Registers registers = state.registers();
        byte[] words = registers == null ? null : registers.read(address, 2);
        return words == null ? null : Integer.rotateLeft(ByteBuffer.wrap(words).getInt(), 16);
    }
}
