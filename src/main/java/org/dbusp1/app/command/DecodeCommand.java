package org.dbusp1.app.command;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.dbusp1.app.assembly.DecodingFactory;
import org.dbusp1.app.check.DecodedFrameWriter;
import org.dbusp1.app.check.LogReader;
import org.dbusp1.base.process.ExitStatus;
import org.dbusp1.base.process.Logging;
import org.dbusp1.base.process.StandardOutput;
import org.dbusp1.base.process.UserException;
import org.dbusp1.line.decode.p1.DsmrDecoder.Options.Checksum;
import org.dbusp1.output.JsonWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dbus-p1 decode}: prints telegrams as JSON, one object in each line. Reads files of any size in constant memory. */
@Command(name = DecodeCommand.NAME, mixinStandardHelpOptions = true, sortOptions = false, abbreviateSynopsis = true,
        description = "Prints the telegrams and frames of raw logs: one line of JSON for each, also for rejected ones, with the reason.",
        footer = {"", "Examples:", "  dbus-p1 decode p1.log", "  dbus-p1 decode --registers < p1.log -",
            "  dbus-p1 decode --zone Europe/Helsinki --ignore-crc edited.txt other.txt",
            "  dbus-p1 decode --decryption.key.file meter.key encrypted.log"})
final class DecodeCommand implements Callable<Integer> {
    static final String NAME = "decode";

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "raw logs; - is standard input")
    private List<String> files;

    @Mixin
    private RawLogOptions logOptions;

    @Option(names = "--ignore-crc", description = "also decode telegrams with a wrong checksum or without one")
    private boolean ignoreChecksum;

    @Option(names = "--registers", description = "add every register as the meter printed it")
    private boolean registers;

    @Override
    public Integer call() throws UserException, IOException {
        // Only errors: the line of JSON of each frame shows why it was rejected, and which values the guard withholds.
        Logging.setLevel("error");
        DecodingFactory decoding = logOptions.decoding(ignoreChecksum ? Checksum.IGNORED : Checksum.BY_METER);
        boolean holdsTelegrams = false;
        try (JsonWriter json = new JsonWriter(new StandardOutput())) {
            for (String file : files) {
                LogReader log = new LogReader(file, decoding.scanner(), decoding.decoder(), new DecodedFrameWriter(file, json, registers));
                log.read();
                json.flush();
                holdsTelegrams |= log.hasTelegrams();
                log.emptyNote().or(log::unreadableNote).ifPresent(line -> System.err.println("dbus-p1: " + line));
            }
        }
        return (holdsTelegrams ? ExitStatus.OK : ExitStatus.NO_DATA).code();
    }
}
