package org.dbusp1.command;

import java.io.IOException;
import java.util.function.IntConsumer;
import org.dbusp1.driver.LogReader;
import org.dbusp1.frame.Crc16;
import org.dbusp1.frame.Frame;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.Rejected;
import org.dbusp1.output.csv.P1DsmrFiles;

/**
 * Converts one raw log to CSV: what the meter sent, before the guard.
 *
 * @param files    take the lines
 * @param progress takes the number of bytes of each piece that was read
 */
record LogConverter(P1DsmrFiles files, IntConsumer progress) implements LogReader.Output {
    @Override
    public void accepted(Reading reading, Frame frame) throws IOException {
        files.good(reading);
    }

    @Override
    public void rejected(Rejected rejected, Frame frame) throws IOException {
        files.rejected(rejected, checksum(frame.bytes()));
    }

    @Override
    public void passed(int bytes) {
        progress.accept(bytes);
    }

    /** Returns the checksum that a telegram should have had: up to its '!', or of all that there is. */
    private static int checksum(byte[] telegram) {
        int mark = telegram.length - 1;
        while (mark > 0 && !(telegram[mark] == '!' && (telegram[mark - 1] == '\n' || telegram[mark - 1] == '\r'))) {
            mark--;
        }
        return Crc16.ARC.of(telegram, 0, mark > 0 ? mark + 1 : telegram.length);
    }
}
