package org.dbusp1.gx.ess.follow;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whether a meter shows the moves of the inverters. */
class MoveSignTest {
    private final MoveSign sign = new MoveSign();

    /** Telegrams and what the inverters drew then, as {@code 1000:300}, in watts. */
    @ParameterizedTest
    @CsvSource({"0:0 1000:1000, 1, true", "0:0 -1000:1000, 1, false", "0:0 150:150, 0, false",
            // A large move counts for more than small ones against it.
            "0:0 1000:1000 1200:800 1400:600, 3, true"})
    void theSumOfTheMovesDecides(String telegrams, int moves, boolean isShown) {
        for (String telegram : telegrams.split(" ")) {
            sign.accept(Double.parseDouble(telegram.split(":")[0]), Double.parseDouble(telegram.split(":")[1]));
        }
        assertThat(sign.moves()).isEqualTo(moves);
        assertThat(sign.isShown()).isEqualTo(isShown);
    }

    @Test
    void theFirstTelegramOfOtherInvertersIsComparedWithNone() {
        sign.accept(0, 0);
        sign.clear();
        sign.accept(1_000, 1_000);
        assertThat(sign.moves()).isZero();
    }
}
