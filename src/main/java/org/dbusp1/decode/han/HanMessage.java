package org.dbusp1.decode.han;

import java.util.List;
import java.util.Optional;
import org.dbusp1.frame.Frame;
import org.dbusp1.frame.HdlcHeader;
import org.dbusp1.meter.Message;
import org.dbusp1.meter.Push;
import org.dbusp1.meter.Register;

/** A binary meter's message. Its registers and its headers are looked at only when somebody asks. */
record HanMessage(Frame frame, DataNotification notification, RegisterList listing, Optional<ListScales> scales)
        implements Message {
    private static final int CHECK = 2;
    private static final int LLC = 3;

    @Override
    public byte[] bytes() {
        return frame.bytes();
    }

    /** {@inheritDoc} A message without a frame has no checksum. */
    @Override
    public boolean hasNoChecksum() {
        return frame.verdict() == Frame.Verdict.UNPROVEN;
    }

    @Override
    public List<Register> registers() {
        return HanRegisters.of(listing, scales);
    }

    @Override
    public Optional<Push> push() {
        return Optional.of(new Push(header(), DataNotification.TAG, notification.invokeId(), notification.dateTime(),
                notification.body()));
    }

    /** Of the first frame, behind its flag. */
    private Optional<Push.Header> header() {
        if (frame.format() != Frame.Format.HDLC) {
            return Optional.empty();
        }
        byte[] bytes = frame.bytes();
        return HdlcHeader.of(bytes, 1, bytes.length).map(header -> {
            int hcs = 1 + header.size();
            return new Push.Header(HdlcHeader.TYPE, header.segmented(), header.length(), header.client(),
                    header.server(), header.control(), lowFirst(bytes, hcs),
                    lowFirst(bytes, 1 + header.length() - CHECK), highFirst(bytes, hcs + CHECK, LLC));
        });
    }

    private static int lowFirst(byte[] bytes, int at) {
        return bytes[at] & 0xFF | (bytes[at + 1] & 0xFF) << 8;
    }

    private static int highFirst(byte[] bytes, int at, int count) {
        int number = 0;
        for (int i = at; i < at + count; i++) {
            number = number << 8 | bytes[i] & 0xFF;
        }
        return number;
    }
}
