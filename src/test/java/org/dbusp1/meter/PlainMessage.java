package org.dbusp1.meter;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A message for readings where it does not matter. */
public record PlainMessage(byte[] bytes, Message.Details details, @Nullable String repair, List<Message.Register> registers)
        implements Message {
    public PlainMessage(Message.Details details) {
        this(new byte[0], details, null, List.of());
    }
}
