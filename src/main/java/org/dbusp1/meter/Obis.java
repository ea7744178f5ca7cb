package org.dbusp1.meter;

/**
 * An OBIS code A-B:C.D.E*F (IEC 62056-61): medium, channel, quantity, kind, tariff, history. F is 255 if none is
 * printed.
 */
public record Obis(int a, int b, int c, int d, int e, int f) {
    public static final int CURRENT = 255;

    /**
     * Parses A-B:C.D.E with an optional *F or .F.
     *
     * @throws IllegalArgumentException when the text is no such code
     */
    public static Obis parse(String text) {
        String[] groups = text.split("[-:.*]", -1);
        if (groups.length != 5 && groups.length != 6) {
            throw new IllegalArgumentException("not an OBIS code: " + text);
        }
        int[] g = new int[6];
        g[5] = CURRENT;
        for (int i = 0; i < groups.length; i++) {
            try {
                g[i] = Integer.parseInt(groups[i]);
            } catch (NumberFormatException notANumber) {
                throw new IllegalArgumentException("not an OBIS code: " + text, notANumber);
            }
            if (g[i] < 0 || g[i] > 255) {
                throw new IllegalArgumentException("not an OBIS code: " + text);
            }
        }
        return new Obis(g[0], g[1], g[2], g[3], g[4], g[5]);
    }

    /** Returns the usual short form, with F only if it is not 255. */
    @Override
    public String toString() {
        String text = a + "-" + b + ":" + c + "." + d + "." + e;
        return f == CURRENT ? text : text + "*" + f;
    }
}
