package org.dbusp1.driver;

import java.time.Duration;
import org.dbusp1.line.decode.DecodeResult;
import org.dbusp1.line.decode.Decoder;
import org.dbusp1.line.frame.Frame;
import org.dbusp1.line.source.ReplaySource;
import org.dbusp1.meter.Reading;

/** Decodes the frames of a log, and holds each message until it is due. Used by the thread that reads the log. */
public final class ReplayDecoder implements Decoder {
    /** In a log without a clock, meters with a shorter interval than this are taken to send each second. */
    private static final Duration SLOW = Duration.ofSeconds(5);

    private final Decoder decoder;
    private final ReplaySource log;

    public ReplayDecoder(Decoder decoder, ReplaySource log) {
        this.decoder = decoder;
        this.log = log;
    }

    @Override
    public DecodeResult decode(Frame frame) {
        DecodeResult result = decoder.decode(frame);
        return result instanceof DecodeResult.Decoded decoded && !awaitDue(decoded.reading()) ? new DecodeResult.Closed() : result;
    }

    private boolean awaitDue(Reading reading) {
        Duration interval = reading.meter().dialect().interval();
        return log.awaitDue(reading.time() == null ? null : reading.time().epochSecond(),
                interval.compareTo(SLOW) >= 0 ? interval : Duration.ofSeconds(1));
    }

    @Override
    public void lineLost() {
        decoder.lineLost();
    }
}
