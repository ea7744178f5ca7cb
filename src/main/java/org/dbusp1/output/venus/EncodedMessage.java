package org.dbusp1.output.venus;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.freedesktop.dbus.messages.MethodCall;
import org.freedesktop.dbus.messages.constants.Flags;
import org.freedesktop.dbus.messages.constants.MessageTypes;

/**
 * The bytes of a message to send. Signals and answers are encoded by {@link Encoder}; calls, which are rare, by
 * dbus-java.
 *
 * @param pieces  to be sent one after the other, up to the first null: dbus-java leaves the rest of its array unused
 * @param written runs on the sender's thread when the kernel has it
 */
record EncodedMessage(byte[][] pieces, Runnable written) {
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
    private static final Runnable NOTHING = () -> { };
    /** Serial numbers, unsigned on the bus: far from those that dbus-java gives its calls, and never 0. */
    private static final AtomicInteger SERIALS = new AtomicInteger(Integer.MIN_VALUE);

    /** An ItemsChanged. @param body a dictionary of items */
    static EncodedMessage itemsChanged(Consumer<Encoder> body, Runnable written) {
        Encoder encoder = begin(MessageTypes.SIGNAL);
        encoder.field(PATH, 'o', ROOT);
        encoder.field(INTERFACE, 's', BUS_ITEM);
        encoder.field(MEMBER, 's', ITEMS_CHANGED);
        return end(encoder, ITEMS, body, written);
    }

    static EncodedMessage reply(MethodCall call, String signature, Consumer<Encoder> body) {
        Encoder encoder = begin(MessageTypes.METHOD_REPLY);
        answers(call, encoder);
        return end(encoder, Encoder.ascii(signature), body, NOTHING);
    }

    static EncodedMessage error(MethodCall call, String name, String text) {
        Encoder encoder = begin(MessageTypes.ERROR);
        encoder.field(ERROR_NAME, 's', Encoder.ascii(name));
        answers(call, encoder);
        return end(encoder, Encoder.STRING, body -> body.string(text), NOTHING);
    }

    static EncodedMessage call(MethodCall call) {
        return new EncodedMessage(call.getWireData(), NOTHING);
    }

    private static Encoder begin(MessageTypes type) {
        return new Encoder(type.getId(), Flags.NO_REPLY_EXPECTED, SERIALS.incrementAndGet());
    }

    private static void answers(MethodCall call, Encoder encoder) {
        encoder.field(REPLY_SERIAL, (int) call.getSerial());
        encoder.field(DESTINATION, 's', Encoder.ascii(call.getSource()));
    }

    private static EncodedMessage end(Encoder encoder, byte[] signature, Consumer<Encoder> body, Runnable written) {
        encoder.field(SIGNATURE, 'g', signature);
        encoder.body();
        body.accept(encoder);
        return new EncodedMessage(new byte[][] {encoder.message()}, written);
    }
}
