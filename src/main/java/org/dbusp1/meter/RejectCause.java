package org.dbusp1.meter;

public enum RejectCause {
    CRC("crc", "its checksum does not match"),
    NO_CRC("no-crc", "it has no checksum, but meters of its kind send one"),
    TRUNCATED("truncated", "its start or its end is missing"),
    /** Also of a decoder that does not know the content; of a frame with a right checksum this becomes {@link #UNREADABLE}. */
    GARBAGE("garbage", "it holds no value of a meter"),
    PARITY("parity", "a byte has the wrong parity"),
    TOO_LONG("too-long", "it is longer than a telegram can be"),
    FCS("fcs", "its frame check sequence does not match"),
    ENCRYPTED("encrypted", "it is encrypted and no key is configured", true),
    KEY("key", "the configured key does not decrypt it", true),
    CONTRADICTION("contradiction", "it has no checksum, and contradicts itself or the telegrams before it"),
    OUTDATED("outdated", "it is older than the telegrams before it", true),
    BEHIND("behind", "it is late, as those before it: the bridge falls behind, the line is slower, or the meter's clock was set", true),
    UNREADABLE("unreadable", "it is whole and its checksum is right, but its content is of an unknown kind", true),
    UNSCALED("unscaled", "it gives no scale for its numbers, and names no maker whose scales are known", true);

    private final String code;
    private final String description;
    private final boolean intact;

    RejectCause(String code, String description) {
        this(code, description, false);
    }

    RejectCause(String code, String description, boolean intact) {
        this.code = code;
        this.description = description;
        this.intact = intact;
    }

    public String code() {
        return code;
    }

    public String description() {
        return description;
    }

    /** Returns whether a telegram of this cause arrived as the meter or a bridge sent it: the line is sound. */
    public boolean isIntact() {
        return intact;
    }
}
