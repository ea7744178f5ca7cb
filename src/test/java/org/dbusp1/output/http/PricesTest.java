package org.dbusp1.output.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigDecimal;
import org.dbusp1.output.http.HttpSettings.Prices;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PricesTest {
    @Test
    void pricesByName() {
        assertThat(Prices.parse("import=0.28, export-t2=-0.01,gas=1"))
                .containsEntry("import", new BigDecimal("0.28")).containsEntry("export-t2", new BigDecimal("-0.01"))
                .containsEntry("gas", BigDecimal.ONE).hasSize(3);
        assertThat(Prices.parse("")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"import", "import=", "import=0,28", "import=1e3", "import=0.28,", "coal=3", "import-t7=1",
            "gas=1,gas=2", "gas=1=2", "gas=NaN", "import:0.28", ","})
    void anythingElseIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Prices.parse(text));
    }
}
