package org.dbusp1.output.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.dbusp1.output.Archive;
import org.dbusp1.output.ArchiveCsv;
import org.dbusp1.output.CsvFormat;
import org.dbusp1.output.SampleMeter;
import org.dbusp1.output.csv.CsvConfig.Layout;
import org.dbusp1.simulator.SimulatedMedium;
import org.dbusp1.simulator.Wiring;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What LibreOffice reads in files of the form that the manual names for a country. It is too large to be installed for this test. */
@Tag("slow")
@Timeout(300)
class SpreadsheetTest {
    private static final Path OFFICE = Path.of("/usr/bin/soffice");
    private static final CsvFormat DOT = new CsvFormat(',', '.');
    private static final ZoneId ZONE = ZoneId.of("Europe/Brussels");
    private static final List<Archive.Column> COLUMNS = List.of(new Archive.Column("ts", true), new Archive.Column("imp_wh", true),
            new Archive.Column("u_l1", true), new Archive.Column("i_l1", true), new Archive.Column("kind", false));
    private static final List<List<String>> ROWS = List.of(List.of("1781517600", "10534408", "230.1", "10.25", "gas"),
            List.of("1781517660", "", "230.0", "-1234.50", "1,5; \"x\""));

    @TempDir
    private Path directory;

    @BeforeEach
    void isInstalled() {
        assumeTrue(Files.isExecutable(OFFICE), OFFICE + " is not there: apt-get install libreoffice-calc-nogui");
    }

    /** Languages by their numbers in the filter. Separators that its dialog has ticked: tab, comma and semicolon. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({"de_DE,1031,';',','", "nl_NL,1043,';',','", "fr_BE,2060,';',','", "en_US,1033,';','.'"})
    void eachNumberIsReadAsANumber(String country, String language, char separator, char decimal) throws Exception {
        CsvFormat format = new CsvFormat(separator, decimal);
        List<String> expected = new ArrayList<>();
        for (Layout layout : Layout.values()) {
            expected.add(Files.readString(written(layout, DOT)));
            Files.move(written(layout, format), directory.resolve(layout + ".csv"));
        }
        Path history = directory.resolve("history.csv");
        expected.add(Files.readString(exported(history, DOT)));
        exported(history, format);

        List<String> read = read(language, directory.resolve("P1DSMR.csv"), directory.resolve("FULL.csv"), history);

        for (int i = 0; i < expected.size(); i++) {
            assertThat(cells(read.get(i))).isEqualTo(cells(expected.get(i))).anyMatch(cell -> cell.matches("\\d+\\.\\d+"));
            assertThat(read.get(i)).as("a text has quotes, a number has none").doesNotContainPattern("\"-?[0-9]+[.,][0-9]+\"");
        }
    }

    private Path written(Layout layout, CsvFormat format) throws Exception {
        Path folder = Files.createTempDirectory(directory, "files");
        CsvOutput output = new CsvOutput(new CsvConfig(folder.toString(), true, layout, format.decimal(), 200, ZONE));
        SampleMeter meter = new SampleMeter("emucs17", Wiring.THREE_PHASES, SampleMeter.START, SimulatedMedium.GAS);
        for (int i = 0; i < 20; i++) {
            output.snapshot(meter.next());
        }
        output.close();
        return folder.resolve("sample_2026-06-15.csv");
    }

    private static Path exported(Path file, CsvFormat format) throws Exception {
        try (Writer writer = Files.newBufferedWriter(file)) {
            ArchiveCsv csv = new ArchiveCsv(writer, ZONE, format);
            csv.columns(COLUMNS);
            for (List<String> row : ROWS) {
                csv.row(row);
            }
        }
        return file;
    }

    /** What LibreOffice has read, written by it as CSV with the numbers of English and quotes only around texts. */
    private List<String> read(String language, Path... files) throws Exception {
        Path out = directory.resolve("read");
        List<String> words = new ArrayList<>(List.of(OFFICE.toString(), "-env:UserInstallation=" + directory.resolve("profile").toUri(),
                "--headless", "--infilter=Text - txt - csv (StarCalc):59/44/9,34,76,1,," + language + ",false,false", "--convert-to",
                "csv:Text - txt - csv (StarCalc):44,34,76,1,,1033,true,false", "--outdir", out.toString()));
        Stream.of(files).map(Path::toString).forEach(words::add);
        Path log = directory.resolve("log");
        Process office = new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(log.toFile()).start();
        try {
            assertThat(office.waitFor(240, TimeUnit.SECONDS)).isTrue();
        } finally {
            office.descendants().forEach(ProcessHandle::destroyForcibly);
            office.destroyForcibly();
        }
        List<String> read = new ArrayList<>();
        for (Path file : files) {
            assertThat(out.resolve(file.getFileName())).as(Files.readString(log)).exists();
            read.add(Files.readString(out.resolve(file.getFileName())));
        }
        return read;
    }

    /** The cells of a file without their quotes, numbers without zeros at their ends. */
    private static List<String> cells(String csv) {
        return csv.lines().flatMap(line -> Stream.of(line.split(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)", -1)))
                .map(cell -> cell.replaceAll("^\"|\"$", ""))
                .map(cell -> cell.matches("-?\\d+\\.\\d+") ? cell.replaceAll("\\.?0+$", "") : cell).toList();
    }
}
