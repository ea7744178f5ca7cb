package org.dbusp1.line.decode;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.dbusp1.base.process.ThinnedLog;
import org.dbusp1.line.frame.Frame;
import org.dbusp1.meter.RejectCause;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decodes the frames of one line, of every content. The decoder of a content is made at the first frame with the content,
 * so that unused decoders load no class. Used by one thread.
 */
public final class StreamDecoder implements Decoder {
    private static final Logger LOG = LoggerFactory.getLogger(StreamDecoder.class);
    /** Causes that a decoder finds in the content, but that cannot be damage by the line if a checksum proves the frame. */
    private static final Set<RejectCause> CONTENT_CAUSES = EnumSet.of(RejectCause.GARBAGE, RejectCause.CRC);

    private final Function<Frame.Content, Decoder> decoderFactory;
    private final Map<Frame.Content, Decoder> decoders = new EnumMap<>(Frame.Content.class);
    private final ThinnedLog faults;

    public StreamDecoder(Function<Frame.Content, Decoder> decoderFactory) {
        this(decoderFactory, ThinnedLog.onChange(LOG::error));
    }

    StreamDecoder(Function<Frame.Content, Decoder> decoderFactory, ThinnedLog faults) {
        this.decoderFactory = decoderFactory;
        this.faults = faults;
    }

    /** {@inheritDoc} If a decoder fails with a frame, the frame is rejected: the meter will send its values again. */
    @Override
    public DecodeResult decode(Frame frame) {
        try {
            DecodeResult result = decoders.computeIfAbsent(frame.format().content(), decoderFactory).decode(frame);
            // The content of a frame whose checksum is right is not damaged, nor is a notification that was parsed to its end.
            boolean isIntact = frame.proof() == Frame.Proof.PROVEN || frame.format() == Frame.Format.NOTIFICATION;
            return isIntact && result instanceof DecodeResult.Rejected rejected
                    && CONTENT_CAUSES.contains(rejected.cause()) ? new DecodeResult.Rejected(RejectCause.UNREADABLE) : result;
        } catch (RuntimeException e) {
            faults.logFault(e, "an intact frame (" + frame.format().code() + ", " + frame.length() + " bytes) cannot be decoded;"
                    + " it is kept as a rejected telegram");
            return new DecodeResult.Rejected(RejectCause.GARBAGE);
        }
    }

    @Override
    public void lineLost() {
        decoders.values().forEach(Decoder::lineLost);
    }
}
