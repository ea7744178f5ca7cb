package org.dbusp1.gx.service;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pages of the meter on the screen: sources against the table of paths and the texts of all languages, and the plug-in. */
class ScreenPagesTest {
    private static final Path QML = Path.of("src/main/qml");
    private static final List<String> LANGUAGES = List.of("en", "nl", "de", "fr");
    private static final Pattern UID_PATH = Pattern.compile("(?:\\buid|serviceUid) \\+ \"(/[A-Za-z0-9/]+)\""
            + "((?: \\+ \\(\\w+\\.index \\+ 1\\)(?: \\+ \"(/[A-Za-z0-9/]+)\")?)?)");
    /**
     * Texts of gui-v2's own catalogue, i18n/venus-gui-v2.ts, used in its sources from v1.2.33 to v1.3.15: menus, rows and words in the
     * screen's language.
     */
    private static final Set<String> OF_SCREEN = Set.of("nav_settings", "settings_system_setup", "settings_vrm",
            "settings_vrm_device_instances", "pagesettingssystem_ac_system", "settings_system_ac_input_1",
            "settings_system_grid", "settings_ess_grid_metering", "settings_ess_inverter_charger",
            "settings_ess_external_meter", "settings_deviceinfo_name", "common_words_ess", "common_words_setup",
            "common_words_ac_input_role", "common_words_not_connected", "common_words_phase", "common_words_power_watts",
            "common_words_energy", "common_words_today", "common_words_yesterday", "common_words_notifications",
            "common_words_state");
    /** The size of a piece that dbus-flashmq, guicustomizations.cpp, publishes at once; a browser asks for them one by one. */
    private static final int CHUNK = 4096;
    private static final int CHUNKS = 9;

    private static Map<String, String> pages() throws IOException {
        Map<String, String> pages = new TreeMap<>();
        try (Stream<Path> files = Files.list(QML)) {
            for (Path page : files.filter(file -> file.toString().endsWith(".qml")).toList()) {
                pages.put(page.getFileName().toString(), Files.readString(page));
            }
        }
        assertThat(pages).isNotEmpty();
        return pages;
    }

    /** The texts by name, each in the order of {@link #LANGUAGES}. */
    private static Map<String, List<String>> texts() throws IOException {
        Map<String, List<String>> texts = new TreeMap<>();
        for (String language : LANGUAGES) {
            Files.readAllLines(QML.resolve("texts_" + language + ".properties")).stream()
                    .filter(line -> line.contains("=") && !line.startsWith("#"))
                    .forEach(line -> texts.computeIfAbsent(line.split("=", 2)[0], name -> new ArrayList<>()).add(line.split("=", 2)[1]));
        }
        assertThat(texts).allSatisfy((name, all) -> assertThat(all).as(name).hasSameSizeAs(LANGUAGES));
        return texts;
    }

