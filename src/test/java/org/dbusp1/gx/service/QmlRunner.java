package org.dbusp1.gx.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.base.problem.Finding;
import org.dbusp1.base.problem.Texts;

/** Runs the meter's own pages with doubles of the screen's types, src/test/qml. */
final class QmlRunner {
    private QmlRunner() {
    }

    /** Returns the folder with all that a plug-in is made of: the pages, and the texts that they have in common with the driver. */
    static Path make() throws Exception {
        Path folder = Files.createDirectories(Path.of("target/qml"));
        Path made = Files.createTempDirectory(Path.of("target"), "qml");
        Process maker = new ProcessBuilder("/usr/bin/python3", "-B", "venus/build/screen.py", made.toString()).inheritIO().start();
        assertThat(maker.waitFor()).isZero();
        Files.writeString(made.resolve("said.js"), said());
        // Whole files: another JVM may read them at this moment.
        try (Stream<Path> pages = Files.list(made)) {
            for (Path page : pages.toList()) {
                Files.move(page, folder.resolve(page.getFileName()), StandardCopyOption.ATOMIC_MOVE);
            }
        }
        Files.delete(made);
        return folder;
    }

    /** Returns the sentences of the driver for the screen as a table of the tests: by language, id and detail; {detail} is left in them. */
    private static String said() {
        StringBuilder table = new StringBuilder(".pragma library\nconst said = {\n");
        for (String language : Texts.LANGUAGES) {
            Texts texts = Texts.onScreen(language);
            table.append("\"").append(language).append("\": {");
            for (Condition condition : Condition.values()) {
                for (String detail : List.of("{detail}", "off", "watching", "paused", "VictronConnect", "generator", "configured", "thirds",
                        "counters", "heat", "port", "genset", "acload", "pvinverter", "one_phase", "disconnected", "fault", "no_vebus",
                        "no_answer")) {
                    table.append(row(texts, detail, Finding.of(condition, Map.of("detail", detail))));
                }
            }
            for (Condition cause : Condition.all(Condition.Subject.ESS)) {
                table.append(row(texts, cause.id(), Finding.of(Condition.LIMITER_NOT_USED).because(Finding.of(cause, ""))));
            }
            table.append("},\n");
        }
        return table.append("}\nfunction of(language, id, detail) { const t = said[language] || said.en;\n"
                + "  return (t[id + \".\" + detail] || t[id + \".{detail}\"] || []).map((x) => x.replace(\"{detail}\","
                + " String(detail).replace(/ \\(com\\.victronenergy\\..*\\)$/, \"\"))) }\n").toString();
    }

    private static String row(Texts texts, String name, Finding found) {
        return String.format("\"%s.%s\": [%s, %s, \"%s\", \"%s\", %s, %s],%n", found.condition().id(), name,
                quoted(texts.both(found) + "."),
                quoted(texts.brief(found)), found.place().key(), found.ess().name().toLowerCase(java.util.Locale.ROOT),
                quoted(texts.text(found)), quoted(texts.remedy(found)));
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    /** Returns what a test of src/test/qml printed; skipped where Qt's tools are not installed. */
    static String run(String test) throws Exception {
        Path runner = Path.of("/usr/lib/qt6/bin/qmltestrunner");
        try (Stream<Path> architectures = Files.list(Path.of("/usr/lib"))) {
            assumeTrue(Files.exists(runner) && architectures.anyMatch(path -> Files.exists(path.resolve("qt6/qml/QtTest"))),
                    "qt6-declarative-dev-tools and qml6-module-qttest are not installed");
        }
        ProcessBuilder words = new ProcessBuilder(runner.toString(), "-import", "src/test/qml", "-input", "src/test/qml/" + test)
                .redirectErrorStream(true);
        words.environment().put("QT_QPA_PLATFORM", "offscreen");
        Process running = words.start();
        String printed = new String(running.getInputStream().readAllBytes(), UTF_8);
        assertThat(running.waitFor()).as(printed).isZero();
        return printed;
    }
}
