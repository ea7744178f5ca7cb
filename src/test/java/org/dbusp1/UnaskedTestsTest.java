package org.dbusp1;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

class UnaskedTestsTest {
    static class Mixed {
        @Test
        void quick() {
        }

        @Test
        @Tag("slow")
        void slow() {
        }

        @Test
        @Tag("slow")
        @Tag("long")
        void longest() {
        }
    }

    @Tag("slow")
    @Tag("long")
    static class Slow {
        @Test
        void ofSlowClass() {
        }
    }

    static class Longest {
        @Test
        @Tag("slow")
        @Tag("long")
        void only() {
        }
    }

    /** Each row: tags that nobody asked for, what -Dtest names, and the tests that run; which methods are named, Maven sees. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            slow,papers | ''                                  | quick
            slow,papers | Unasked*Test                        | quick
            slow,papers | OtherTest,TestsTest                 | quick
            slow,papers | UnaskedTestsTest                    | ofSlowClass only quick slow
            slow,papers | OtherTest,org.dbusp1.UnaskedTestsTest | ofSlowClass only quick slow
            slow,papers | UnaskedTestsTest#longest            | longest ofSlowClass only quick slow
            ''          | ''                                  | longest ofSlowClass only quick slow
            """)
    void whatIsNamedRunsAndAPatternNamesNothing(String unasked, String test, String expected) {
        TestPlan plan = LauncherFactory.create(LauncherConfig.builder().enablePostDiscoveryFilterAutoRegistration(false).build())
                .discover(LauncherDiscoveryRequestBuilder.request().selectors(Stream.of(Mixed.class, Slow.class, Longest.class)
                        .map(DiscoverySelectors::selectClass).toList()).filters(new UnaskedTests(unasked, test)).build());
        List<String> tests = plan.getRoots().stream().flatMap(root -> plan.getDescendants(root).stream()).filter(TestIdentifier::isTest)
                .map(found -> found.getDisplayName().replace("()", "")).sorted().toList();
        assertThat(tests).containsExactly(expected.split(" "));
    }
}
