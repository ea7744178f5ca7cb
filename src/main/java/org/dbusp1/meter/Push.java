package org.dbusp1.meter;

import java.util.Optional;

/**
 * A message that a binary meter pushed: a data-notification of IEC 62056-5-3 with its headers.
 *
 * @param header   header of the HDLC frame, or of the first of several frames; absent on an M-Bus line
 * @param tag      tag of the APDU, 15
 * @param invokeId long-invoke-id-and-priority, 32 bits
 * @param dateTime 12 bytes of COSEM date-time, or none
 * @param body     the value, whole
 */
public record Push(Optional<Header> header, int tag, long invokeId, byte[] dateTime, AXdr body) {

    /**
     * The header of an HDLC frame, IEC 62056-46 §6.4.2, its numbers as they were sent.
     *
     * @param type      type of the frame format, 3
     * @param segmented whether more frames of the same message follow
     * @param length    length of the frame without its flags
     * @param client    destination address, its bytes as one number
     * @param server    source address
     * @param control   control field
     * @param hcs       header check sequence
     * @param fcs       frame check sequence
     * @param llc       the three bytes of the LLC header as one number
     */
    public record Header(int type, boolean segmented, int length, long client, long server, int control, int hcs,
                         int fcs, int llc) {
    }
}
