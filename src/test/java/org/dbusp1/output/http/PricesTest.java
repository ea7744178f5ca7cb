package org.dbusp1.output.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigDecimal;
import java.util.Map;
import java.util.TreeMap;
import org.dbusp1.output.http.HttpConfig.Prices;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PricesTest {
    @Test
    void pricesByName() {
        Prices prices = Prices.parse("import=0.28, export-t2=-0.01,gas=1");
        assertThat(prices.byName()).containsEntry("import", new BigDecimal("0.28")).containsEntry("export-t2", new BigDecimal("-0.01"))
                .containsEntry("gas", BigDecimal.ONE).hasSize(3);
        assertThat(prices.currency()).isEqualTo("EUR");
        assertThat(Prices.parse("").byName()).isEmpty();
    }

    @Test
    void anotherCurrencyIsNamedAmongThem() {
        assertThat(Prices.parse("import=0.28, currency=CHF,gas=1")).isEqualTo(new Prices("CHF",
                new TreeMap<>(Map.of("import", new BigDecimal("0.28"), "gas", BigDecimal.ONE))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"import", "import=", "import=0,28", "import=1e3", "import=0.28,", "coal=3", "import-t7=1",
            "gas=1,gas=2", "gas=1=2", "gas=NaN", "import:0.28", ",", "currency=chf", "currency=", "currency=CHF,currency=EUR"})
    void anythingElseIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Prices.parse(text));
    }
}
