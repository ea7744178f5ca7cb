package org.dbusp1.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.MBusDevice;
import org.dbusp1.meter.Message;
import org.dbusp1.meter.MeterIdentity;
import org.dbusp1.meter.Stamp;
import org.junit.jupiter.api.Test;

/** Texts from outside, and the records that apply the rule. */
class SafeTextTest {
    private static final String ODD = "a\0b";
    private static final String SAFE = "a?b";

    @Property
    void holdsNeitherControlsNorUnpairedSurrogatesNorTooMuch(@ForAll @StringLength(max = 100) String text) {
        String safe = SafeText.identifier(text);
        assertThat(safe.length()).isEqualTo(Math.min(text.length(), SafeText.IDENTIFIER_LENGTH));
        assertThat(safe.codePoints()).noneMatch(Character::isISOControl)
                .noneMatch(point -> point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE);
    }

    @Test
    void whatIsSafeStaysTheSameObject() {
        String text = "Zähler \u20ac 5";
        assertThat(SafeText.identifier(text)).isSameAs(text);
        assertThat(SafeText.message(text)).isSameAs(text);
    }

    @Test
    void eachControlCharacterIsReplaced() {
        for (char c = 0; c < 0x180; c++) {
            assertThat(SafeText.identifier("x" + c)).isEqualTo(c < ' ' || c >= 0x7F && c < 0xA0 ? "x?" : "x" + c);
        }
    }

    @Test
    void surrogatesStayInPairs() {
        assertThat(SafeText.identifier("\ud83d\ude00")).isEqualTo("\ud83d\ude00");
        assertThat(SafeText.identifier("\ud83d\ude00\n\ud83d\ude00")).isEqualTo("\ud83d\ude00?\ud83d\ude00");
        assertThat(SafeText.identifier("\ud83dx\ude00")).isEqualTo("?x?");
        assertThat(SafeText.identifier("\ud83d")).isEqualTo("?");
        assertThat(SafeText.identifier("x".repeat(63) + "\ud83d\ude00")).isEqualTo("x".repeat(63) + "?");
    }

    @Test
    void isCutAtItsLength() {
        assertThat(SafeText.identifier("x".repeat(65))).isEqualTo("x".repeat(64));
        assertThat(SafeText.message("x".repeat(5000))).isEqualTo("x".repeat(SafeText.MESSAGE_LENGTH));
        assertThat(SafeText.identifier("\n" + "x".repeat(65))).isEqualTo("?" + "x".repeat(63));
    }

    @Test
    void eachTextOfAMeterIsSafe() {
        String odd = ODD;
        MeterIdentity meter = new MeterIdentity(Dialect.DSMR5, ODD, odd, odd);
        assertThat(List.of(meter.identification(), meter.equipmentId(), meter.version())).containsOnly(SAFE);
        MBusDevice.CounterReading counter = new MBusDevice.CounterReading(new Stamp(0, 0), BigDecimal.ONE, ODD);
        MBusDevice device = new MBusDevice(1, null, odd, null, counter);
        assertThat(List.of(device.id(), counter.unit(), device.withoutReading().id())).containsOnly(SAFE);
        Message.Details details = new Message.Details(odd, odd, odd, new Message.Details.Limiter(BigDecimal.ONE, ODD),
                null, null, null, null);
        assertThat(List.of(details.text(), details.textCode(), details.breaker(),
                details.limiter().unit())).containsOnly(SAFE);
        Message.Register register = new Message.Register("1-0:1.8.0", null, "(x)", null, ODD, null, odd);
        assertThat(List.of(register.unit(), register.text())).containsOnly(SAFE);
    }

    @Test
    void ofAForeignTextALogLineHasTheBeginning() {
        assertThat(SafeText.excerpt("no such table: p1_days")).isEqualTo("no such table: p1_days");
        assertThat(SafeText.excerpt("x".repeat(200))).isEqualTo("x".repeat(200));
        assertThat(SafeText.excerpt("x".repeat(60_000))).isEqualTo("x".repeat(200) + "...");
        assertThat(SafeText.excerpt("a\ndbus-p1: forged\u001b[2J")).isEqualTo("a?dbus-p1: forged?[2J");
    }
}
