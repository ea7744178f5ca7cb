package org.dbusp1.output.csv;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.dbusp1.meter.RejectCause;
import org.dbusp1.meter.Message;
import org.dbusp1.meter.Rejected;

/** p1dsmr's Validity.csv: a line for each telegram that says whether it is good, and how it stands with the line. */
record ValidityLines(OutputStream out) {
    /** @param repaired telegrams repaired so far; 0: clean so far */
    void good(Message message, long repaired) throws IOException {
        line(message.bytes(), ",True,", Long.toString(repaired));
    }

    /** Tells the number of odd bytes, but not of a telegram that has no checksum to read. */
    void refused(Rejected telegram) throws IOException {
        int odd = 0;
        for (byte b : telegram.bytes()) {
            odd += NoiseLines.odd(b) ? 1 : 0;
        }
        line(telegram.bytes(), ",False,", telegram.cause() == RejectCause.CRC ? Integer.toString(odd) : "");
    }

    private void line(byte[] telegram, String verdict, String number) throws IOException {
        int time = LogTime.at(telegram);
        if (time >= 0) {
            out.write(telegram, time, LogTime.LENGTH);
        } else {
            out.write(NoiseLines.NO_TIME.getBytes(StandardCharsets.US_ASCII));
        }
        out.write((verdict + number + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }
}
