package org.dbusp1.meter;

import java.math.BigDecimal;
import java.util.List;
import org.dbusp1.base.SafeText;
import org.jspecify.annotations.Nullable;

/** The message from which a reading was made. Registers and details are parsed only on request. */
public interface Message {
    /** Returns the bytes of the telegram or frame, after any repair. The caller must not change them. */
    byte[] bytes();

    /**
     * Returns the kind of repair, in words; null if the bytes are as received. Only telegrams of text are repaired: their form confirms a
     * guess besides the checksum of 16 bits, which alone matches one of 65,536 wrong guesses.
     */
    default @Nullable String repair() {
        return null;
    }

    default boolean repaired() {
        return repair() != null;
    }

    /**
     * Returns whether only parity and, at most, a block check protected the bytes on a serial line. The
     * bytes may be wrong or incomplete, as the messages before and after show.
     */
    default boolean hasNoChecksum() {
        return false;
    }

    default boolean hasUncheckedTag() {
        return false;
    }

    /** Returns whether no number of the message has a scale: those of the maker's list are assumed. */
    default boolean hasAssumedScales() {
        return false;
    }

    List<Register> registers();

    default Details details() {
        return Details.NONE;
    }

    /** Returns whether a register or the status word shows an export or would show one, also if its value is not known. */
    default boolean showsExport() {
        return false;
    }

    /** Returns the numbers of M-Bus devices that the message names, and whose readings are not read: they have no scale. */
    default List<String> unreadDevices() {
        return List.of();
    }

    /** Returns the push of a binary meter, with its headers and its value; null for other messages. */
    default @Nullable Push push() {
        return null;
    }

    /**
     * A message that a binary meter pushed: a data-notification of IEC 62056-5-3 with its headers.
     *
     * @param header   header of the first or only HDLC frame; absent without HDLC
     * @param invokeId long-invoke-id-and-priority, 32 bits
     * @param dateTime 12 bytes of COSEM date-time, or 0 bytes
     * @param body     the whole value
     */
    record Push(@Nullable Header header, long invokeId, byte[] dateTime, AXdr body) {
        /** The first byte of a data-notification, its tag. */
        public static final int TAG = 0x0F;

        /**
         * The header of an HDLC frame, IEC 62056-46 §6.4.2, its numbers as they were sent.
         *
         * @param segmented whether more frames of the same message follow
         * @param length    length of the frame without its flags
         * @param client    destination address, its bytes as one number
         * @param server    source address
         * @param hcs       header check sequence
         * @param fcs       frame check sequence
         * @param llc       the three bytes of the LLC header as one number
         */
        public record Header(boolean segmented, int length, long client, long server, int control, int hcs, int fcs, int llc) {
            public static final int TYPE = 3;
        }
    }

    /**
     * The content of a message apart from quantities; parsed only on request.
     *
     * @param text        message to the owner, 96.13.0
     * @param textCode    code of the message, 96.13.1
     * @param breaker     state of the breaker as printed ("1", "ON")
     * @param limiter     power limit, in kW, kVA or A by country and age
     * @param peakImport  the highest quarter hour of the running month, import
     * @param peakExport  the highest quarter hour of the running month, export
     * @param peakHistory the peaks of past months, in the printed order; absent if the meter has none
     * @param failures    long power failures, in the printed order; absent if the meter has no log
     */
    record Details(@Nullable String text, @Nullable String textCode, @Nullable String breaker,
                          @Nullable Limiter limiter, @Nullable RunningPeak peakImport, @Nullable RunningPeak peakExport,
                          @Nullable List<MonthPeak> peakHistory, @Nullable List<Failure> failures) {

        public Details {
            text = text == null ? null : SafeText.message(text);
            textCode = SafeText.identifierOrNull(textCode);
            breaker = SafeText.identifierOrNull(breaker);
        }

        public static final Details NONE = new Details(null, null, null, null, null, null, null, null);

        /** A limit with its printed unit; the unit is empty if none was printed. */
        public record Limiter(BigDecimal value, String unit) {
            public Limiter {
                unit = SafeText.identifier(unit);
            }
        }

        /** A mean power over a quarter hour; the time is absent if the meter printed an impossible time. */
        public record RunningPeak(@Nullable Stamp time, BigDecimal watts) {
        }

        /**
         * A time is absent if the meter printed an impossible one.
         *
         * @param monthEnd the end of the month concerned: the first of July belongs to June
         */
        public record MonthPeak(@Nullable Stamp monthEnd, @Nullable Stamp time, BigDecimal watts) {
        }

        /** @param end when the power was restored; absent if the meter's clock was not set */
        public record Failure(@Nullable Stamp end, long seconds) {
        }
    }

    /**
     * One register as the meter sent or printed it, even if its code is unknown.
     *
     * @param obis   code as printed or sent; empty if a meter sends values by position only
     * @param type   null for a line of a P1 telegram
     * @param raw    P1: the bracket groups as printed, "(00.866*kW)"; A-XDR: the number, or hex for octet strings
     * @param scaler power of ten of the raw number; absent if unknown
     * @param unit   the unit as printed or sent; empty without a unit
     * @param value  raw x 10^scaler; absent if the register holds no number
     * @param text   the text in the register; absent if it holds none
     * @param status the status word that an SML meter sends with the register; absent without a status word
     */
    record Register(String obis, AXdr.@Nullable Type type, String raw, @Nullable Integer scaler, String unit,
                           @Nullable BigDecimal value, @Nullable String text, @Nullable Long status) {
        public Register {
            unit = SafeText.identifier(unit);
            text = text == null ? null : SafeText.message(text);
        }

        public Register(String obis, AXdr.@Nullable Type type, String raw, @Nullable Integer scaler, String unit,
                        @Nullable BigDecimal value, @Nullable String text) {
            this(obis, type, raw, scaler, unit, value, text, null);
        }

        /** Returns a number times a power of ten; a whole number is written out. */
        public static BigDecimal scaled(BigDecimal number, int exponent) {
            BigDecimal value = number.scaleByPowerOfTen(exponent);
            return value.scale() < 0 ? value.setScale(0) : value;
        }

        public boolean isNumber() {
            return type != null && type.isNumber();
        }

        /** Returns the type's name in the standard, "long-unsigned", or "text" for a line of a P1 telegram. */
        public String typeName() {
            return type == null ? "text" : type.standardName();
        }
    }
}
