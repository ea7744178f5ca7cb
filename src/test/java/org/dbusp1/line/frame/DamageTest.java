package org.dbusp1.line.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.dbusp1.SimulatedLog;
import org.dbusp1.line.frame.Damage.Part;
import org.dbusp1.meter.RejectCause;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a rejected telegram lost, by its bytes. */
class DamageTest {
    private static Damage of(String text, RejectCause cause) {
        return Damage.of(text.replace("|", "\r\n").getBytes(StandardCharsets.ISO_8859_1), cause);
    }

    @ParameterizedTest
    @CsvSource({"MIDDLE, '/ISK5 ME||1-0:1.7.0(00#1*kW)|!12AB'", "MIDDLE, '/ISK5 ME||1-0:1.7.0(00#1*kW)|!12AB|'",
        "END, '/ISK5 ME||1-0:1.7.0(00.1'", "END, '/KAM5||'", "END, '/KAM5||1-'", "NONE, '/dev/tty||'", "END, '/ISK5 ME||1-0:1.7.0(00.1*kW)|'", "START, '5 ME||1-0:1.7.0(00.1*kW)|!12AB'",
        "START, '\u00B9KF\u00EA6 ME||1-0:1.7.0(00.1*kW)|!12AB'", "START, '5 ME||1-0:1.7.0(00.1*kW)|!'", "PIECE, '.1*kW)|1-0:1.7.0(00.1*kW)|!12AB'",
        "PIECE, '7.0(00.1*kW)|1-0:2.7.0(00.1'", "NONE, 'a line of a device|and another'", "NONE, ''"})
    void thePartOfAText(Part part, String text) {
        assertThat(of(text, RejectCause.TRUNCATED).part()).isEqualTo(part);
    }

    @ParameterizedTest
    @CsvSource({"sml-iskra, 0, 0, MIDDLE", "sml-iskra, 0, 9, END", "sml-iskra, 9, 0, START", "sml-iskra, 9, 9, NONE", "han-aidon, 0, 0, MIDDLE",
        "han-aidon, 0, 9, END", "han-aidon, 9, 0, START", "han-aidon, 9, 9, NONE"})
    void thePartOfABinaryFrame(String meter, int fromStart, int fromEnd, Part part) {
        byte[] whole = SimulatedLog.meter(meter, Instant.parse("2026-01-15T11:00:00Z")).next();
        assertThat(Damage.of(Arrays.copyOfRange(whole, fromStart, whole.length - fromEnd), RejectCause.FCS).part()).isEqualTo(part);
    }

    /** What came whole was not damaged by the line; a checksum that the meter does not print is no loss. */
    @ParameterizedTest
    @EnumSource(names = {"NO_CRC", "TOO_LONG", "ENCRYPTED", "KEY", "CONTRADICTION", "OUTDATED", "UNREADABLE", "UNSCALED"})
    void whatIsRejectedForAnotherReasonIsNoDamage(RejectCause cause) {
        assertThat(of("/ISK5 ME||1-0:1.7.0(00.1*kW)|!12AB", cause).part()).isEqualTo(Part.NONE);
    }

    /** One piece that begins in the middle says nothing; several that begin alike lost the same each time. */
    @Test
    void mostOfTheDamagesCount() {
        Damage start = of("5 ME||1-0:1.7.0(00.1*kW)|!12AB", RejectCause.TRUNCATED);
        Damage end = of("/ISK5 ME||1-0:1.7.0(00.1", RejectCause.TRUNCATED);
        Damage middle = of("/ISK5 ME||1-0:1.7.0(00#1*kW)|!12AB", RejectCause.CRC);
        Damage piece = of("0%0:96.1.4(50217)|1-0:1.7.0(00.1*kW)|!12AB", RejectCause.TRUNCATED);
        Damage none = of("1-0:1.7.0(00.1*kW)", RejectCause.OUTDATED);
        assertThat(Damage.most(List.of(start, start, end, none, none))).isEqualTo(Part.START);
        assertThat(Damage.most(List.of(start, end, middle))).isEqualTo(Part.MIDDLE);
        assertThat(Damage.most(List.of(end, end, start, middle))).isEqualTo(Part.END);
        assertThat(Damage.most(List.of(piece))).isEqualTo(Part.END);
        assertThat(Damage.most(List.of(piece, piece, end))).isEqualTo(Part.START);
        assertThat(Damage.most(List.of(none))).isEqualTo(Part.NONE);
        assertThat(Damage.most(List.of())).isEqualTo(Part.NONE);
    }
}
