package org.dbusp1.decode.sml;

import java.util.List;
import java.util.Optional;
import org.dbusp1.frame.Frame;
import org.dbusp1.meter.Details;
import org.dbusp1.meter.Message;
import org.dbusp1.meter.Register;

/** What a meter sent. Its registers are made only when somebody asks. */
record SmlMessage(Frame frame, List<SmlEntry> entries) implements Message {
    @Override
    public byte[] bytes() {
        return frame.bytes();
    }

    /** SML files are never repaired: 16 bits would agree to one in 65,536 guesses. */
    @Override
    public Optional<String> repair() {
        return Optional.empty();
    }

    @Override
    public List<Register> registers() {
        return SmlRegisters.of(entries);
    }

    @Override
    public Details details() {
        return Details.NONE;
    }
}
