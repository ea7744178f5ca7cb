package org.openmuc.j62056;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.List;
import org.openmuc.j62056.internal.IdentificationMessage;

/** Lets tests read a message that they made: the library itself reads only from a serial port. */
public final class OpenDataMessage {
    private OpenDataMessage() {
    }

    /** The data sets of a first line and its data message, IEC 62056-21. */
    public static List<DataSet> read(byte[] message) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(message));
        return DataMessage.readModeAbcDataMessage(in, new IdentificationMessage(in)).getDataSets();
    }
}
