package org.dbusp1.output.venus;

import java.util.function.Consumer;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.messages.Message;
import org.freedesktop.dbus.messages.MethodCall;
import org.freedesktop.dbus.messages.constants.Flags;
import org.freedesktop.dbus.messages.constants.MessageTypes;

/** A message encoded by {@link Encoder}; dbus-java gives it its serial number. */
final class EncodedMessage extends Message {
    /** Codes of header fields, D-Bus specification, "Header Fields". */
    private static final int PATH = 1;
    private static final int INTERFACE = 2;
    private static final int MEMBER = 3;
    private static final int ERROR_NAME = 4;
    private static final int REPLY_SERIAL = 5;
    private static final int DESTINATION = 6;
    private static final int SIGNATURE = 8;

    private static final byte[] ROOT = Encoder.ascii("/");
    private static final byte[] BUS_ITEM = Encoder.ascii(BusItemInterface.INTERFACE);
    private static final byte[] ITEMS_CHANGED = Encoder.ascii("ItemsChanged");
    private static final byte[] ITEMS = Encoder.ascii("a{sa{sv}}");

    private final Runnable written;

    private EncodedMessage(MessageTypes type, Consumer<Encoder> fields, byte[] signature, Consumer<Encoder> body,
                       Runnable written) throws DBusException {
        super((byte) 'l', type.getId(), Flags.NO_REPLY_EXPECTED);
        this.written = written;
        Encoder encoder = new Encoder(type.getId(), Flags.NO_REPLY_EXPECTED, (int) getSerial());
        fields.accept(encoder);
        encoder.field(SIGNATURE, 'g', signature);
        encoder.body();
        body.accept(encoder);
        setWireData(new byte[][] {encoder.message()});
    }

    /**
     * An ItemsChanged.
     *
     * @param body    a dictionary of items
     * @param written runs on the sender's thread when the kernel has it
     */
    static EncodedMessage itemsChanged(Consumer<Encoder> body, Runnable written) {
        return of(MessageTypes.SIGNAL, encoder -> {
            encoder.field(PATH, 'o', ROOT);
            encoder.field(INTERFACE, 's', BUS_ITEM);
            encoder.field(MEMBER, 's', ITEMS_CHANGED);
        }, ITEMS, body, written);
    }

    static EncodedMessage reply(MethodCall call, String signature, Consumer<Encoder> body) {
        return of(MessageTypes.METHOD_REPLY, encoder -> {
            encoder.field(REPLY_SERIAL, (int) call.getSerial());
            encoder.field(DESTINATION, 's', Encoder.ascii(call.getSource()));
        }, Encoder.ascii(signature), body, () -> { });
    }

    static EncodedMessage error(MethodCall call, String name, String text) {
        return of(MessageTypes.ERROR, encoder -> {
            encoder.field(ERROR_NAME, 's', Encoder.ascii(name));
            encoder.field(REPLY_SERIAL, (int) call.getSerial());
            encoder.field(DESTINATION, 's', Encoder.ascii(call.getSource()));
        }, Encoder.STRING, encoder -> encoder.string(text), () -> { });
    }

    private static EncodedMessage of(MessageTypes type, Consumer<Encoder> fields, byte[] signature,
                                 Consumer<Encoder> body, Runnable written) {
        try {
            return new EncodedMessage(type, fields, signature, body, written);
        } catch (DBusException impossible) {
            throw new IllegalStateException(impossible); // declared, but only dbus-java's own marshalling throws it
        }
    }

    void written() {
        written.run();
    }
}
