package org.dbusp1.output.venus;

import java.util.function.Consumer;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.messages.Message;
import org.freedesktop.dbus.messages.MethodCall;
import org.freedesktop.dbus.messages.constants.Flags;
import org.freedesktop.dbus.messages.constants.MessageTypes;

/** A message that we encoded ourselves; dbus-java gives it its serial number and its turn. */
final class RawMessage extends Message {
    /** Codes of header fields, D-Bus specification, "Header Fields". */
    private static final int PATH = 1;
    private static final int INTERFACE = 2;
    private static final int MEMBER = 3;
    private static final int ERROR_NAME = 4;
    private static final int REPLY_SERIAL = 5;
    private static final int DESTINATION = 6;
    private static final int SIGNATURE = 8;

    private final Runnable written;

    private RawMessage(MessageTypes type, Consumer<Encoder> fields, String signature, Consumer<Encoder> body,
                       Runnable written) throws DBusException {
        super((byte) 'l', type.getId(), Flags.NO_REPLY_EXPECTED);
        this.written = written;
        Encoder encoder = new Encoder(type.getId(), Flags.NO_REPLY_EXPECTED, (int) getSerial());
        encoder.fields(() -> {
            fields.accept(encoder);
            if (!signature.isEmpty()) {
                encoder.field(SIGNATURE, 'g', signature);
            }
        });
        encoder.body(() -> body.accept(encoder));
        setWireData(new byte[][] {encoder.bytes()});
    }

    /** @param written runs on the sender's thread when the kernel has it */
    static RawMessage signal(String path, String iface, String member, String signature, Consumer<Encoder> body,
                             Runnable written) {
        return of(MessageTypes.SIGNAL, encoder -> {
            encoder.field(PATH, 'o', path);
            encoder.field(INTERFACE, 's', iface);
            encoder.field(MEMBER, 's', member);
        }, signature, body, written);
    }

    static RawMessage reply(MethodCall call, String signature, Consumer<Encoder> body) {
        return of(MessageTypes.METHOD_REPLY, encoder -> {
            encoder.field(REPLY_SERIAL, (int) call.getSerial());
            encoder.field(DESTINATION, 's', call.getSource());
        }, signature, body, () -> { });
    }

    static RawMessage error(MethodCall call, String name, String text) {
        return of(MessageTypes.ERROR, encoder -> {
            encoder.field(ERROR_NAME, 's', name);
            encoder.field(REPLY_SERIAL, (int) call.getSerial());
            encoder.field(DESTINATION, 's', call.getSource());
        }, "s", encoder -> encoder.string(text), () -> { });
    }

    private static RawMessage of(MessageTypes type, Consumer<Encoder> fields, String signature,
                                 Consumer<Encoder> body, Runnable written) {
        try {
            return new RawMessage(type, fields, signature, body, written);
        } catch (DBusException impossible) {
            throw new IllegalStateException(impossible); // declared, but only marshalling throws it
        }
    }

    void written() {
        written.run();
    }
}
