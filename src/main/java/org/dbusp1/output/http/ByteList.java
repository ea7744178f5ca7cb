package org.dbusp1.output.http;

/** Bytes as text, the way {@code /raw.dat} and {@code /log.txt} of older gateways print them: 16 to a line. */
final class ByteList {
    private static final int TO_A_LINE = 16;

    private ByteList() {
    }

    /** {@code 0x2f, 0x45, ...}; no comma behind the last one. */
    static String raw(byte[] bytes) {
        StringBuilder text = new StringBuilder(bytes.length * 6);
        for (int i = 0; i < bytes.length; i++) {
            boolean last = i == bytes.length - 1;
            boolean lineEnd = i % TO_A_LINE == TO_A_LINE - 1;
            text.append(String.format("0x%02x", bytes[i] & 0xff)).append(last ? "" : lineEnd ? ",\n" : ", ");
        }
        return text.toString();
    }

    /**
     * A telegram that was refused. C prints {@code %#04x} without its 0x where the byte is 0, and those who read this
     * file know it so.
     *
     * @param millis when it was refused, since the start
     */
    static String log(byte[] bytes, long millis) {
        StringBuilder text = new StringBuilder(bytes.length * 7).append("--- Start ").append(millis).append(" ---\n");
        for (int i = 0; i < bytes.length; i++) {
            int one = bytes[i] & 0xff;
            text.append(one == 0 ? "0000, " : String.format("0x%02x, ", one));
            if (i % TO_A_LINE == TO_A_LINE - 1) {
                text.append('\n');
            }
        }
        return text.append("\n---  End  ---\n").toString();
    }
}
