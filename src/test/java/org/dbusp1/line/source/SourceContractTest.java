package org.dbusp1.line.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.dbusp1.OpenFiles;
import org.dbusp1.line.source.FakeDongle.Answer;
import org.dbusp1.line.source.HttpSource.Endpoint;
import org.dbusp1.line.source.Pacer.Speed;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every source owes its reader, whatever its bytes come from: a pty, a bridge, a dongle, a file. */
@Timeout(120)
class SourceContractTest {
    private static final String MESSAGE = "/ABC5\r\n\r\n1-0:1.7.0(00.123*kW)\r\n!1234\r\n";
    private static final String NEXT = MESSAGE.replace("123", "456");

    @TempDir
    Path dir;
    @AutoClose
    private Meter meter;

    /** What a source reads, as far as a test needs it. */
    private interface Meter extends AutoCloseable {
        Source source();

        /** Sends a part of a message; a dongle answers only with whole ones. */
        void send(String part) throws IOException;

        /** Takes the connection of a source that was opened. */
        default void opened() throws IOException {
        }

        /** What a read returns while the meter sends nothing. */
        default int silence() {
            return 0;
        }

        /** The file that is open while the source is; absent for a network. */
        default Optional<Path> file() {
            return Optional.empty();
        }

        @Override
        void close() throws IOException;
    }

    enum Kind {
        SERIAL {
            @Override
            Meter meter(Path dir) throws IOException {
                PtyPair cable = new PtyPair(dir.resolve("ttyP1"));
                Path pty = cable.port().toRealPath();
                Source source = new SerialSource(cable.port().toString(), LineSettings.parse("115200-8N1"), true, true);
                return new Meter() {
                    @Override
                    public Source source() {
                        return source;
                    }

                    @Override
                    public void send(String part) throws IOException {
                        cable.send(part);
                    }

                    @Override
                    public Optional<Path> file() {
                        return Optional.of(pty);
                    }

                    @Override
                    public void close() throws IOException {
                        source.close();
                        cable.close();
                    }
                };
            }
        },
        BRIDGE {
            @Override
            Meter meter(Path dir) throws IOException {
                ServerSocket bridge = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                Source source = new TcpSource("127.0.0.1", bridge.getLocalPort(), null);
                return new Meter() {
                    private Socket client = new Socket();

                    @Override
                    public Source source() {
                        return source;
                    }

                    @Override
                    public void opened() throws IOException {
                        client.close();
                        client = bridge.accept();
                    }

                    @Override
                    public void send(String part) throws IOException {
                        client.getOutputStream().write(bytes(part));
                    }

                    @Override
                    public void close() throws IOException {
                        source.close();
                        client.close();
                        bridge.close();
                    }
                };
            }
        },
        DONGLE {
            @Override
            Meter meter(Path dir) throws IOException {
                StringBuffer answer = new StringBuffer();
                FakeDongle dongle = new FakeDongle(asked -> Answer.of(Pattern.compile("/[^/]*!\\w+\r\n").matcher(answer).results()
                        .map(MatchResult::group).reduce("", (before, newest) -> newest)));
                Source source = new HttpSource(Endpoint.homeWizard(dongle.host()));
                return new Meter() {
                    @Override
                    public Source source() {
                        return source;
                    }

                    @Override
                    public void send(String part) {
                        answer.append(part);
                    }

                    @Override
                    public void close() {
                        source.close();
                        dongle.close();
                    }
                };
            }
        },
        /** What comes is a log of its own, which is opened: one that grows is not followed. */
        REPLAY {
            @Override
            Meter meter(Path dir) throws IOException {
                Path log = Files.createFile(dir.resolve("p1.log"));
                Source source = new ReplaySource(log, Speed.MAX);
                return new Meter() {
                    @Override
                    public Source source() {
                        return source;
                    }

                    @Override
                    public void send(String part) throws IOException {
                        source.close();
                        Files.writeString(log, part);
                        source.open();
                    }

                    /** The end of a log is the end. */
                    @Override
                    public int silence() {
                        return -1;
                    }

                    @Override
                    public Optional<Path> file() {
                        return Optional.of(log);
                    }

                    @Override
                    public void close() {
                        source.close();
                    }
                };
            }
        };

        abstract Meter meter(Path dir) throws IOException;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private Source opened(Kind kind) throws IOException {
        meter = kind.meter(dir);
        return reopened();
    }

    private Source reopened() throws IOException {
        meter.source().open();
        meter.opened();
        return meter.source();
    }

