package org.dbusp1.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that any bytes that somebody publishes as rows are refused, and end nothing. */
class RowSetReaderTest {
    private static final String SET = """
            {"v":1,"driver":"1770000000-0badc0de","number":7,"zone":"Europe/Amsterdam","tables":\
            {"minutes":{"columns":["ts"],"rows":[[60],["x"],[null]]}}}""";

    /** No JSON, several documents, and bytes that look like a damaged text in UTF-32 or in an unusual order of bytes. */
    @ParameterizedTest
    @ValueSource(strings = {"", "7B", "7B7D7B7D", "FF", "00007B00", "0000007BFFFFFFFF", "7B000000FFFFFFFF"})
    void whatIsNoSetOfRowsIsRefused(String hex) {
        byte[] message = HexFormat.of().parseHex(hex);
        assertThatThrownBy(() -> RowSetReader.read(message)).isInstanceOf(RowSetReader.Unreadable.class);
    }

    /** Otherwise rows would be lost with a message that counts as taken. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "v":1           | "v":"1"
            "v":1           | "v":1,"v":1
            "number":7      | "number":"7"
            "number":7      | "number":null
            "driver":"1770000000-0badc0de" | "driver":["1770000000-0badc0de"]
            "zone":"Europe/Amsterdam"      | "zone":1
            "tables":{      | "tables":[],"rest":{
            "tables":{      | "tables":5,"rest":{
            "tables":{      | "tables":{},"tables":{
            "minutes":{     | "minutes":{"columns":["ts"],"rows":[[1]]},"minutes":{
            "columns":["ts"] | "columns":"ts"
            "columns":["ts"] | "columns":[1]
            "columns":["ts"] | "columns":[null]
            "columns":["ts"] | "columns":["ts","ts"]
            "rows":[        | "rows":{},"rest":[
            "rows":[        | "rest":[
            [60]            | 60
            [60]            | {}
            [60]            | [[60]]
            [60]            | [true]
            [60]            | [60,61]
            """)
    void aSetWithAFieldTwiceOrWithAnotherKindOfValueIsRefused(String part, String other) throws Exception {
        assertThat(RowSetReader.read(SET.getBytes(StandardCharsets.UTF_8)).size()).isEqualTo(3);
        String changed = SET.replace(part, other);

        assertThat(changed).isNotEqualTo(SET);
        assertThatThrownBy(() -> RowSetReader.read(changed.getBytes(StandardCharsets.UTF_8))).isInstanceOf(RowSetReader.Unreadable.class);
    }
}
