package org.dbusp1.line.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dbusp1.line.frame.LinkFrames.hdlc;
import static org.dbusp1.line.frame.LinkFrames.hex;
import static org.dbusp1.line.frame.LinkFrames.join;
import static org.dbusp1.line.frame.LinkFrames.mbus;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.dbusp1.TestTelegram;
import org.dbusp1.line.cipher.AesKey.BadKeyException;
import org.dbusp1.line.cipher.AesKey;
import org.dbusp1.line.cipher.Decryptor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Lines that carry encrypted messages, from bytes to frames in clear text. */
class EncryptedLinesTest {
    private static final String KEY = "36C66639E48A8CA4D6BC8B282A793BBB";
    private static final String TAGS = "00112233445566778899AABBCCDDEEFF";
    private static final String APDU = "0F4000000000" + "0201" + "0600000102";
    private static final String TELEGRAM = TestTelegram.dsmr5("1-0:1.7.0(00.500*kW)");
    private static final byte[] PLAIN = TELEGRAM.getBytes(StandardCharsets.ISO_8859_1);
    private static final String SEALED_HEAD = "/KFM5KAIFA-METER\r\n\r\n";
    private static final String REGISTERS = "0-0:1.0.0(260115201009W)\r\n1-0:1.8.0(000012.345*kWh)\r\n1-0:1.7.0(00.500*kW)\r\n";

    private final List<ScannedFrame> frames = new ArrayList<>();

