package org.dbusp1.decode;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dbusp1.cipher.Opened;
import org.dbusp1.cipher.Opener;
import org.dbusp1.cipher.Sealed;
import org.dbusp1.decode.han.DataNotification;
import org.dbusp1.decode.han.HanDecoder;
import org.dbusp1.decode.han.HanOptions;
import org.dbusp1.decode.p1.DsmrDecoder;
import org.dbusp1.decode.p1.DsmrOptions;
import org.dbusp1.frame.Frame;
import org.dbusp1.frame.P1Framer;
import org.dbusp1.meter.Cause;

/**
 * Whatever a line delivers to readings: P1 telegrams, messages of binary meters, and either of them encrypted. Layers
 * are taken off by the first byte of what is left.
 */
public final class LineDecoder implements Decoder {
    private final DsmrDecoder telegrams;
    private final HanDecoder messages;
    private final Opener opener;
    private Optional<Sealed> last = Optional.empty();

    /** @param opener opens what is encrypted inside link frames */
    public LineDecoder(DsmrOptions telegrams, HanOptions messages, Opener opener) {
        this.telegrams = new DsmrDecoder(telegrams);
        this.messages = new HanDecoder(messages);
        this.opener = opener;
    }

    @Override
    public Decoded decode(Frame frame) {
        return switch (frame.format()) {
            case P1, P1_ENCRYPTED -> telegrams.decode(frame);
            case HDLC, MBUS -> frame.cause().isPresent()
                    ? new Decoded.Refused(frame.cause().get())
                    : payload(frame, frame.payload());
        };
    }

    private Decoded payload(Frame frame, byte[] payload) {
        return payload.length > 0 && (payload[0] & 0xFF) == Sealed.TAG
                ? sealed(frame, payload)
                : messages.decode(frame, payload, Optional.empty());
    }

    private Decoded sealed(Frame frame, byte[] payload) {
        Optional<Sealed> sealed = Sealed.of(payload);
        if (sealed.isEmpty()) {
            return new Decoded.Refused(Cause.GARBAGE);
        }
        if (last.filter(sealed.get()::repeats).isPresent()) {
            return new Decoded.Repeated();
        }
        // The link frame has proved its bytes: where no authentication key is known the tag may go unchecked.
        Opened opened = opener.open(sealed.get(), Opener.Tag.OPTIONAL);
        if (opened instanceof Opened.NoKey) {
            opener.hintNoKey(sealed.get());
            return new Decoded.Refused(Cause.ENCRYPTED);
        }
        Decoded decoded = opened instanceof Opened.Clear clear
                ? clear(frame, clear, sealed.get())
                : new Decoded.Refused(Cause.KEY);
        if (decoded instanceof Decoded.Accepted) {
            last = sealed;
        } else if (decoded instanceof Decoded.Refused refused && refused.cause() == Cause.KEY) {
            opener.hintWrongKey(sealed.get());
        }
        return decoded;
    }

    /** What was opened; where it is nothing that a meter sends, the key must be wrong. */
    private Decoded clear(Frame frame, Opened.Clear opened, Sealed sealed) {
        byte[] text = opened.text();
        if (text.length > 0 && text[0] == DataNotification.TAG) {
            return messages.decode(frame, text, Optional.of(new HanDecoder.Origin(sealed.maker(), opened.proven())));
        }
        return telegram(text).map(telegrams::decode).orElseGet(() -> new Decoded.Refused(Cause.KEY));
    }

    private static Optional<Frame> telegram(byte[] text) {
        List<Frame> found = new ArrayList<>();
        P1Framer framer = new P1Framer();
        framer.feed(text, 0, text.length, found::add);
        framer.end(found::add);
        return found.stream().filter(telegram -> telegram.cause().isEmpty()).findFirst();
    }
}
