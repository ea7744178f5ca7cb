package org.dbusp1.decode.sml;

import java.util.List;
import org.dbusp1.frame.Frame;
import org.dbusp1.meter.Message;
import org.dbusp1.meter.Register;

/** What a meter sent. Its registers are made only when somebody asks. */
record SmlMessage(Frame frame, List<SmlEntry> entries) implements Message {
    @Override
    public byte[] bytes() {
        return frame.bytes();
    }

    @Override
    public List<Register> registers() {
        return SmlRegisters.of(entries);
    }
}
