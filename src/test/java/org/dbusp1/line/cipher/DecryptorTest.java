package org.dbusp1.line.cipher;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DecryptorTest {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    /** The worked example of the DLMS UA Green Book: authenticated encryption of an initiate request. */
    private static final String KEY = "000102030405060708090A0B0C0D0E0F";
    private static final String AUTHENTICATION = "D0D1D2D3D4D5D6D7D8D9DADBDCDDDEDF";
    private static final String CLEAR = "01011000112233445566778899AABBCCDDEEFF0000065F1F0400007E1F04B0";
    private static final String SEALED = "801302FF8A7874133D414CED25B42534D28DB0047720606B175BD52211BE68";
    /** Up to the system title. */
    private static final String TITLE = "DB084D4D4D0000BC614E";
    private static final String TAG = "41DB204D39EE6FDB8E356855";

    static Stream<Arguments> messages() {
        String common = "00112233445566778899AABBCCDDEEFF";
        Decryptor both = decryptor(KEY, AUTHENTICATION);
        Decryptor one = decryptor(KEY, "");
        return Stream.of(
            Arguments.of("the worked example of the standard", both, "30", SEALED + TAG, Decryptor.TagPolicy.COMMON_KEY, "proven"),
            Arguments.of("a tag that need not be checked, but can", both, "30", SEALED + TAG, Decryptor.TagPolicy.UNCHECKED, "proven"),
            Arguments.of("without a tag", both, "20", SEALED, Decryptor.TagPolicy.COMMON_KEY, "not proven"),
            Arguments.of("suite 1 is AES-128 too", both, "21", SEALED, Decryptor.TagPolicy.UNCHECKED, "not proven"),
            Arguments.of("an unchecked tag is cut off", one, "30", SEALED + TAG, Decryptor.TagPolicy.UNCHECKED, "not proven"),
            Arguments.of("the common key checks a tag", one, "30", SEALED + TAG, Decryptor.TagPolicy.COMMON_KEY, "Mismatch[]"),
            Arguments.of("the common key proves it", one, "10", CLEAR + tag("10", common, CLEAR), Decryptor.TagPolicy.COMMON_KEY, "proven"),
            Arguments.of("a wrong key where there is a tag", decryptor(AUTHENTICATION, AUTHENTICATION), "30", SEALED + TAG,
                    Decryptor.TagPolicy.UNCHECKED, "Mismatch[]"),
            Arguments.of("authenticated only", both, "10", CLEAR + tag("10", AUTHENTICATION, CLEAR), Decryptor.TagPolicy.UNCHECKED,
            "proven"),
            Arguments.of("authenticated only, and changed", both, "10", CLEAR + TAG, Decryptor.TagPolicy.COMMON_KEY, "Mismatch[]"),
            Arguments.of("without a key", Decryptor.none(), "20", SEALED, Decryptor.TagPolicy.UNCHECKED, "NoKey[]"),
            Arguments.of("neither encrypted nor authenticated", Decryptor.none(), "00", CLEAR, Decryptor.TagPolicy.COMMON_KEY, "not proven"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("messages")
    void decryptsAndProves(String name, Decryptor decryptor, String control, String text, Decryptor.TagPolicy tag, String expected) {
        Decryptor.Result result = decryptor.decrypt(sealed(control, text), tag);
        if (result instanceof Decryptor.Result.Clear clear) {
            assertThat(HEX.formatHex(clear.text())).isEqualTo(CLEAR);
            assertThat(clear.proven() ? "proven" : "not proven").as(name).isEqualTo(expected);
        } else {
            assertThat(result).hasToString(expected);
        }
    }

    /** A wrong length, compressed, a long key, another tag, another length of the title, a length that is none or too short. */
    @ParameterizedTest
    @ValueSource(strings = {TITLE + "07" + "200123456700", TITLE + "05" + "200123456700", TITLE + "83000006" + "200123456700",
        TITLE + "06" + "A00123456700", TITLE + "06" + "220123456700", "DC084D4D4D0000BC614E" + "05" + "2001234567",
        "DB074D4D4D0000BC614E" + "05" + "2001234567", TITLE + "80" + "2001234567", TITLE + "04" + "2001234567",
        TITLE + "8104" + "2001234567"})
    void isNoSealedApdu(String bytes) {
        assertThat(CipheredApdu.of(HEX.parseHex(bytes))).isNull();
    }

    @Test
    void theHeadShowsTheMakerTheCounterAndTheText() {
        CipheredApdu apdu = sealed("30", SEALED + TAG);

        assertThat(apdu.maker()).isEqualTo("MMM");
        assertThat(apdu.counter()).isEqualTo(0x01234567L);
        assertThat(apdu.payload()).isEqualTo(HEX.parseHex(SEALED + TAG));
        assertThat(apdu.encrypted() && apdu.authenticated()).isTrue();
        assertThat(sealed("10", TAG).encrypted()).isFalse();
        assertThat(sealed("20", TAG).authenticated()).isFalse();
    }

    @Test
    void theLengthMayTakeOneTwoOrThreeBytes() {
        for (String length : List.of("7F", "817F", "82007F", "820105", "81FF")) {
            int text = HexFormat.fromHexDigits(length.length() == 2 ? length : length.substring(2)) - 5;
            assertThat(CipheredApdu.of(HEX.parseHex(TITLE + length + "20" + "01234567" + "AB".repeat(text)))).as(length)
                    .satisfies(apdu -> assertThat(apdu.payload()).hasSize(text).containsOnly(0xAB));
        }
    }

    @Test
    void aMessageThatIsCutOffAnywhereIsNone() {
        byte[] whole = HEX.parseHex(TITLE + "820006" + "20" + "01234567" + "AB");
        for (int length = 0; length < whole.length; length++) {
            assertThat(CipheredApdu.of(Arrays.copyOf(whole, length))).as("%d bytes", length).isNull();
        }
        assertThat(CipheredApdu.of(whole)).isNotNull();
    }

    @Test
    void aHeadIsReadWhereverItIs() {
        byte[] line = HEX.parseHex("00".repeat(5) + TITLE + "8106" + "2001234567" + "AB");

        assertThat(CipheredApdu.BodySpan.of(line, 5, line.length)).isEqualTo(new CipheredApdu.BodySpan(17, 23));
        assertThat(CipheredApdu.BodySpan.of(line, 5, 17)).as("all there but what it heads").isEqualTo(new CipheredApdu.BodySpan(17, 23));
        assertThat(CipheredApdu.BodySpan.of(line, 5, 16)).as("a byte of the length is missing").isNull();
        assertThat(CipheredApdu.BodySpan.of(Arrays.copyOf(line, 15), 5, 15)).as("the length is missing").isNull();
        assertThat(CipheredApdu.BodySpan.of(HEX.parseHex(TITLE + "05"), 0, 11)).isEqualTo(new CipheredApdu.BodySpan(11, 16));
        assertThat(CipheredApdu.BodySpan.of(HEX.parseHex(TITLE + "05"), 0, 10)).isNull();
        assertThat(CipheredApdu.BodySpan.of(HEX.parseHex(TITLE + "04"), 0, 11)).as("too short for a counter").isNull();
    }

    @Test
    void aTagHasTwelveBytes() {
        assertThat(CipheredApdu.of(HEX.parseHex(TITLE + "11" + "30" + "01234567" + TAG))).isNotNull();
        assertThat(CipheredApdu.of(HEX.parseHex(TITLE + "10" + "30" + "01234567" + TAG.substring(2)))).isNull();
    }

    @Test
    void aMessageRepeatsOneThatIsEqualInCounterMeterAndText() {
        CipheredApdu first = sealed("20", SEALED);

        assertThat(first.repeats(sealed("20", SEALED))).isTrue();
        assertThat(first.repeats(sealed("20", CLEAR))).isFalse();
        assertThat(first.repeats(new CipheredApdu(first.title(), 0x20, first.counter() + 1, first.payload()))).isFalse();
        assertThat(first.repeats(new CipheredApdu(new byte[8], 0x20, first.counter(), first.payload()))).isFalse();
    }

    /** The tag of a text that is not encrypted: GMAC over security control, authentication key and text. */
    private static String tag(String control, String authentication, String text) {
        try {
            Cipher gcm = Cipher.getInstance("AES/GCM/NoPadding");
            gcm.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(HEX.parseHex(KEY), "AES"),
                    new GCMParameterSpec(96, HEX.parseHex("4D4D4D0000BC614E" + "01234567")));
            gcm.updateAAD(HEX.parseHex(control + authentication + text));
            return HEX.formatHex(gcm.doFinal());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static Decryptor decryptor(String key, String authentication) {
        return new Decryptor(key(key), key(authentication));
    }

    private static AesKey key(String hex) {
        try {
            return hex.isEmpty() ? null : AesKey.of(hex, "key");
        } catch (AesKey.BadKeyException e) {
            throw new AssertionError(e);
        }
    }

    private static CipheredApdu sealed(String control, String text) {
        int length = 5 + text.length() / 2;
        return CipheredApdu.of(HEX.parseHex("DB084D4D4D0000BC614E" + "%02X".formatted(length) + control + "01234567" + text));
    }
}
