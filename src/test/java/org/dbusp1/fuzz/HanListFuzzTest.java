package org.dbusp1.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.dbusp1.line.cipher.Decryptor;
import org.dbusp1.line.frame.LinkFrames;
import org.dbusp1.meter.Reading;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Lists of binary meters that are right in each count and each checksum, whatever they hold: empty structures, numbers
 * of every type and size in every place, any scaler. Damage to a meter's own list hardly ever makes one, because a
 * count of it is wrong then.
 */
class HanListFuzzTest {
    /** Names, numbers, clocks, a tariff, powers and counters. */
    private static final String[] CODES = {"0101000281FF", "0000600100FF", "00002A0000FF", "0000600101FF",
        "0000010000FF", "0100000901FF", "0000600E00FF", "0100010700FF", "0101020700FF", "0100100700FF", "0100150700FF",
        "01001F0700FF", "0100200700FF", "0100010800FF", "0101010801FF", "0101010802FF", "0101020800FF", "0100150800FF",
        "01000D0700FF", "000019090008", "0008190900FF", "FFFFFFFFFFFF"};
    private static final String CLOCK = "07E60705060D0019FFFF8880";
    private static final String[] TEXTS = {"", "41", "4149444F4E5F5630303031", "4B616D73747275705F5630303031",
        "4B464D5F303031", "49534B313033", "4C475A31", "000000000000", "0001", CLOCK};
    private static final String[] UNITS = {"1B", "1C", "1D", "1E", "20", "21", "23", "2C", "FF", "00"};
    /** Tags of values of a fixed length, and their bytes. */
    private static final String[] TAGS = {"00", "03", "05", "06", "0D", "0F", "10", "11", "12", "14", "15", "16", "17",
        "18", "19", "1A", "1B"};
    private static final int[] SIZES = {0, 1, 4, 4, 1, 1, 2, 1, 2, 8, 8, 1, 4, 8, 12, 5, 4};
    private static final int DEEPEST = 4;
    private static final int LONGEST = 1_900;

    @RegisterExtension
    static final FairShare SHARE = FairShare.of(0.3);

    @MethodSource("org.dbusp1.fuzz.Choices#seeds")
    @FuzzTest
    void whateverAListHolds(byte[] input) {
        Choices data = new Choices(input);
        CheckedLine checked = new CheckedLine(Decryptor.none());
        while (data.more()) {
            String list = list(data);
            if (list.length() < 2 * LONGEST) {
                byte[] frame = LinkFrames.hdlc("0F40000000" + (data.yes() ? "00" : "0C" + CLOCK) + list);
                checked.accept(frame, () -> frame.length);
            }
        }
        List<Reading> readings = checked.end().readings();
        readings.forEach(reading -> assertThat(reading.message().registers()).isNotNull());
        SHARE.count(input, !readings.isEmpty());
    }

    /** Registers in structures of their own, in one structure, after their descriptors, or any values. */
    private static String list(Choices data) {
        List<String> items = new ArrayList<>();
        int count = data.upTo(12);
        int layout = data.upTo(4);
        for (int i = 0; i < count; i++) {
            switch (layout) {
                case 0, 1 -> items.add(data.upTo(9) == 0 ? value(data, 1) : group(2, register(data)));
                case 2 -> items.addAll(register(data));
                case 3 -> items.add(group(2, List.of("120003", code(data), "0F02", "120000")));
                default -> items.add(value(data, 1));
            }
        }
        if (layout == 3 && count > 0) {
            String descriptors = group(1, items);
            items.replaceAll(descriptor -> value(data, DEEPEST));
            items.set(0, descriptors);
        }
        return group(layout < 2 ? 1 : 2, items);
    }

    private static List<String> register(Choices data) {
        List<String> parts = new ArrayList<>(List.of(code(data), value(data, DEEPEST - 1)));
        if (data.yes()) {
            parts.add("02020F" + bytes(data, 1) + "16" + data.of(UNITS));
        }
        return parts;
    }

    private static String code(Choices data) {
        return "0906" + data.of(CODES);
    }

    /** Any value; at the greatest depth none that holds others. */
    private static String value(Choices data, int depth) {
        int kind = data.upTo(19);
        if (kind == 0 && depth < DEEPEST) {
            List<String> items = new ArrayList<>();
            for (int count = data.upTo(3); count > 0; count--) {
                items.add(value(data, depth + 1));
            }
            return group(1 + data.upTo(1), items);
        }
        if (kind < 4) {
            String text = data.of(TEXTS);
            return (data.yes() ? "09" : "0A") + "%02X".formatted(text.length() / 2) + text;
        }
        int position = data.upTo(TAGS.length - 1);
        return TAGS[position] + bytes(data, SIZES[position]);
    }

    private static String group(int tag, List<String> items) {
        return "%02X%02X".formatted(tag, items.size()) + String.join("", items);
    }

    private static String bytes(Choices data, int count) {
        ByteArrayOutputStream any = new ByteArrayOutputStream();
        for (int i = 0; i < count; i++) {
            any.write(data.yes() ? data.upTo(255) : data.yes() ? 0 : 0xFF);
        }
        return HexFormat.of().withUpperCase().formatHex(any.toByteArray());
    }
}
