package org.dbusp1.line.frame;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Restores the start of telegrams whose first characters arrive damaged each time: a Shenzhen Star meter in Sweden, on a
 * line that is not idle before a telegram, sends {@code /STR5} and B9 EA 75 EA CD arrive. The prefixes of known makers are
 * tried in the place of these characters. A prefix may fit a damaged telegram by chance, so a restored start is used only if
 * the last restored telegram, with no intact one since, has the same first line, or if the last intact telegram began with it.
 */
final class DamagedStart {
    /** The first characters of captured telegrams with a checksum: slash, maker or grid operator, mostly a speed. */
    private static final List<String> ID_PREFIXES = List.of("/ADN9", "/AUR2", "/AUX5", "/ELL5", "/ESO5", "/EST5", "/Ene5", "/FLU5", "/GRE5",
            "/HLY5", "/ISK5", "/ISk5", "/KAM5", "/KFM5", "/KMP5", "/LGF5", "/Lux5", "/MCS5", "/NWA-", "/SAG5", "/STR5", "/WSE5", "/XMX5");
    /** Prefixes by their checksum, with which the checksum of the rest of the telegram begins. */
    private static final Map<Integer, List<String>> BY_CHECKSUM = ID_PREFIXES.stream().collect(Collectors.groupingBy(
            prefix -> Crc16.ARC.of(prefix.getBytes(StandardCharsets.ISO_8859_1), 0, prefix.length())));
    private static final int MAKER_END = 1 + TelegramStartFinder.MAKER_LETTERS;
    private static final int ID_PREFIX_BYTES = 5;

    /** First line of the last restored telegram; empty before the first, and after an intact telegram. */
    private String head = "";
    /**
     * Offset of the end mark of the last restored telegram in the stream; -1 before the first. The same telegram may be scanned
     * again, which confirms nothing.
     */
    private long offset = -1;

    /**
     * A telegram with the prefix that makes its checksum match.
     *
     * @param bytes from '/' to '!'
     * @param head  first line, with its slash
     * @param confirmed whether the last restored telegram has the same first line, and no intact telegram has arrived since
     */
    record Restored(byte[] bytes, String head, boolean confirmed) {
    }

    /**
     * @param bytes   bytes of the serial line
     * @param from    first position at which the telegram may begin
     * @param mark    position of the '!'
     * @param printed checksum printed after the '!'
     * @param at      offset of the '!' in the stream
     * @return null if no prefix fits
     */
    @Nullable Restored restore(byte[] bytes, int from, int mark, int printed, long at) {
        int crc = printed;
        for (int i = mark; i > from; i--) {
            crc = Crc16.ARC.unwound(crc, bytes[i]);
            List<String> prefixes = BY_CHECKSUM.get(crc);
            if (prefixes != null && i - lineStart(bytes, from, i) == ID_PREFIX_BYTES) {
                String rest = new String(bytes, i, mark + 1 - i, StandardCharsets.ISO_8859_1);
                byte[] whole = (prefix(prefixes, rest) + rest).getBytes(StandardCharsets.ISO_8859_1);
                if (TelegramStartFinder.beginsFirstLine(whole, 0, whole.length) == TelegramStartFinder.BEGINS_LINE) {
                    return found(whole, at);
                }
            }
        }
        return null;
    }

    /** Called when an intact telegram arrived. */
    void forget() {
        head = "";
    }

    private static int lineStart(byte[] bytes, int from, int position) {
        int at = position;
        while (at > from && !ByteSearch.isLineEnd(bytes[at - 1])) {
            at--;
        }
        return at;
    }

    /** Chooses among prefixes of equal checksum, such as /KAM5 and /SAG5: only /SAG5SAG-METER repeats the maker's letters. */
    private static String prefix(List<String> prefixes, String rest) {
        return prefixes.stream().filter(prefix -> rest.startsWith(prefix.substring(1, MAKER_END))).findFirst().orElse(prefixes.get(0));
    }

    private Restored found(byte[] whole, long at) {
        int end = 0;
        while (!ByteSearch.isLineEnd(whole[end])) {
            end++;
        }
        String firstLine = new String(whole, 0, end, StandardCharsets.ISO_8859_1);
        boolean confirmed = firstLine.equals(head) && at != offset;
        head = firstLine;
        offset = at;
        return new Restored(whole, firstLine, confirmed);
    }
}