    /** Lines, each with the format of its good frames, and the format and the cause of the rejected ones. */
    static Stream<Arguments> lines() {
        String bare = "DB08" + "5341470000000001";
        byte[] one = encrypted();
        byte[] damaged = encrypted();
        damaged[40] ^= 1;
        byte[] first = mbus(0, true, ciphered(1, APDU));
        String unknown = "A0A1A2A3A4A5A6A7A8A9AAABACADAEAF";
        byte[] another = TestTelegram.encrypted(TELEGRAM, KEY, unknown);
        byte[] anotherDamaged = another.clone();
        anotherDamaged[40] ^= 1;
        int longest = 8 * 1024 + 64 - 13;
        return Stream.of(
            row("a message that is repeated is passed on once", KEY,
                    join(first, first, mbus(0, true, ciphered(2, APDU)), first), "MBUS", "MBUS", "MBUS"),
            row("a telegram in a link frame is handed out once", KEY, hdlc(ciphered(1, HexFormat.of().formatHex(PLAIN))), "P1_ENCRYPTED"),
            row("a bare telegram without a key", "", one, "P1_ENCRYPTED ENCRYPTED"),
            row("a bare telegram with another key", "00".repeat(16), one, "P1_ENCRYPTED KEY"),
            row("a damaged telegram is no question of the key once one was decrypted", KEY, join(one, one, damaged, one),
                    "P1_ENCRYPTED", "P1_ENCRYPTED", "P1_ENCRYPTED CRC", "P1_ENCRYPTED"),
            row("a telegram that loses its start is rejected once", KEY, join(one, one, Arrays.copyOfRange(one, 20, one.length), one),
                    "P1_ENCRYPTED", "P1_ENCRYPTED", "P1_ENCRYPTED TRUNCATED", "P1_ENCRYPTED"),
            row("a telegram that breaks off with the stream is rejected", KEY, join(one, one, Arrays.copyOf(one, 100)),
                    "P1_ENCRYPTED", "P1_ENCRYPTED", "P1_ENCRYPTED TRUNCATED"),
            row("the owner has only the key that decrypts, and the checksum in the text fits", KEY, join(another, another),
                    "P1_ENCRYPTED", "P1_ENCRYPTED"),
            row("a text that begins as a telegram, with a wrong checksum, is damage", KEY, join(anotherDamaged, another),
                    "P1_ENCRYPTED CRC", "P1_ENCRYPTED"),
            row("without its tag a text needs its own checksum", KEY,
                    TestTelegram.encrypted(TELEGRAM.replaceFirst("!....", "!"), KEY, unknown), "P1_ENCRYPTED CRC"),
            row("and nothing after the checksum", KEY, TestTelegram.encrypted(TELEGRAM + "1-0:1.7.0(09.999*kW)\r\n", KEY, unknown),
                    "P1_ENCRYPTED CRC"),
            row("once a tag of the meter fitted, the tag decides", KEY, join(another, one, another, one),
                    "P1_ENCRYPTED", "P1_ENCRYPTED", "P1_ENCRYPTED CRC", "P1_ENCRYPTED"),
            Arguments.of("an authentication key that the owner gave is strict", keys(KEY, TAGS), join(another, one),
                    new String[] {"P1_ENCRYPTED KEY", "P1_ENCRYPTED"}),
            // Control 10: the text is readable in the line, its tag (here a wrong one) after it.
            row("a telegram that is only authenticated is handed out once", KEY,
                    join(hex(bare + "82%04X".formatted(5 + PLAIN.length + 12) + "10" + "00000001"), PLAIN, new byte[12]), "P1_ENCRYPTED"),
            row("noise that begins like one is no question of a key that is not configured", "",
                    hex("DB08" + "0102FF4847439001" + "20" + "10" + "00".repeat(31)), "P1_ENCRYPTED GARBAGE"),
            row("encrypted and plain telegrams may take turns", KEY, join(PLAIN, one, PLAIN, one),
                    "P1", "P1_ENCRYPTED", "P1", "P1_ENCRYPTED"),
            row("plain telegrams between encrypted ones keep their place", KEY, join(PLAIN, one, one, PLAIN, one), "P1@0",
                    "P1_ENCRYPTED@" + PLAIN.length, "P1_ENCRYPTED@" + (PLAIN.length + one.length),
                    "P1@" + (PLAIN.length + 2 * one.length), "P1_ENCRYPTED@" + 2 * (PLAIN.length + one.length)),
            row("so does one behind a telegram that nobody can decrypt", "", join(one, PLAIN), "P1_ENCRYPTED ENCRYPTED@0",
                    "P1@" + one.length),
            row("an encrypted telegram has room for its counter and tag", "", hex(bare + "11" + "30" + "00".repeat(16)),
                    "P1_ENCRYPTED ENCRYPTED"), row("less room is none", "", hex(bare + "10" + "30" + "00".repeat(15))),
            row("an encrypted telegram as long as one in clear text", "",
                    join(hex(bare + "82%04X".formatted(longest) + "30"), new byte[longest - 1]), "P1_ENCRYPTED ENCRYPTED"),
            row("a longer one is none", "", join(hex(bare + "82%04X".formatted(longest + 1) + "30"), new byte[longest])),
            row("another security than pushes use", "", hex(bare + "11" + "B0" + "00".repeat(16))),
            row("another length of the system title", "", hex("DB07" + bare.substring(4) + "11" + "30" + "00".repeat(16))),
            row("the clear text may end with the mark", KEY,
                    TestTelegram.encrypted("/ABC5METER1\r\n\r\n1-0:1.7.0(00.500*kW)\r\n!", KEY, TAGS), "P1_ENCRYPTED"),
            row("a text that is no telegram shows a wrong key though its tag is right", KEY,
                    TestTelegram.encrypted("nothing that a meter says\r\n", KEY, TAGS), "P1_ENCRYPTED KEY"));
    }

