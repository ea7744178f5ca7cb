package org.dbusp1.line.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.dbusp1.line.cipher.Decryptor;
import org.dbusp1.line.frame.Frame.Format;
import org.dbusp1.line.frame.Frame.Proof;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages of Czech meters, which have neither a frame nor a checksum. */
class NotificationFormatTest {
    private static final String HEAD = "0F0000000100" + "02021601" + "01";
    private static final String NUMBER = "0202" + "0001" + "0000600100FF" + "02" + "090430303031";
    private static final String POWER = "0202" + "0003" + "0100010700FF" + "02" + "0600000201";
    private static final String NESTED = "0202" + "0007" + "0100630100FF" + "02" + "01020202120001160302021200021604";
    private static final String EMPTY = "0202" + "0001" + "0000600D00FF" + "02" + "0900";

    private static List<String> frames(String hex, int pieces) {
        byte[] line = HexFormat.of().parseHex(hex);
        List<String> frames = new ArrayList<>();
        TestScanner framer = new TestScanner(false, Decryptor.none());
        Random random = new Random(pieces);
        for (int at = 0; at < line.length;) {
            int to = Math.min(line.length, at + 1 + random.nextInt(pieces));
            framer.accept(line, at, to).forEach(frame -> accept(frame, frames));
            at = to;
        }
        for (int i = 0; i < 6; i++) {
            framer.idle().forEach(frame -> accept(frame, frames));
        }
        return frames;
    }

    private static void accept(ScannedFrame frame, List<String> frames) {
        if (frame.cause().isEmpty()) {
            assertThat(frame.format()).isEqualTo(Format.NOTIFICATION);
            assertThat(frame.checked()).as("nothing has proved it").isEqualTo(Proof.UNPROVEN);
            frames.add(frame.offset() + " " + HexFormat.of().withUpperCase().formatHex(frame.payload()));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 1_000})
    void listsOfAnyLengthAreFoundWhereverTheyAre(int pieces) {
        String three = HEAD + "03" + NUMBER + POWER + EMPTY;
        String four = HEAD + "8104" + NUMBER + POWER + EMPTY + NESTED;
        assertThat(frames("0F0F00FF" + three + "00" + four, pieces)).containsExactly("4 " + three, (5 + three.length() / 2) + " " + four);
    }

    @Test
    void theHeadMayHaveADate() {
        String date = "07EA0704060C0001FFFF8880";
        for (String head : List.of("0F00000001" + "0C" + date, "0F00000001" + "090C" + date)) {
            String message = head + "02021601" + "0101" + POWER;
            assertThat(frames(message, 5)).containsExactly("0 " + message);
        }
    }

    @Test
    void whatIsNotOfThisShapeIsNone() {
        // A byte less, another structure, a class or an attribute of 0, a medium that is none, an unknown type, no entry.
        String right = HEAD + "02" + NUMBER + POWER;
        for (String wrong : List.of(right.substring(0, right.length() - 2), right.replace("02021601", "02031601"),
                right.replace("0202" + "0003", "0202" + "0000"), right.replace("0100010700FF02", "0100010700FF00"),
                right.replace("0100010700FF", "2000010700FF"), right.replace("0600000201", "0700000201"), HEAD + "00")) {
            assertThat(frames(wrong, 4)).as(wrong).isEmpty();
        }
        assertThat(frames(right, 4)).hasSize(1);
    }

    @Test
    void aListWithMoreEntriesThanItsCountIsNoMessage() {
        String entries = NUMBER + POWER + EMPTY;
        for (int count = 1; count < 3; count++) {
            assertThat(frames(HEAD + "%02X".formatted(count) + entries, 5)).as("%d of 3", count).isEmpty();
        }
        assertThat(frames(HEAD + "03" + entries, 5)).hasSize(1);
    }

    @Test
    void aMessageThatBrokeOffCostsTheNextOneNothing() {
        String message = HEAD + "02" + NUMBER + POWER;
        for (int cut = 2; cut < message.length(); cut += 2) {
            assertThat(frames(message.substring(0, cut) + "FFFFFFFFFF".repeat(3) + message, 7)).as("%d", cut)
                    .isNotEmpty().last().asString().endsWith(" " + message);
        }
    }

    /** A structure without descriptors, as ZPA's AM375 sends it; what its content is, the decoder says. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3, 1_000})
    void aStructureThatIsParsedToItsEndIsAMessage(int pieces) {
        String plain = "0F00000003" + "00" + "0203" + "09025431" + "0600000265" + "1601";
        assertThat(frames(plain, pieces)).containsExactly("0 " + plain);
        assertThat(frames("0F0F00FF" + plain + plain, pieces)).containsExactly("4 " + plain, (4 + plain.length() / 2) + " " + plain);
        assertThat(frames(plain + "FF00", pieces)).as("no end").isEmpty();
        assertThat(frames(plain.substring(0, plain.length() - 2), pieces)).as("broken off").isEmpty();
        assertThat(frames("0F00000003" + "00" + "0600000265", pieces)).as("a single value").isEmpty();
    }
}
