package org.dbusp1.output;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that any bytes that somebody publishes as rows are refused, and end nothing. */
class RowSetTest {
    /** No JSON, several documents, and bytes that look like a damaged text in UTF-32 or in an unusual order of bytes. */
    @ParameterizedTest
    @ValueSource(strings = {"", "7B", "7B7D7B7D", "FF", "00007B00", "0000007BFFFFFFFF", "7B000000FFFFFFFF"})
    void whatIsNoSetOfRowsIsRefused(String hex) {
        byte[] message = HexFormat.of().parseHex(hex);
        assertThatThrownBy(() -> RowSet.parse(message)).isInstanceOf(RowSet.Unreadable.class);
    }
}
