package org.dbusp1.decode.han;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.dbusp1.meter.AXdr;
import org.dbusp1.meter.AXdr.Type;

/** Text in the octets of binary meters, padded with NULs or blanks by some. */
final class OctetText {
    private OctetText() {
    }

    /** Returns the text in a string; empty if the string holds other octets, or no octets. */
    static Optional<String> of(AXdr value) {
        return value instanceof AXdr.Bytes bytes && bytes.type() != Type.BIT_STRING ? of(bytes.bytes())
                : Optional.empty();
    }

    /** Returns the text in octets; empty if they are no text. */
    static Optional<String> of(byte[] bytes) {
        int end = bytes.length;
        while (end > 0 && (bytes[end - 1] == 0 || bytes[end - 1] == ' ')) {
            end--;
        }
        for (int i = 0; i < end; i++) {
            if (bytes[i] < ' ' || bytes[i] > '~') {
                return Optional.empty();
            }
        }
        String text = new String(bytes, 0, end, StandardCharsets.US_ASCII).trim();
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }
}
