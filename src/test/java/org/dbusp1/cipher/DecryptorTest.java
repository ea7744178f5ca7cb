package org.dbusp1.cipher;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DecryptorTest {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    /** The worked example of the DLMS UA Green Book: authenticated encryption of an initiate request. */
    private static final String KEY = "000102030405060708090A0B0C0D0E0F";
    private static final String AUTHENTICATION = "D0D1D2D3D4D5D6D7D8D9DADBDCDDDEDF";
    private static final String CLEAR = "01011000112233445566778899AABBCCDDEEFF0000065F1F0400007E1F04B0";
    private static final String SEALED = "801302FF8A7874133D414CED25B42534D28DB0047720606B175BD52211BE68";
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
    void cutsAnUncheckedTagOffAndSaysSo() {
        DecryptionResult opened = decryptor(KEY, "").decrypt(sealed("30", SEALED + TAG), Decryptor.Tag.OPTIONAL);

        assertThat(clear(opened)).isEqualTo(CLEAR);
        assertThat(((DecryptionResult.Clear) opened).proven()).isFalse();
    }

    @Test
    void checksARequiredTagWithTheCommonKeyWhereNoneIsConfigured() {
        assertThat(decryptor(KEY, "").decrypt(sealed("30", SEALED + TAG), Decryptor.Tag.REQUIRED))
                .isInstanceOf(DecryptionResult.Mismatch.class);
    }

    @Test
    void refusesAWrongKeyWhereThereIsATag() {
        assertThat(decryptor(AUTHENTICATION, AUTHENTICATION).decrypt(sealed("30", SEALED + TAG), Decryptor.Tag.OPTIONAL))
                .isInstanceOf(DecryptionResult.Mismatch.class);
    }

    @Test
    void refusesTextThatIsOnlyAuthenticatedWhenItWasChanged() {
        assertThat(decryptor(KEY, AUTHENTICATION).decrypt(sealed("10", CLEAR + TAG), Decryptor.Tag.REQUIRED))
                .isInstanceOf(DecryptionResult.Mismatch.class);
    }

    @Test
    void opensNothingWithoutAKey() {
        assertThat(Decryptor.none().decrypt(sealed("20", SEALED), Decryptor.Tag.OPTIONAL)).isInstanceOf(DecryptionResult.NoKey.class);
    }

    @Test
    void tellsWhichMeterItIsBeforeAnyKeyIsKnown() {
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

    private static Decryptor decryptor(String key, String authentication) {
        return new Decryptor(key(key), key(authentication));
    }

    private static Optional<AesKey> key(String hex) {
        try {
            return hex.isEmpty() ? Optional.empty() : Optional.of(AesKey.of(hex, "key"));
        } catch (BadKeyException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static CipheredApdu sealed(String control, String text) {
        int length = 5 + text.length() / 2;
        return CipheredApdu.of(HEX.parseHex("DB084D4D4D0000BC614E" + "%02X".formatted(length) + control + "01234567" + text))
                .orElseThrow();
    }

    private static String clear(DecryptionResult opened) {
        return HEX.formatHex(((DecryptionResult.Clear) opened).text());
    }
}