    /** Reads until so many bytes have come. */
    private String read(int length) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] part = new byte[7];
        for (int silences = 0; all.size() < length; ) {
            int count = meter.source().read(part, 1_000);
            silences += count == 0 ? 1 : 0;
            assertThat(count).isNotNegative();
            assertThat(silences).as("seconds without a byte").isLessThan(60);
            all.write(part, 0, count);
        }
        return all.toString(StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @EnumSource
    void ofAMessageInPartsEachByteComesOnce(Kind kind) throws Exception {
        Source source = opened(kind);
        assertThat(source.read(new byte[100], 1)).as("nothing yet").isEqualTo(meter.silence());
        meter.send(MESSAGE.substring(0, 20));
        byte[] first = new byte[100];
        int count = source.read(first, 2_000);
        meter.send(MESSAGE.substring(20));

        String begin = new String(first, 0, count, StandardCharsets.ISO_8859_1);
        assertThat(begin + read(MESSAGE.length() - count)).isEqualTo(MESSAGE);
        assertThat(source.read(first, 1)).isEqualTo(meter.silence());
        meter.send(NEXT);
        assertThat(read(NEXT.length())).isEqualTo(NEXT);
    }

    /** Neither before the meter can have sent them, nor after they were read; the time of a replay is its own. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "REPLAY")
    void theBytesHaveATimeBetweenSendingAndReading(Kind kind) throws Exception {
        opened(kind);
        for (String message : new String[] {MESSAGE, NEXT}) {
            long sent = System.nanoTime();
            meter.send(message);
            read(message.length());
            long read = System.nanoTime();
            assertThat(meter.source().lastReadNanos() - sent).isNotNegative();
            assertThat(read - meter.source().lastReadNanos()).isNotNegative();
        }
    }

    @ParameterizedTest
    @EnumSource
    void closedByAnotherThreadItEndsAReadThatWaits(Kind kind) throws Exception {
        Source source = opened(kind);
        CompletableFuture<Object> end = new CompletableFuture<>();
        Thread reader = new Thread(() -> {
            int[] count = new int[1];
            Throwable fault = catchThrowable(() -> {
                do {
                    count[0] = source.read(new byte[100], 100_000);
                } while (count[0] >= 0);
            });
            end.complete(fault == null ? count[0] : fault);
        });
        reader.start();
        while (reader.getState() == Thread.State.NEW) {
            Thread.onSpinWait();
        }
        source.close();

        assertThat(end.get(60, TimeUnit.SECONDS)).satisfiesAnyOf(count -> assertThat(count).isEqualTo(-1),
                fault -> assertThat(fault).isInstanceOf(IOException.class));
    }

    @ParameterizedTest
    @EnumSource
    void anotherThreadEndsTheReadingAndLeavesTheDeviceToItsOpener(Kind kind) throws Exception {
        Source source = opened(kind);
        CompletableFuture.runAsync(source::close).get(60, TimeUnit.SECONDS);

        int[] count = {-1};
        assertThat(catchThrowable(() -> count[0] = source.read(new byte[10], 25_000))).satisfiesAnyOf(
                throwable -> assertThat(throwable).isNull(), fault -> assertThat(fault).isInstanceOf(IOException.class));
        assertThat(count[0]).isEqualTo(-1);
        assertThat(meter.file().isEmpty() || OpenFiles.has(meter.file().get())).isTrue();
        source.close();
        assertThat(meter.file().isPresent() && OpenFiles.has(meter.file().get())).isFalse();
        reopened();
        meter.send(MESSAGE);
        assertThat(read(MESSAGE.length())).isEqualTo(MESSAGE);
    }

    @ParameterizedTest
    @EnumSource
    void closedTwiceAndOpenedAgainItReads(Kind kind) throws Exception {
        opened(kind);
        for (int i = 0; i < 3; i++) {
            meter.source().close();
            meter.source().close();
            reopened();
        }
        meter.send(MESSAGE);
        assertThat(read(MESSAGE.length())).isEqualTo(MESSAGE);
    }

    @ParameterizedTest
    @EnumSource
    void openingOftenLeavesNoDescriptorBehind(Kind kind) throws Exception {
        opened(kind).close();
        for (int i = 0; i < 30; i++) {
            reopened().read(new byte[10], 1);
            meter.source().close();
        }
        assertThat(meter.file().isPresent() && OpenFiles.has(meter.file().get())).isFalse();
    }
}
