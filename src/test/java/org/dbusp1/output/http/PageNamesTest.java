package org.dbusp1.output.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dbusp1.output.Archive.Step;
import org.dbusp1.output.Archive.Table;
import org.dbusp1.output.Event;
import org.dbusp1.output.history.ArchiveColumns;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The names of fields in the page's scripts against those that the server sends. {@link PageRig} looks at what the
 * scripts read while they run.
 */
class PageNamesTest {
    /** In the scripts only names of the API have underscores; parts of a name may be ${computed}. */
    private static final Pattern NAME = Pattern.compile("(?:[a-z0-9]|\\$\\{\\w+})*(?:_(?:[a-z0-9]|\\$\\{\\w+})*)+");
    private static final Pattern OF_ROWS = Pattern.compile("\\b(?:row|event)\\??\\.(\\w+)\\b(?!\\()");

    private static String script(String name) throws IOException {
        return Web.file(name).replaceAll("(?m)(?<!:)//.*$", "");
    }

    private static Stream<String> found(String script) {
        return NAME.matcher(script).results().map(MatchResult::group);
    }

    private static Set<String> known() throws IOException {
        Set<String> known = ApiNames.places().values().stream().flatMap(Set::stream)
                .collect(Collectors.toCollection(TreeSet::new));
        Stream.concat(Arrays.stream(Table.values()).map(Table::title), Arrays.stream(Step.values()).map(Step::title))
                .forEach(known::add);
        Stream.of(Event.Kind.values()).map(Event.Kind::key).forEach(known::add);
        return known;
    }

    @ParameterizedTest
    @ValueSource(strings = {"app.js", "now.js", "today.js", "history.js", "comparison.js", "rows.js", "tiles.js",
        "cost.js", "format.js"})
    void theServerSendsEveryNameWithAnUnderscore(String file) throws Exception {
        Set<String> known = known();

        assertThat(found(script(file)).filter(name -> name.matches(".*[a-z].*"))).allSatisfy(name -> {
            String pattern = name.replaceAll("\\$\\{\\w+}", "\\\\w+") + (name.endsWith("_") ? ".*" : "");
            assertThat(known).as(name).anyMatch(one -> one.matches(pattern));
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"today.js", "history.js", "comparison.js", "rows.js", "cost.js"})
    void theHistoryHasEveryColumnThatIsReadOfARow(String file) throws Exception {
        assertThat(OF_ROWS.matcher(script(file)).results().map(match -> match.group(1)))
                .isSubsetOf(ArchiveColumns.names());
    }

    /** A pattern that finds nothing would hold for every script. */
    @Test
    void thePatternsFindNames() throws Exception {
        assertThat(found("a.p_imp_w + `p_${l}_w` + x.camelCase")).containsExactly("p_imp_w", "p_${l}_w");
        assertThat(OF_ROWS.matcher(script("history.js")).results().map(match -> match.group(1)))
                .contains("ts", "channel", "day", "u_min", "avg_w", "kind", "value");
    }
}
