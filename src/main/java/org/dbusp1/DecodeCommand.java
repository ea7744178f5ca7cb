package org.dbusp1;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SerializedString;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.dbusp1.cipher.Opener;
import org.dbusp1.decode.Decoder;
import org.dbusp1.decode.DsmrOptions.Checksum;
import org.dbusp1.decode.DsmrOptions;
import org.dbusp1.decode.HanOptions;
import org.dbusp1.decode.LineDecoder;
import org.dbusp1.frame.Framer;
import org.dbusp1.frame.LineFramer;
import org.dbusp1.frame.P1Framer;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** {@code dbus-p1 decode}: what telegrams say, one JSON object a line. Reads files of any size in constant memory. */
@Command(name = DecodeCommand.NAME, mixinStandardHelpOptions = true, sortOptions = false,
        description = "Prints what the telegrams and frames in raw logs say: one JSON object a line for each that is "
                + "found, also for those that were refused, with the reason.",
        footer = {"", "Examples:", "  dbus-p1 decode p1.log", "  dbus-p1 decode --registers < p1.log -",
            "  dbus-p1 decode --zone Europe/Helsinki --ignore-crc edited.txt other.txt",
            "  dbus-p1 decode --key-file meter.key encrypted.log"})
final class DecodeCommand implements Callable<Integer> {
    static final String NAME = "decode";

    private static final String AUTHENTICATION_KEY = "--authentication-key";

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "raw logs; - is standard input")
    private List<String> files;

    @Option(names = "--zone", paramLabel = "ZONE", converter = ZoneConverter.class,
            description = "the time zone of the meter's clock, such as Europe/Helsinki (that of its country)")
    private ZoneId zone;

    @Option(names = "--ignore-crc", description = "decode telegrams with a wrong checksum or none, too")
    private boolean ignoreChecksum;

    @Option(names = "--repair", arity = "1", paramLabel = "on|off", converter = RepairConverter.class, defaultValue = "on",
            description = "undo what lines do to telegrams, where the checksum proves it (on)")
    private boolean repair;

    @Option(names = "--key-file", paramLabel = "FILE",
            description = "a file with the key of a meter that encrypts, 32 hex digits")
    private Optional<Path> keyFile;

    @Option(names = AUTHENTICATION_KEY, paramLabel = "HEX",
            description = "the authentication key that belongs to it (the one that Luxembourg's meters share)")
    private Optional<String> authenticationKey;

    @Option(names = "--registers", description = "add every register in the meter's own words")
    private boolean registers;

    /** @throws Failure when a file cannot be read */
    @Override
    public Integer call() throws Failure, IOException {
        // What the guard has to say stands in the data.
        Logging.level("error");
        DsmrOptions options = new DsmrOptions(Optional.ofNullable(zone), Optional.empty(),
                ignoreChecksum ? Checksum.IGNORED : Checksum.BY_DIALECT);
        Opener opener = DecryptionKeys.opener(keyFile, AUTHENTICATION_KEY, authenticationKey);
        boolean any = false;
        try (JsonGenerator json = new JsonFactory().disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET).createGenerator(System.out)) {
            json.setRootValueSeparator(new SerializedString(""));
            for (String file : files) {
                Framer framer = new LineFramer(repair ? P1Framer::repairing : P1Framer::new, opener);
                Decoder decoder = new LineDecoder(options, HanOptions.STANDARD.in(options.zone()), opener);
                DecodedLog log = new DecodedLog(file, json, framer, decoder, registers);
                try (InputStream bytes = InputFile.open(file)) {
                    log.read(bytes);
                }
                any |= log.any();
            }
        }
        return (any ? ExitStatus.OK : ExitStatus.NO_DATA).code();
    }

    /** The same words as in the configuration. */
    static final class RepairConverter implements ITypeConverter<Boolean> {
        @Override
        public Boolean convert(String text) {
            return Keys.REPAIR.read(text).orElseThrow(
                    () -> new TypeConversionException("--repair is on or off, not \"" + text + "\""));
        }
    }

    /** Says what a zone is when the word is none. */
    static final class ZoneConverter implements ITypeConverter<ZoneId> {
        @Override
        public ZoneId convert(String text) {
            try {
                return ZoneId.of(text);
            } catch (DateTimeException unknown) {
                throw new TypeConversionException("\"" + text + "\" is no time zone, such as Europe/Helsinki");
            }
        }
    }
}
