package org.dbusp1.command;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.dbusp1.assembly.DecodingFactory;
import org.dbusp1.decode.p1.DsmrDecoder.Options.Checksum;
import org.dbusp1.check.LogReader;
import org.dbusp1.frame.Frame;
import org.dbusp1.guard.Guard;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.Rejected;
import org.dbusp1.output.JsonWriter;
import org.dbusp1.output.ReadingJson;
import org.dbusp1.process.ExitStatus;
import org.dbusp1.process.Failure;
import org.dbusp1.process.Logging;
import org.dbusp1.process.StandardOutput;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dbus-p1 decode}: telegrams as JSON, one object a line. Reads files of any size in constant memory. */
@Command(name = DecodeCommand.NAME, mixinStandardHelpOptions = true, sortOptions = false,
        description = "Prints the telegrams and frames of raw logs: one line of JSON for each, also for rejected ones, with the reason.",
        footer = {"", "Examples:", "  dbus-p1 decode p1.log", "  dbus-p1 decode --registers < p1.log -",
            "  dbus-p1 decode --zone Europe/Helsinki --ignore-crc edited.txt other.txt",
            "  dbus-p1 decode --key-file meter.key encrypted.log"})
final class DecodeCommand implements Callable<Integer> {
    static final String NAME = "decode";

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "raw logs; - is standard input")
    private List<String> files;

    @Mixin
    private LogOptions reading;

    @Option(names = "--ignore-crc", description = "also decode telegrams with a wrong checksum or without one")
    private boolean ignoreChecksum;

    @Option(names = "--registers", description = "add every register as the meter printed it")
    private boolean registers;

    /** @throws Failure when a file cannot be read */
    @Override
    public Integer call() throws Failure, IOException {
        // The data holds what the guard withheld.
        Logging.level("error");
        DecodingFactory decoding = reading.decoding(ignoreChecksum ? Checksum.IGNORED : Checksum.BY_DIALECT);
        boolean any = false;
        try (JsonWriter json = new JsonWriter(new StandardOutput())) {
            for (String file : files) {
                LogReader log = new LogReader(file, decoding.stream(), new LogDecoder(file, json, registers));
                log.read();
                json.flush();
                any |= log.any();
                log.mistake().ifPresent(line -> System.err.println("dbus-p1: " + line));
            }
        }
        return (any ? ExitStatus.OK : ExitStatus.NO_DATA).code();
    }

    /** Writes what one raw log holds, before the guard: a line of JSON for each telegram or frame, in order. */
    private static final class LogDecoder implements LogReader.Output {
        private static final HexFormat HEX = HexFormat.of().withUpperCase();

        private final String name;
        private final JsonWriter json;
        private final boolean registers;
        private final Guard guard = new Guard();
        private long index;
        private final LogReader.Clock clock = new LogReader.Clock();

        /** @param registers whether every register is added in the meter's own words */
        LogDecoder(String name, JsonWriter json, boolean registers) {
            this.name = name;
            this.json = json;
            this.registers = registers;
        }

        @Override
        public void accepted(Reading reading, Frame frame) throws IOException {
            line(frame, reading.message().repaired() ? "repaired" : "accepted", null, line -> {
                line.object("values", values -> ReadingJson.write(values, reading));
                withheld(line, guard.withheld(reading, TimeUnit.SECONDS.toNanos(clock.secondOf(reading))).keys());
                if (registers) {
                    ReadingJson.write(line, "registers", reading.message().registers());
                }
            });
        }

        @Override
        public void rejected(Rejected rejected, Frame frame) throws IOException {
            line(frame, "rejected", rejected.cause().code(), line -> withheld(line, Set.of()));
        }

        /** {@inheritDoc} What arrives by a pipe is written as soon as it is complete. */
        @Override
        public void passed() throws IOException {
            json.flush();
        }

        private void line(Frame frame, String status, String reason, JsonWriter.Fields result) throws IOException {
            json.object(line -> {
                line.writeStringField("file", name);
                line.writeNumberField("index", index++);
                line.writeStringField("format", frame.format().code());
                line.writeNumberField("offset", frame.offset());
                line.writeNumberField("length", frame.length());
                line.writeStringField("status", status);
                line.writeStringField("reason", reason);
                line.writeStringField("crc", checksum(frame));
                result.write(line);
            });
            json.writeRaw('\n');
        }

        private static void withheld(JsonWriter json, Collection<String> keys) throws IOException {
            json.array("withheld", keys, JsonWriter::writeString);
        }

        /** Returns the checksum as a person finds it in the bytes; null where it is unknown or absent. */
        private static String checksum(Frame frame) {
            byte[] bytes = frame.bytes();
            return switch (frame.format()) {
                case P1, P1_ENCRYPTED -> bytes.length > 0 && bytes[0] == '/' ? printedChecksum(bytes) : null;
                case SML -> frame.cause().isPresent() ? null : HEX.formatHex(bytes, bytes.length - 2, bytes.length);
                case HDLC, MBUS, TIC_HISTORIQUE, TIC_STANDARD, NOTIFICATION -> null;
            };
        }

        /** The digits behind the '!', or null where there are none. */
        private static String printedChecksum(byte[] telegram) {
            int mark = telegram.length - 1;
            while (mark >= 0 && mark >= telegram.length - 4 && telegram[mark] != '!') {
                mark--;
            }
            boolean found = mark >= 0 && telegram[mark] == '!' && mark < telegram.length - 1 && telegram[mark + 1] > ' ';
            return found ? new String(telegram, mark + 1, telegram.length - mark - 1, StandardCharsets.US_ASCII) : null;
        }
    }
}
