package org.dbusp1.line.decode.han;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import org.dbusp1.meter.MeterKey;
import org.junit.jupiter.api.Test;

class MeterNumbersTest {
    private static final Map<Integer, String> PRINTED = Map.of(3, "1876350");
    private static final Map<Integer, String> BOTH = Map.of(2, "ISK1030775213859", 3, "1876350");

    private static MeterNumbers numbers(String key) {
        return new MeterNumbers(() -> Optional.of(key).filter(text -> !text.isEmpty()).map(MeterKey::new).orElse(null));
    }

    private static Optional<String> message(MeterNumbers numbers, Map<Integer, String> sent) {
        if (numbers.contradicted(sent)) {
            numbers.reset();
        }
        numbers.add(sent);
        return Optional.ofNullable(numbers.ofMessage());
    }

    @Test
    void withoutAKeyTheFirstNumberStays() {
        MeterNumbers numbers = numbers("");
        assertThat(message(numbers, Map.of())).isEmpty();
        assertThat(message(numbers, PRINTED)).contains("1876350");
        assertThat(message(numbers, BOTH)).contains("1876350");
        assertThat(message(numbers("HOUSE"), Map.of())).isEmpty();
    }

    /** The lists may come in another order than in the run that made the key. */
    @Test
    void theNumberOfTheEarlierRunIsThatOfThisOne() {
        assertThat(message(numbers("1876350"), BOTH)).contains("1876350");
        MeterNumbers numbers = numbers("ISK1030775213859");
        assertThat(message(numbers, PRINTED)).as("the meter may be the one of the key").isEmpty();
        assertThat(message(numbers, Map.of())).isEmpty();
        assertThat(message(numbers, BOTH)).contains("ISK1030775213859");
        assertThat(message(numbers, PRINTED)).contains("ISK1030775213859");
    }

    /** A key is made of letters, digits and underscores. */
    @Test
    void aNumberWithOtherCharactersIsThatOfItsKeyToo() {
        assertThat(message(numbers("68_41_1"), Map.of(0, "1234567", 1, "68 41/1"))).contains("68 41/1");
    }

    /** The key is that of the meter before, or the owner's, or was made without a number. */
    @Test
    void aKeyThatIsMadeOfNoNumberHoldsTheBestBackForTenMessages() {
        MeterNumbers numbers = numbers("OLD123456");
        for (int i = 0; i < 10; i++) {
            assertThat(message(numbers, i % 3 == 2 ? BOTH : PRINTED)).isEmpty();
        }
        assertThat(message(numbers, PRINTED)).contains("ISK1030775213859");
        assertThat(message(numbers, BOTH)).contains("ISK1030775213859");
    }

    @Test
    void anotherMeterIsNamedAtOnce() {
        MeterNumbers numbers = numbers("1876350");
        message(numbers, PRINTED);
        assertThat(message(numbers, Map.of(3, "1876351"))).contains("1876351");
        assertThat(message(numbers, Map.of(2, "ISK1030775213860", 3, "1876351"))).contains("1876351");
        assertThat(message(numbers, BOTH)).contains("1876350");
    }

    /** Otherwise the short lists of an exchanged meter would be those of the meter before: two meters on one line. */
    @Test
    void afterALossShortListsHaveNoNumberUntilALongListHasOne() {
        MeterNumbers numbers = numbers("");
        assertThat(message(numbers, PRINTED)).contains("1876350");
        assertThat(message(numbers, Map.of())).contains("1876350");

        numbers.lineLost();
        assertThat(message(numbers, Map.of())).isEmpty();
        assertThat(message(numbers, PRINTED)).contains("1876350");

        numbers.lineLost();
        assertThat(message(numbers, Map.of())).isEmpty();
        assertThat(message(numbers, Map.of(3, "999"))).contains("999");
        assertThat(message(numbers, Map.of())).contains("999");
    }
}
