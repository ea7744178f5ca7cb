package org.dbusp1.meter;

import java.util.List;
import java.util.Optional;

/** A message for readings where it does not matter. */
public record PlainMessage(byte[] bytes, Message.Details details, Optional<String> repair, List<Message.Register> registers)
        implements Message {
    public PlainMessage(Message.Details details) {
        this(new byte[0], details, Optional.empty(), List.of());
    }
}