    /** @param outcomes format and cause of each frame; with the offset of each after @, where the first has it */
    private static Arguments row(String name, String key, byte[] line, String... outcomes) {
        return Arguments.of(name, key.isEmpty() ? Decryptor.none() : key(key), line, outcomes);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("lines")
    void aLineGivesTheseFrames(String name, Decryptor decryptor, byte[] line, String... outcomes) {
        accept(decryptor, line);
        List<String> found = outcomes();
        if (outcomes.length > 0 && outcomes[0].endsWith("@0")) {
            found = IntStream.range(0, found.size()).mapToObj(i -> outcomes().get(i) + "@" + frames.get(i).offset()).toList();
        }
        assertThat(found).as(name).containsExactly(outcomes);
    }

    @Test
    void aMessageInALinkFrameIsDecrypted() {
        accept(key(KEY), hdlc(ciphered(1, APDU)));

        ScannedFrame frame = frames.get(0);
        assertThat(outcomes()).containsExactly("HDLC");
        assertThat(frame.payload()).isEqualTo(hex(APDU));
        assertThat(frame.bytes()).isEqualTo(hdlc(ciphered(1, APDU)));
        assertThat(frame.encryption()).contains(new Frame.Encryption("KFM", false));
    }

    @Test
    void aTelegramInALinkFrameIsFramedAgain() {
        String apdu = ciphered(1, HexFormat.of().formatHex(PLAIN));
        byte[] line = join(hdlc(true, "E6E700" + apdu.substring(0, 100)), hdlc(false, apdu.substring(100)));
        accept(key(KEY), hex("0000"), line);

        ScannedFrame frame = frames.get(0);
        assertThat(outcomes()).containsExactly("P1_ENCRYPTED");
        assertThat(new String(frame.bytes(), StandardCharsets.ISO_8859_1)).isEqualTo(TELEGRAM.stripTrailing());
        assertThat(frame.offset()).isEqualTo(2);
        assertThat(frame.length()).isEqualTo(line.length);
    }

    @Test
    void aMessageInALinkFrameNeedsTheRightKey() {
        byte[] line = hdlc(ciphered(1, APDU));
        accept(Decryptor.none(), line);
        accept(key("00".repeat(16)), line);
        accept(key(KEY), hdlc("DB08" + "00".repeat(8) + "FF"));

        assertThat(outcomes()).containsExactly("HDLC ENCRYPTED", "HDLC KEY", "HDLC UNREADABLE");
        assertThat(frames.get(0).bytes()).isEqualTo(line);
    }

    @Test
    void aClearMessageIsPassedOnAsItIs() {
        accept(key(KEY), hdlc(APDU));
        assertThat(frames.get(0).payload()).isEqualTo(hex(APDU));
        assertThat(frames.get(0).encryption()).isEmpty();
    }

    /** The meter or its key was exchanged while the driver ran. */
    @Test
    void manyTelegramsInARowThatDoNotOpenAreAQuestionOfTheKeyAgain() {
        byte[] other = TestTelegram.encrypted(TELEGRAM, "00".repeat(16), TAGS);
        byte[][] line = new byte[13][];
        Arrays.fill(line, other);
        line[0] = encrypted();
        line[11] = encrypted();
        accept(key(KEY), line);

        assertThat(outcomes()).hasSize(13).startsWith("P1_ENCRYPTED", "P1_ENCRYPTED CRC")
                .endsWith("P1_ENCRYPTED CRC", "P1_ENCRYPTED KEY", "P1_ENCRYPTED", "P1_ENCRYPTED CRC");
    }

    @Test
    void aTelegramThatBreaksOffIsRejectedBeforeTheNextOneWhenTheLineWasSilent() {
        byte[] telegram = encrypted();
        TestScanner framer = new TestScanner(false, key(KEY));
        for (byte[] part : List.of(telegram, telegram, Arrays.copyOf(telegram, 100))) {
            frames.addAll(framer.accept(part, 0, part.length));
        }
        for (int i = 0; i < ByteWindow.PAUSE_SILENCES; i++) {
            frames.addAll(framer.idle());
        }
        frames.addAll(framer.accept(telegram, 0, telegram.length));

        assertThat(outcomes()).containsExactly("P1_ENCRYPTED", "P1_ENCRYPTED", "P1_ENCRYPTED TRUNCATED", "P1_ENCRYPTED");
    }

    @Test
    void halvesOfAPlainTelegramAroundAnEncryptedOneAreNotPutTogether() {
        byte[] start = Arrays.copyOf(PLAIN, 60);
        byte[] rest = Arrays.copyOfRange(PLAIN, 60, PLAIN.length);
        accept(key(KEY), start, encrypted(), rest);
        assertThat(outcomes()).containsExactly("P1 CRC", "P1_ENCRYPTED");

        frames.clear();
        accept(Decryptor.none(), start, encrypted(), rest);
        assertThat(outcomes()).containsExactly("P1 CRC");
    }

    /** Poland: first line, sealed registers, a checksum of what is on the line. */
    @Test
    void registersThatAloneAreEncryptedAreOpened() {
        byte[] telegram = sealedRegisters(REGISTERS);
        accept(key(KEY), hex("2F4142430AFF"), telegram, telegram);
        assertThat(outcomes()).contains("P1_ENCRYPTED").doesNotContain("P1");
        ScannedFrame opened = frames.get(frames.size() - 1);
        assertThat(new String(opened.bytes(), StandardCharsets.ISO_8859_1) + "\r\n")
                .isEqualTo(TestTelegram.sealed(SEALED_HEAD + REGISTERS + "!"));
        assertThat(opened.checked()).isEqualTo(Frame.Proof.PROVEN);
        assertThat(opened.offset()).isEqualTo(6);

        frames.clear();
        TestScanner framer = new TestScanner(false, key(KEY));
        byte[] next = sealedRegisters(REGISTERS.replace("500", "600"));
        for (byte b : join(telegram, next)) {
            frames.addAll(framer.accept(new byte[] {b}, 0, 1));
        }
        assertThat(outcomes()).containsExactly("P1_ENCRYPTED", "P1_ENCRYPTED");
    }

    @Test
    void registersThatAloneAreEncryptedNeedTheRightKey() {
        byte[] telegram = sealedRegisters(REGISTERS);
        accept(Decryptor.none(), telegram);
        accept(key("00".repeat(16)), telegram);
        accept(key(KEY), sealedRegisters("nothing that a meter says\r\n"));
        assertThat(outcomes()).containsExactly("P1 ENCRYPTED", "P1 KEY", "P1 KEY");
        assertThat(frames).allMatch(frame -> FormatHint.isFromMeter(frame.bytes(), frame.cause().orElseThrow()));

        frames.clear();
        byte[] damaged = telegram.clone();
        damaged[60] ^= 1;
        accept(key(KEY), telegram, damaged);
        assertThat(outcomes()).containsExactly("P1_ENCRYPTED", "P1 TRUNCATED");
    }

    private void accept(Decryptor decryptor, byte[]... parts) {
        frames.addAll(LinkFrames.frames(new TestScanner(false, decryptor), 4_096, join(parts)));
    }

    private List<String> outcomes() {
        return LinkFrames.outcomes(frames);
    }

    private static byte[] encrypted() {
        return TestTelegram.encrypted(TELEGRAM, KEY, TAGS);
    }

    private static Decryptor key(String key) {
        return keys(key, null);
    }

    private static Decryptor keys(String key, @Nullable String authentication) {
        try {
            return new Decryptor(AesKey.of(key, "key"), authentication == null ? null : AesKey.of(authentication, "authentication key"));
        } catch (BadKeyException e) {
            throw new AssertionError(e);
        }
    }

    /** A telegram whose registers have no system title, and a counter that stays 0. */
    private static byte[] sealedRegisters(String registers) {
        String apdu = ciphered("00".repeat(8), 0, HexFormat.of().formatHex(registers.getBytes(StandardCharsets.ISO_8859_1)));
        byte[] upToMark = join(SEALED_HEAD.getBytes(StandardCharsets.ISO_8859_1), hex("00" + apdu.substring(20)), hex("21"));
        return TestTelegram.sealed(new String(upToMark, StandardCharsets.ISO_8859_1)).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String ciphered(int counter, String apdu) {
        return ciphered("4B464D1020000001", counter, apdu);
    }

    /** An APDU under AES-CTR, without a tag. */
    private static String ciphered(String systemTitle, int counter, String apdu) {
        try {
            byte[] title = hex(systemTitle);
            byte[] block = ByteBuffer.allocate(16).put(title).putInt(counter).putInt(2).array();
            Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(hex(KEY), "AES"), new IvParameterSpec(block));
            byte[] text = cipher.doFinal(hex(apdu));
            int length = 5 + text.length;
            return "DB08" + HexFormat.of().formatHex(title)
                    + (length < 0x80 ? "%02X" : length < 0x100 ? "81%02X" : "82%04X").formatted(length) + "20"
                    + "%08X".formatted(counter) + HexFormat.of().formatHex(text);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
