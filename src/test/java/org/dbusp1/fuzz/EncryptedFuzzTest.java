package org.dbusp1.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.dbusp1.Beside;
import org.dbusp1.TestTelegram;
import org.dbusp1.line.cipher.AesKey.BadKeyException;
import org.dbusp1.line.cipher.AesKey;
import org.dbusp1.line.cipher.Decryptor;
import org.dbusp1.line.frame.LinkFrames;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.provider.MethodSource;

/** Encrypted telegrams and frames: hostile ones whose tags fit, and ones that were changed after the encryption. */
@Tag(Beside.TAG)
class EncryptedFuzzTest {
    private static final String KEY = "000102030405060708090A0B0C0D0E0F";
    private static final String AUTHENTICATION = "D0D1D2D3D4D5D6D7D8D9DADBDCDDDEDF";
    private static final int LONGEST_APDU = 1900;

    @RegisterExtension
    static final FairShare SHARE = FairShare.of(0.1);

    @MethodSource("org.dbusp1.fuzz.Seeds#lines")
    @FuzzTest
    void encryptedLines(byte[] data) {
        byte[] line = encrypted(Resealed.line(data));
        CheckedLine whole = line(line, line.length);
        assertThat(line(line, 7).frames()).isEqualTo(whole.frames());
        SHARE.count(data, !whole.readings().isEmpty());

        byte[] damaged = Damage.to(line.length > 0 ? line : new byte[1], new Random(Arrays.hashCode(data)));
        line(damaged, damaged.length);
    }

    private static CheckedLine line(byte[] line, int pieces) {
        return new CheckedLine(new Decryptor(key(KEY), key(AUTHENTICATION)))
                .accept(line, () -> pieces).idle().end();
    }

    private static AesKey key(String hex) {
        try {
            return AesKey.of(hex, "the test's key");
        } catch (BadKeyException e) {
            throw new AssertionError(e);
        }
    }

    /** A text as one encrypted telegram; the content of each HDLC frame as an encrypted APDU in a separate frame. */
    private static byte[] encrypted(byte[] line) {
        if (line.length > 0 && line[0] == '/') {
            return encrypted(line, 1);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int counter = 1;
        for (int at = 0; at + 12 < line.length; at++) {
            int length = (line[at + 1] & 7) << 8 | line[at + 2] & 0xFF;
            if (line[at] == 0x7E && length > 15 && at + 1 + length < line.length) {
                // After the header of these meters, its check sequence and the LLC header.
                byte[] apdu = Arrays.copyOfRange(line, at + 12, at + 1 + length - 2);
                if (apdu.length < LONGEST_APDU) {
                    out.writeBytes(LinkFrames.hdlc(HexFormat.of().formatHex(encrypted(apdu, counter++))));
                }
                at += length;
            }
        }
        return out.size() > 0 ? out.toByteArray() : line;
    }

    private static byte[] encrypted(byte[] clear, int counter) {
        return TestTelegram.encrypted(new String(clear, StandardCharsets.ISO_8859_1), KEY, AUTHENTICATION, counter);
    }
}
