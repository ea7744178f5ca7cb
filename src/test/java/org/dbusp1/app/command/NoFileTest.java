package org.dbusp1.app.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.dbusp1.Captured;
import org.dbusp1.Ended;
import org.dbusp1.JavaCommand;
import org.dbusp1.Main;
import org.dbusp1.OwnPlace;
import org.dbusp1.SimulatedLog;
import org.dbusp1.base.process.ExitStatus;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A device, a pipe, a socket or a directory where a file is to be written: it stays as it is, and one line names it. */
@Timeout(60)
class NoFileTest {
    @RegisterExtension
    private final Captured captured = new Captured();
    @TempDir
    private Path directory;
    private Path log;
    private @Nullable Process writer;

    /** What has the name of a file. */
    enum Kind {
        PIPE,
        DEVICE,
        SOCKET,
        DIRECTORY,
        LINK_TO_PIPE;

        void make(Path path) throws Exception {
            switch (this) {
                case PIPE -> run(path.getParent(), "mkfifo", "-m", "666", path.toString());
                case DEVICE -> {
                    assumeTrue(System.getProperty("user.name").equals("root"), "only root makes devices");
                    // The numbers of /dev/null.
                    run(path.getParent(), "mknod", "-m", "666", path.toString(), "c", "1", "3");
                }
                case SOCKET -> ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(path)).close();
                case DIRECTORY -> Files.createDirectory(path);
                case LINK_TO_PIPE -> {
                    Path pipe = path.resolveSibling("pipe");
                    run(path.getParent(), "mkfifo", "-m", "666", pipe.toString());
                    Files.createSymbolicLink(path, pipe);
                }
            }
        }
    }

    private static void run(Path folder, String... command) throws Exception {
        assertThat(OwnPlace.program(folder, List.of(command)).inheritIO().start().waitFor()).isZero();
    }

    @BeforeEach
    void logAndHistory() throws IOException {
        log = Files.write(directory.resolve("p1.log"), SimulatedLog.of("dsmr42", Instant.parse("2026-06-15T10:00:00Z"), 100));
    }

    private void write(String command) throws IOException {
        writer = OwnPlace.program(directory, List.of("sh", "-c", command)).inheritIO().start();
    }

    /** Nothing else ends one whose pipe was not read: with the output of the tests open, it would hold up who reads that. */
    @AfterEach
    void endOfWriter() {
        if (writer != null) {
            writer.destroyForcibly();
        }
    }

    /** Returns each file below the folder, with what tells it from another, and its mode. */
    private static TreeMap<String, String> state(Path folder) throws IOException {
        TreeMap<String, String> state = new TreeMap<>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : (Iterable<Path>) all::iterator) {
                state.put(path.toString(), Files.getAttribute(path, "fileKey", LinkOption.NOFOLLOW_LINKS) + " "
                        + PosixFilePermissions.toString(Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS)));
            }
        }
        return state;
    }

    /** @param name of the path that is no file @param words with FOLDER for the folder of it */
    private void isLeftAlone(Kind kind, String name, String words) throws Exception {
        Path folder = Files.createTempDirectory(directory, "folder");
        Path path = folder.resolve(name);
        kind.make(path);
        TreeMap<String, String> before = state(folder);
        int printed = captured.err().length();
        List<String> command = Stream.of(words.replace("FOLDER", folder.toString()).replace("LOG", log.toString()).split(" ")).toList();

        int status = Main.run(command);

        assertThat(captured.err().substring(printed)).as("%s as %s", words, kind).contains(path + ": it is ").hasLineCount(1);
        assertThat(status).isEqualTo(ExitStatus.CONFIG.code());
        assertThat(state(folder)).isEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource
    void theHistory(Kind kind) throws Exception {
        String run = "run LOG --speed max --venus.enabled=false --history.enabled=true --history.url=sqlite:FOLDER/my.db";
        for (String name : List.of("my.db", "my.db-wal", "my.db-shm", "my.db-journal")) {
            isLeftAlone(kind, name, run);
        }
        isLeftAlone(kind, "my.db", "history export --url sqlite:FOLDER/my.db");
        String collect = "collect --config " + Files.writeString(directory.resolve("fleet"), "mqtt.url=tcp://127.0.0.1:1\n")
                + " --url sqlite:FOLDER/my.db";
        isLeftAlone(kind, "my.db", collect);
        isLeftAlone(kind, "m.prom", collect + " --metrics FOLDER/m.prom");
    }

    @ParameterizedTest
    @EnumSource(names = "DIRECTORY", mode = EnumSource.Mode.EXCLUDE)
    void theDirectoryOfCsvFiles(Kind kind) throws Exception {
        isLeftAlone(kind, "csv", "run LOG --speed max --venus.enabled=false --csv.enabled=true --csv.dir=FOLDER/csv");
    }

    @ParameterizedTest
    @EnumSource
    void aBackup(Kind kind) throws Exception {
        Path history = Files.createFile(directory.resolve("full.db"));
        for (String name : List.of("copy.db", "copy.db.part")) {
            isLeftAlone(kind, name, "history backup --url sqlite:" + history + " FOLDER/copy.db");
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatAConversionWrites(Kind kind) throws Exception {
        isLeftAlone(kind, "p1.log.Records.csv", "convert LOG --out FOLDER");
        isLeftAlone(kind, "p1.log", "convert LOG --out FOLDER --redact");
    }

    /** As {@code decode <(zcat p1.log.gz)}. */
    @Test
    void aLogMayBeAPipe() throws Exception {
        Path pipe = directory.resolve("pipe");
        Kind.PIPE.make(pipe);
        write("exec cat " + log + " > " + pipe);
        assertThat(Main.run(List.of("decode", pipe.toString()))).as(captured.err()).isZero();
        assertThat(captured.out()).hasLineCount(100);
        assertThat(writer.waitFor()).isZero();
    }

    @Test
    void aConfigurationAndASecretMayBePipes() throws Exception {
        Path config = directory.resolve("config");
        Path secret = directory.resolve("secret");
        Kind.PIPE.make(config);
        Kind.PIPE.make(secret);
        write("echo history.password.file=" + secret + " > " + config + "; echo word > " + secret);
        assertThat(Main.run(List.of("history", "export", "--config", config.toString(), "--url", "sqlite:" + directory + "/none.db")))
                .isEqualTo(ExitStatus.ABSENT.code());
        assertThat(captured.err()).contains("there is no history in " + directory + "/none.db");
        assertThat(writer.waitFor()).isZero();
    }

    @Test
    void aPipeThatNobodyWritesToEndsTheStart() throws Exception {
        Path pipe = directory.resolve("pipe");
        Kind.PIPE.make(pipe);
        Path key = Files.writeString(directory.resolve("key"), "decryption.key.file=" + pipe + "\n");
        Path broker = Files.writeString(directory.resolve("broker"), "mqtt.url=ssl://127.0.0.1:1\nmqtt.ca.file="
                + pipe + "\n");
        // At the same time: each waits for its five seconds.
        List<Process> starts = new ArrayList<>();
        for (Path config : List.of(pipe, key, broker)) {
            starts.add(OwnPlace.program(directory, Stream.of(JavaCommand.with(), List.of(Main.class.getName(), "run", log.toString(),
                    "--speed", "max", "--venus.enabled=false", "--config", config.toString())).flatMap(List::stream).toList())
                    .redirectErrorStream(true).start());
        }
        for (Process start : starts) {
            Ended ended = Ended.of(start);
            assertThat(ended.status()).as(ended.output()).isEqualTo(ExitStatus.CONFIG.code());
            assertThat(ended.output()).contains(pipe.toString(), "gave nothing for 5 s").hasLineCount(1);
        }
    }
}
