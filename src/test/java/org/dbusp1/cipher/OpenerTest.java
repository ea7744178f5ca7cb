package org.dbusp1.cipher;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OpenerTest {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    /** The worked example of the DLMS UA Green Book: authenticated encryption of an initiate request. */
    private static final String KEY = "000102030405060708090A0B0C0D0E0F";
    private static final String AUTHENTICATION = "D0D1D2D3D4D5D6D7D8D9DADBDCDDDEDF";
    private static final String CLEAR = "01011000112233445566778899AABBCCDDEEFF0000065F1F0400007E1F04B0";
    private static final String SEALED = "801302FF8A7874133D414CED25B42534D28DB0047720606B175BD52211BE68";
    private static final String TAG = "41DB204D39EE6FDB8E356855";

    @Test
    void opensTheWorkedExampleOfTheStandard() {
        assertThat(clear(opener(KEY, AUTHENTICATION).open(sealed("30", SEALED + TAG), Opener.Tag.REQUIRED)))
                .isEqualTo(CLEAR);
    }

    @Test
    void opensWithoutATag() {
        assertThat(clear(opener(KEY, AUTHENTICATION).open(sealed("20", SEALED), Opener.Tag.REQUIRED)))
                .isEqualTo(CLEAR);
    }

    @Test
    void opensSuiteOneAsItIsAes128Too() {
        assertThat(clear(opener(KEY, AUTHENTICATION).open(sealed("21", SEALED), Opener.Tag.OPTIONAL)))
                .isEqualTo(CLEAR);
    }

    @Test
    void cutsAnUncheckedTagOffAndSaysSo() {
        Opened opened = opener(KEY, "").open(sealed("30", SEALED + TAG), Opener.Tag.OPTIONAL);

        assertThat(clear(opened)).isEqualTo(CLEAR);
        assertThat(((Opened.Clear) opened).proven()).isFalse();
    }

    @Test
    void checksARequiredTagWithTheCommonKeyWhereNoneIsConfigured() {
        assertThat(opener(KEY, "").open(sealed("30", SEALED + TAG), Opener.Tag.REQUIRED))
                .isInstanceOf(Opened.Mismatch.class);
    }

    @Test
    void refusesAWrongKeyWhereThereIsATag() {
        assertThat(opener(AUTHENTICATION, AUTHENTICATION).open(sealed("30", SEALED + TAG), Opener.Tag.OPTIONAL))
                .isInstanceOf(Opened.Mismatch.class);
    }

    @Test
    void refusesTextThatIsOnlyAuthenticatedWhenItWasChanged() {
        assertThat(opener(KEY, AUTHENTICATION).open(sealed("10", CLEAR + TAG), Opener.Tag.REQUIRED))
                .isInstanceOf(Opened.Mismatch.class);
    }

    @Test
    void opensNothingWithoutAKey() {
        assertThat(Opener.none().open(sealed("20", SEALED), Opener.Tag.OPTIONAL)).isInstanceOf(Opened.NoKey.class);
    }

    @Test
    void tellsWhichMeterItIsBeforeAnyKeyIsKnown() {
        assertThat(sealed("20", SEALED).meter()).isEqualTo("MMM 0000BC614E");
    }

    @Test
    void isNoSealedApduWhenItsLengthIsAnother() {
        assertThat(Sealed.of(HEX.parseHex("DB084D4D4D0000BC614E" + "07" + "20" + "01234567" + "00"))).isEmpty();
        assertThat(Sealed.of(HEX.parseHex("DB084D4D4D0000BC614E" + "05" + "20" + "01234567" + "00"))).isEmpty();
        assertThat(Sealed.of(HEX.parseHex("DB084D4D4D0000BC614E" + "83000006" + "20" + "01234567" + "00"))).isEmpty();
    }

    @Test
    void isNoSealedApduWhenItIsCompressedOrHasALongKey() {
        assertThat(Sealed.of(HEX.parseHex("DB084D4D4D0000BC614E" + "06" + "A0" + "01234567" + "00"))).isEmpty();
        assertThat(Sealed.of(HEX.parseHex("DB084D4D4D0000BC614E" + "06" + "22" + "01234567" + "00"))).isEmpty();
    }

    private static Opener opener(String key, String authentication) {
        return new Opener(key(key), key(authentication));
    }

    private static Optional<AesKey> key(String hex) {
        try {
            return hex.isEmpty() ? Optional.empty() : Optional.of(AesKey.of(hex, "key"));
        } catch (BadKeyException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static Sealed sealed(String control, String text) {
        int length = 5 + text.length() / 2;
        return Sealed.of(HEX.parseHex("DB084D4D4D0000BC614E" + "%02X".formatted(length) + control + "01234567" + text))
                .orElseThrow();
    }

    private static String clear(Opened opened) {
        return HEX.formatHex(((Opened.Clear) opened).text());
    }
}
