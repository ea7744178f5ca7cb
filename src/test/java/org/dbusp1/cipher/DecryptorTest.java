package org.dbusp1.cipher;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

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

    @Test
    void opensTheWorkedExampleOfTheStandard() {
        assertThat(clear(decryptor(KEY, AUTHENTICATION).decrypt(sealed("30", SEALED + TAG), Decryptor.Tag.REQUIRED)))
                .isEqualTo(CLEAR);
    }

    @Test
    void opensWithoutATag() {
        assertThat(clear(decryptor(KEY, AUTHENTICATION).decrypt(sealed("20", SEALED), Decryptor.Tag.REQUIRED)))
                .isEqualTo(CLEAR);
    }

    @Test
    void opensSuiteOneAsItIsAes128Too() {
        assertThat(clear(decryptor(KEY, AUTHENTICATION).decrypt(sealed("21", SEALED), Decryptor.Tag.OPTIONAL)))
                .isEqualTo(CLEAR);
    }

    @Test
    void cutsAnUncheckedTagOffAndReportsIt() {
        Decryptor.Result opened = decryptor(KEY, "").decrypt(sealed("30", SEALED + TAG), Decryptor.Tag.OPTIONAL);

        assertThat(clear(opened)).isEqualTo(CLEAR);
        assertThat(((Decryptor.Result.Clear) opened).proven()).isFalse();
    }

    @Test
    void checksARequiredTagWithTheCommonKeyWhereNoneIsConfigured() {
        assertThat(decryptor(KEY, "").decrypt(sealed("30", SEALED + TAG), Decryptor.Tag.REQUIRED))
                .isInstanceOf(Decryptor.Result.Mismatch.class);
    }

    @Test
    void refusesAWrongKeyWhereThereIsATag() {
        assertThat(decryptor(AUTHENTICATION, AUTHENTICATION).decrypt(sealed("30", SEALED + TAG), Decryptor.Tag.OPTIONAL))
                .isInstanceOf(Decryptor.Result.Mismatch.class);
    }

    @Test
    void refusesTextThatIsOnlyAuthenticatedWhenItWasChanged() {
        assertThat(decryptor(KEY, AUTHENTICATION).decrypt(sealed("10", CLEAR + TAG), Decryptor.Tag.REQUIRED))
                .isInstanceOf(Decryptor.Result.Mismatch.class);
    }

    @Test
    void opensNothingWithoutAKey() {
        assertThat(Decryptor.none().decrypt(sealed("20", SEALED), Decryptor.Tag.OPTIONAL)).isInstanceOf(Decryptor.Result.NoKey.class);
    }

    @Test
    void reportsWhichMeterItIsBeforeAnyKeyIsKnown() {
        assertThat(sealed("20", SEALED).meter()).isEqualTo("MMM 0000BC614E");
    }

    @Test
    void isNoSealedApduWhenItsLengthIsAnother() {
        assertThat(CipheredApdu.of(HEX.parseHex("DB084D4D4D0000BC614E" + "07" + "20" + "01234567" + "00"))).isEmpty();
        assertThat(CipheredApdu.of(HEX.parseHex("DB084D4D4D0000BC614E" + "05" + "20" + "01234567" + "00"))).isEmpty();
        assertThat(CipheredApdu.of(HEX.parseHex("DB084D4D4D0000BC614E" + "83000006" + "20" + "01234567" + "00"))).isEmpty();
    }

    @Test
    void isNoSealedApduWhenItIsCompressedOrHasALongKey() {
        assertThat(CipheredApdu.of(HEX.parseHex("DB084D4D4D0000BC614E" + "06" + "A0" + "01234567" + "00"))).isEmpty();
        assertThat(CipheredApdu.of(HEX.parseHex("DB084D4D4D0000BC614E" + "06" + "22" + "01234567" + "00"))).isEmpty();
    }

    @Test
    void aTextWhoseTagIsRightIsProven() {
        Decryptor.Result opened = decryptor(KEY, AUTHENTICATION).decrypt(sealed("30", SEALED + TAG), Decryptor.Tag.OPTIONAL);

        assertThat(((Decryptor.Result.Clear) opened).proven()).isTrue();
    }

    @Test
    void aTextThatIsOnlyAuthenticatedIsProvenByItsTag() {
        Decryptor.Result opened = decryptor(KEY, AUTHENTICATION)
                .decrypt(sealed("10", CLEAR + tag("10", AUTHENTICATION, CLEAR)), Decryptor.Tag.OPTIONAL);

        assertThat(clear(opened)).isEqualTo(CLEAR);
        assertThat(((Decryptor.Result.Clear) opened).proven()).isTrue();
    }

    @Test
    void theCommonKeyProvesARequiredTagWhereNoneIsConfigured() {
        String common = "00112233445566778899AABBCCDDEEFF";
        Decryptor.Result opened = decryptor(KEY, "").decrypt(sealed("10", CLEAR + tag("10", common, CLEAR)), Decryptor.Tag.REQUIRED);

        assertThat(((Decryptor.Result.Clear) opened).proven()).isTrue();
    }

    @Test
    void textThatIsNeitherEncryptedNorAuthenticatedNeedsNoKey() {
        Decryptor.Result opened = Decryptor.none().decrypt(sealed("00", CLEAR), Decryptor.Tag.REQUIRED);

        assertThat(clear(opened)).isEqualTo(CLEAR);
        assertThat(((Decryptor.Result.Clear) opened).proven()).isFalse();
    }

    @Test
    void theHeadShowsTheMakerTheCounterAndTheText() {
        CipheredApdu apdu = sealed("30", SEALED + TAG);

        assertThat(apdu.maker()).isEqualTo("MMM");
        assertThat(apdu.counter()).isEqualTo(0x01234567L);
        assertThat(apdu.text()).isEqualTo(HEX.parseHex(SEALED + TAG));
        assertThat(apdu.encrypted() && apdu.authenticated()).isTrue();
        assertThat(sealed("10", TAG).encrypted()).isFalse();
        assertThat(sealed("20", TAG).authenticated()).isFalse();
    }

    @Test
    void lettersThatNoMakerHasAreNotShown() {
        CipheredApdu apdu = CipheredApdu.of(HEX.parseHex("DB080A4D7F0000BC614E" + "05" + "20" + "01234567")).orElseThrow();

        assertThat(apdu.meter()).isEqualTo("?M? 0000BC614E");
    }

    @Test
    void theLengthMayTakeOneTwoOrThreeBytes() {
        for (String length : List.of("7F", "817F", "82007F", "820105", "81FF")) {
            int text = HexFormat.fromHexDigits(length.length() == 2 ? length : length.substring(2)) - 5;
            assertThat(CipheredApdu.of(HEX.parseHex(TITLE + length + "20" + "01234567" + "AB".repeat(text)))).as(length)
                    .hasValueSatisfying(apdu -> assertThat(apdu.text()).hasSize(text).containsOnly(0xAB));
        }
    }

    @Test
    void aMessageThatIsCutOffAnywhereIsNone() {
        byte[] whole = HEX.parseHex(TITLE + "820006" + "20" + "01234567" + "AB");
        for (int length = 0; length < whole.length; length++) {
            assertThat(CipheredApdu.of(Arrays.copyOf(whole, length))).as("%d bytes", length).isEmpty();
        }
        assertThat(CipheredApdu.of(whole)).isPresent();
    }

    @Test
    void aHeadIsReadAsSoonAsItIsThere() {
        byte[] line = HEX.parseHex("DB" + TITLE + "820006");

        assertThat(CipheredApdu.Head.of(line, 1, line.length)).contains(new CipheredApdu.Head(14, 20));
        assertThat(CipheredApdu.Head.of(line, 1, line.length - 1)).isEmpty();
        assertThat(CipheredApdu.Head.of(HEX.parseHex(TITLE + "05"), 0, 11)).contains(new CipheredApdu.Head(11, 16));
        assertThat(CipheredApdu.Head.of(HEX.parseHex(TITLE + "05"), 0, 10)).isEmpty();
    }

    @Test
    void aHeadIsReadWhereverItIs() {
        byte[] line = HEX.parseHex("00".repeat(5) + TITLE + "8106" + "2001234567" + "AB");

        assertThat(CipheredApdu.Head.of(line, 5, line.length)).contains(new CipheredApdu.Head(17, 23));
        assertThat(CipheredApdu.Head.of(line, 5, 17)).as("all there but what it heads").contains(new CipheredApdu.Head(17, 23));
        assertThat(CipheredApdu.Head.of(line, 5, 16)).as("a byte of the length is missing").isEmpty();
    }

    @Test
    void noOtherBytesAreAHead() {
        for (String other : List.of("DC" + TITLE.substring(2) + "05", "DB07" + TITLE.substring(4) + "05", TITLE + "80", TITLE + "04",
                TITLE + "8104")) {
            assertThat(CipheredApdu.of(HEX.parseHex(other + "2001234567"))).as(other).isEmpty();
        }
    }

    @Test
    void aTagHasTwelveBytes() {
        assertThat(CipheredApdu.of(HEX.parseHex(TITLE + "11" + "30" + "01234567" + TAG))).isPresent();
        assertThat(CipheredApdu.of(HEX.parseHex(TITLE + "10" + "30" + "01234567" + TAG.substring(2)))).isEmpty();
    }

    @Test
    void aMessageRepeatsOneThatIsEqualInCounterMeterAndText() {
        CipheredApdu first = sealed("20", SEALED);

        assertThat(first.repeats(sealed("20", SEALED))).isTrue();
        assertThat(first.repeats(sealed("20", CLEAR))).isFalse();
        assertThat(first.repeats(new CipheredApdu(first.title(), 0x20, first.counter() + 1, first.text()))).isFalse();
        assertThat(first.repeats(new CipheredApdu(new byte[8], 0x20, first.counter(), first.text()))).isFalse();
    }

    /** The tag of a text that is not encrypted: GMAC over security control, authentication key and text. */
    private static String tag(String control, String authentication, String text) {
        try {
            Cipher gcm = Cipher.getInstance("AES/GCM/NoPadding");
            gcm.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(HEX.parseHex(KEY), "AES"),
                    new GCMParameterSpec(96, HEX.parseHex("4D4D4D0000BC614E" + "01234567")));
            gcm.updateAAD(HEX.parseHex(control + authentication + text));
            return HEX.formatHex(gcm.doFinal());
        } catch (GeneralSecurityException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static Decryptor decryptor(String key, String authentication) {
        return new Decryptor(key(key), key(authentication));
    }

    private static Optional<AesKey> key(String hex) {
        try {
            return hex.isEmpty() ? Optional.empty() : Optional.of(AesKey.of(hex, "key"));
        } catch (AesKey.BadKeyException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static CipheredApdu sealed(String control, String text) {
        int length = 5 + text.length() / 2;
        return CipheredApdu.of(HEX.parseHex("DB084D4D4D0000BC614E" + "%02X".formatted(length) + control + "01234567" + text))
                .orElseThrow();
    }

    private static String clear(Decryptor.Result opened) {
        return HEX.formatHex(((Decryptor.Result.Clear) opened).text());
    }
}