    private static Set<String> published() {
        return Arrays.stream(Role.values()).flatMap(role -> PathRows.of(role).stream()).map(PathDefinition::path)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void everyPathThatAPageNamesIsPublished() throws IOException {
        Set<String> named = new TreeSet<>();
        for (String page : pages().values()) {
            UID_PATH.matcher(page.replace("Global.system.serviceUid + \"/Ac/ActiveIn/Source\"", "systemcalc's")).results().forEach(uid -> {
                if (uid.group(2).isEmpty()) {
                    named.add(uid.group(1));
                } else {
                    int last = uid.group(1).contains("Energy") ? 5 : 3;
                    for (int i = 1; i <= last; i++) {
                        named.add(uid.group(1) + i + (uid.group(3) == null ? "" : uid.group(3)));
                    }
                }
            });
        }
        assertThat(named).hasSizeGreaterThan(50);
        assertThat(published()).containsAll(named);
    }

    @Test
    void noPathIsNamedInAWayThatThisTestDoesNotSee() throws IOException {
        pages().forEach((name, page) -> {
            long literals = Pattern.compile("\"/(?:P1|Ac|NrOfPhases|PhaseSetting|Connected|CustomName|RefreshTime|Role|ProductName|Mgmt)")
                    .matcher(page).results().count();
            assertThat(UID_PATH.matcher(page).results().count()).as(name).isEqualTo(literals);
        });
    }

    @Test
    void everyTextIsThereInEveryLanguage() throws IOException {
        Set<String> used = new TreeSet<>();
        Set<String> ofScreen = new TreeSet<>();
        Map<String, String> pages = pages();
        assertThat(pages.remove("P1Texts.qml")).contains("languages: [\"" + String.join("\", \"", LANGUAGES) + "\"]");
        for (String page : pages.values()) {
            Pattern.compile("P1Texts\\.(?!(?:ofDriver|filled|rows)\\b)(\\w+)").matcher(page).results().forEach(text -> used.add(text.group(1)));
            Pattern.compile("qsTrId\\(\"(\\w+)\"\\)").matcher(page).results().forEach(text -> ofScreen.add(text.group(1)));
            assertThat(Pattern.compile("qsTrId\\((?!\")|qsTr\\(").matcher(page).find()).isFalse();
            // A text in the page is a number with its unit, a phase or a separator.
            Pattern.compile("(?:text|title|secondaryText|caption|display): \"([^\"]*)\"").matcher(page).results()
                    .forEach(text -> assertThat(text.group(1)).matches("L|[0-9.]+ kW"));
        }
        Properties english = new Properties();
        english.load(Files.newBufferedReader(Path.of("src/main/resources/org/dbusp1/base/problem/texts_en.properties")));
        english.stringPropertyNames().stream().filter(key -> key.startsWith("screen.")).map(key -> key.substring("screen.".length()))
                .forEach(ofScreen::add);
        assertThat(ofScreen).isEqualTo(new TreeSet<>(OF_SCREEN));
        Map<String, List<String>> texts = texts();
        assertThat(texts.keySet()).isEqualTo(used);
        texts.forEach((name, all) -> {
            for (String language : LANGUAGES) {
                String text = all.get(LANGUAGES.indexOf(language));
                assertThat(text).as(language + " " + name).isNotBlank();
                assertThat(places(text)).as(language + " " + name).isEqualTo(places(all.get(0)));
                assertThat(text).as(language + " " + name)
                        .doesNotContain(language.equals("fr") ? List.of(" :", " ;", "%1:") : List.of(" :"));
            }
        });
    }

    private static Set<String> places(String text) {
        return Pattern.compile("%\\d").matcher(text).results().map(MatchResult::group).collect(Collectors.toSet());
    }

    @Test
    void everyTextOfTheDriverThatAPageNamesIsThere() throws Exception {
        Properties english = new Properties();
        english.load(Files.newBufferedReader(Path.of("src/main/resources/org/dbusp1/base/problem/texts_en.properties")));
        Matcher keys = Pattern.compile("property var keys: \"(.*)\"").matcher(Files.readString(QmlRunner.make().resolve("P1Texts.qml")));
        assertThat(keys.find()).isTrue();
        Set<String> catalogue = Set.of(keys.group(1).split(" "));
        Set<String> named = new TreeSet<>();
        for (String page : pages().values()) {
            Pattern.compile("ofDriver\\(\"([\\w.]+)\"[,)]").matcher(page).results().forEach(text -> named.add(text.group(1)));
        }
        assertThat(named).hasSizeGreaterThan(3).allSatisfy(key -> assertThat(english).containsKey(key));
        assertThat(english.stringPropertyNames()).allSatisfy(key -> assertThat(catalogue.contains(key)).as(key)
                .isEqualTo(key.matches("(name|cause|hint)\\..*|ess\\.grid_lost")));
    }

    /** The rows of a meter with three phases, while the order is still that of a one-phase meter. */
    @Test
    void nothingIsChosenWhereTheOrderDoesNotNameThreePhases() throws IOException {
        assertThat(pages().get("P1Setup.qml"))
                .contains("currentIndex: root.named.length === 3 ? [\"L1\", \"L2\", \"L3\"].indexOf(root.named[phase.index]) : -1");
    }

    @Test
    void thePlugInHasOneNameIsSmallAndTheSameEachTime(@TempDir Path directory) throws Exception {
        assumeTrue(Files.exists(Path.of("/usr/lib/qt6/libexec/rcc")) && Files.exists(Path.of("/usr/lib/qt6/bin/lrelease")),
                "qt6-base-dev-tools and qt6-l10n-tools are not installed");
        Path first = make(directory.resolve("a"));
        Path second = make(directory.resolve("b"));

        assertThat(Files.readAllBytes(first)).isEqualTo(Files.readAllBytes(second));
        assertThat(Files.size(first)).isLessThanOrEqualTo((long) CHUNK * CHUNKS);
        JsonNode plugin = new ObjectMapper().readTree(first.toFile());
        assertThat(plugin.get("name").asText() + ".json").isEqualTo(first.getFileName().toString());
        assertThat(plugin.get("minRequiredVersion").asText()).matches("v\\d+\\.\\d+\\.\\d+");
        byte[] resource = Base64.getDecoder().decode(plugin.get("resource").asText());
        assertThat(new String(resource, 0, 4, java.nio.charset.StandardCharsets.ISO_8859_1)).isEqualTo("qres");
        List<String> named = new ArrayList<>();
        plugin.get("integrations").forEach(integration -> named.add(integration.get("url").asText()));
        assertThat(named).hasSize(2);
        assertThat(named.get(0)).as("Qt keeps compiled pages by their address, so another version has another one")
                .matches("qrc:/dbus-p1/[0-9a-f]{8}/P1Meters\\.qml");
        assertThat(named.get(1)).isEqualTo(named.get(0).replace("P1Meters", "P1Meter"));
        assertThat(plugin.get("integrations").get(1).get("productId").asText()).isEqualTo(String.format("0x%X", GridPaths.PRODUCT_ID));
        List<String> catalogues = new ArrayList<>();
        plugin.get("translations").forEach(catalogue -> catalogues.add(catalogue.asText()));
        assertThat(catalogues).as("gui-v2 finds a catalogue by the name of the plug-in and the language")
                .containsExactlyElementsOf(LANGUAGES.stream().map(language -> "qrc:/dbus-p1/dbus-p1_" + language + ".qm").toList());
        assertThat(unpacked(resource)).as("the screen itself translates the title of the row")
                .contains("P1 meter", "P1-meter", "P1-Zähler", "Compteur P1");
    }

    /** The contents of the resource's files, read as the UTF-16 of a catalogue. */
    private static String unpacked(byte[] resource) throws Exception {
        StringBuilder contents = new StringBuilder();
        for (int i = 0; i < resource.length - 1; i++) {
            if (resource[i] == 0x78 && resource[i + 1] == (byte) 0xDA) {
                try (InputStream file = new InflaterInputStream(new ByteArrayInputStream(resource, i, resource.length - i))) {
                    byte[] bytes = file.readAllBytes();
                    contents.append(new String(bytes, UTF_16BE)).append(new String(bytes, 1, bytes.length - 1, UTF_16BE));
                } catch (ZipException e) {
                    // Two bytes inside a file that only look like the start of another one.
                    continue;
                }
            }
        }
        return contents.toString();
    }

    /**
     * Against the types of the screen that the pages use, which src/test/qml describes. Qt 6.4's qmllint calls the page's own id
     * unqualified in a delegate; Qt 6.8, which the screen is built with, resolves it.
     */
    @Test
    void qmllintFindsNoFault() throws Exception {
        Path qmllint = qmllint();
        assertThat(faults(qmllint, QmlRunner.make())).isEmpty();
    }

    @Test
    void qmllintFindsFaults(@TempDir Path directory) throws Exception {
        Path qmllint = qmllint();
        Path sources = QmlRunner.make();
        for (String fault : List.of("textt: \"L1\"", "text: rooot.title", "preferredVisible: dataItem.isValid", "unit: 1 +",
                "text: P1Texts.bil")) {
            for (String texts : List.of("P1Texts.qml", "qmldir")) {
                Files.copy(sources.resolve(texts), directory.resolve(texts), REPLACE_EXISTING);
            }
            Files.writeString(directory.resolve("Faulty.qml"),
                    "import QtQuick\nimport Victron.VenusOS\n\nPage {\n\tid: root\n\n\tListQuantity {\n\t\t" + fault + "\n\t}\n}\n");
            assertThat(faults(qmllint, directory)).as(fault).isNotEmpty();
        }
    }

    private static Path qmllint() throws Exception {
        Path qmllint = Path.of("/usr/lib/qt6/bin/qmllint");
        try (Stream<Path> architectures = Files.list(Path.of("/usr/lib"))) {
            assumeTrue(Files.exists(qmllint) && architectures.anyMatch(path -> Files.exists(path.resolve("qt6/qml/QtQuick"))),
                    "qt6-declarative-dev-tools and qml6-module-qtquick are not installed");
        }
        return qmllint;
    }

    private static List<String> faults(Path qmllint, Path directory) throws Exception {
        List<String> words = new ArrayList<>(List.of(qmllint.toString(), "-I", "src/test/qml"));
        try (Stream<Path> files = Files.list(directory)) {
            files.filter(file -> file.toString().endsWith(".qml")).sorted().forEach(file -> words.add(file.toString()));
        }
        Process linter = new ProcessBuilder(words).redirectErrorStream(true).start();
        String printed = new String(linter.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        linter.waitFor();
        List<String> faults = new ArrayList<>();
        for (MatchResult fault : Pattern.compile("^(?:\\w+: )?(\\S+\\.qml):(\\d+):(\\d+): (.*)$", Pattern.MULTILINE)
                .matcher(printed).results().toList()) {
            List<String> lines = Files.readAllLines(Path.of(fault.group(1)));
            boolean ownId = fault.group(4).startsWith("Unqualified access")
                    && lines.get(Integer.parseInt(fault.group(2)) - 1).startsWith("root.", Integer.parseInt(fault.group(3)) - 1);
            if (!ownId) {
                faults.add(fault.group());
            }
        }
        return faults;
    }

    private static Path make(Path directory) throws Exception {
        Path file = Files.createDirectories(directory).resolve("dbus-p1.json");
        Process maker = new ProcessBuilder("/usr/bin/python3", "-B", "venus/build/screen.py", file.toString(), "1").inheritIO().start();
        assertThat(maker.waitFor()).isZero();
        return file;
    }

    /** By src/test/qml/tst_pages.qml, with doubles of the screen's types. */
    @Test
    void pagesShowWhatIsOnTheBus() throws Exception {
        QmlRunner.make();

        assertThat(QmlRunner.run("tst_pages.qml")).contains("PASS").doesNotContain("QWARN");
    }

    @Test
    void theListKnowsTheMeterByItsProductIdInEachRole() throws IOException {
        String page = pages().get("P1Devices.qml");
        assertThat(page).contains(String.format("childItems[\"ProductId\"]?.value === 0x%X", GridPaths.PRODUCT_ID));
        for (Role role : Role.values()) {
            assertThat(page).contains('"' + role.text() + "\": [\"ProductId\"]");
        }
    }

    @Test
    void pagesOpenOnlyPagesThatAreThere() throws IOException {
        Map<String, String> pages = pages();
        pages.forEach((name, page) -> Pattern.compile("\"(?:qrc:/dbus-p1/)?(P1\\w+\\.qml)\"").matcher(page).results()
                .forEach(opened -> assertThat(pages).as(name).containsKey(opened.group(1))));
    }
}
