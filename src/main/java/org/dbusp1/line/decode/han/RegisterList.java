package org.dbusp1.line.decode.han;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.dbusp1.line.decode.register.RegisterTable;
import org.dbusp1.line.frame.AXdrReader;
import org.dbusp1.meter.AXdr;
import org.dbusp1.meter.AXdr.Type;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.Obis;
import org.dbusp1.meter.Quantity;
import org.jspecify.annotations.Nullable;

/**
 * The registers of a binary meter's list, in one form for all layouts of lists. A layout parses a whole message or no part of
 * it, without guessing.
 *
 * @param dialect   maker of the meter; null unless the layout itself shows the maker
 * @param channel group B of the list's name in a push object list; 0 for other lists
 * @param elements all registers, in the order of the message
 * @param bareValues values that belong to no register: Kaifa's clock and meter number in Austria
 */
record RegisterList(@Nullable Dialect dialect, int channel, List<Element> elements, List<AXdr.Bytes> bareValues) {
    /** Offset of the code in the descriptor of a Czech register. */
    private static final int CODE_OFFSET = 2;

    /** Number of the attribute with the value of data, registers and clocks (IEC 62056-6-2). */
    private static final int VALUE_ATTRIBUTE = 2;
    /** Number of the attribute with the scaler and unit of a register (IEC 62056-6-2). */
    private static final int SCALER_UNIT_ATTRIBUTE = 3;
    /** Classes with a present value: data, register, extended register, clock. A demand register (5) has means of its periods. */
    private static final Set<Integer> VALUE_CLASSES = Set.of(1, 3, 4, 8);

    /** Types of the elements of a descriptor in a push object list: class, code, attribute, index. */
    private static final Type[] DESCRIPTOR_TYPES = {Type.LONG_UNSIGNED, Type.OCTET_STRING, Type.INTEGER, Type.LONG_UNSIGNED};
    /** Group C of the codes of push lists, 0-b:25.9.0. */
    private static final int PUSH_SETUP = 25;
    /** Group B of push lists that only Landis+Gyr is known to send: powers, tariffs, sub-meters. */
    private static final List<Integer> LANDIS_GYR_LISTS = List.of(8, 9, 11);

    /** The layouts, the most specific first. */
    private static final List<Function<AXdr, @Nullable RegisterList>> LAYOUTS = List.of(RegisterList::withAttributes,
            RegisterList::withPushObjects, PositionalList::read, RegisterList::withCodes);

    /** Code given to a list's name that is sent without a code. */
    private static final Obis LIST_NAME = Obis.parse("1-1:0.2.129");
    /** Fewest registers in a flat structure: a single register may be a value of six octets in an unknown positional list. */
    private static final int FEWEST_FLAT = 2;

    RegisterList {
        elements = List.copyOf(elements);
        bareValues = List.copyOf(bareValues);
    }

    /**
     * A value of a list with its code and scale, from the message or from the list's definition.
     *
     * @param obis    code of the register; null if neither message nor definition has a code
     * @param value   the value as sent, not scaled; for a register that is no number possibly a structure
     * @param scale   power of ten and unit; null if neither message nor definition has a scale
     * @param isOtherAttribute whether the value is an attribute of the register other than its present value, such as its status or time
     */
    record Element(@Nullable Obis obis, AXdr value, @Nullable Scale scale, boolean isOtherAttribute) {
        static Element of(Obis obis, AXdr value) {
            return new Element(obis, value, null, false);
        }

        @Nullable Obis codeOfPresentValue() {
            return obis != null && !isOtherAttribute && obis.f() == Obis.F_NOT_USED ? obis : null;
        }

        RegisterTable.Definition definition() {
            Obis code = codeOfPresentValue();
            return code == null ? RegisterTable.UNKNOWN : RegisterTable.definition(code);
        }

        @Nullable Quantity quantity() {
            Obis code = codeOfPresentValue();
            return code == null ? null : RegisterTable.numericQuantity(code);
        }

        Element withScale(@Nullable Scale other) {
            return new Element(obis, value, other, isOtherAttribute);
        }
    }

    /** Of a number: value = raw x 10^exponent. @param unit number of the unit in IEC 62056-6-2 */
    record Scale(int exponent, int unit) {
    }

    boolean lacksAllScales() {
        List<Element> numbers =
                elements.stream().filter(element -> element.quantity() != null && element.value().number() != null).toList();
        return !numbers.isEmpty() && numbers.stream().allMatch(element -> element.scale() == null);
    }

    static @Nullable RegisterList of(AXdr body) {
        for (Function<AXdr, @Nullable RegisterList> layout : LAYOUTS) {
            RegisterList list = layout.apply(body);
            if (list != null) {
                return list;
            }
        }
        return null;
    }

    /** A register in a structure. @param count number of the structure's elements that the register takes */
    private record ParsedRegister(Element element, int count) {
    }

    /**
     * Parses registers, each with the descriptor of its attribute, as Czech meters send them (EG.D: description of the
     * customer interface of Sagemcom XT211): {@code structure of 2 {enum, array of structure of 2 {descriptor, value}}}.
     * {@link AXdrReader} makes an octet string of nine of each descriptor.
     */
    private static @Nullable RegisterList withAttributes(AXdr body) {
        if (!(body instanceof AXdr.Group list) || list.items().size() != 2
                || !(list.items().get(1) instanceof AXdr.Group array) || array.type() != Type.ARRAY) {
            return null;
        }
        List<Attribute> described = new ArrayList<>();
        for (AXdr item : array.items()) {
            if (!(item instanceof AXdr.Group pair) || pair.items().size() != 2 || !(pair.items().get(0) instanceof AXdr.Bytes descriptor)
                    || descriptor.bytes().length != AXdrReader.DESCRIPTOR_BYTES) {
                return null;
            }
            byte[] octets = descriptor.bytes();
            Obis code = new Obis(AXdr.unsigned(octets, CODE_OFFSET, CODE_OFFSET + Obis.GROUPS));
            described.add(new Attribute(octets[1] & 0xFF, code, octets[CODE_OFFSET + Obis.GROUPS], pair.items().get(1)));
        }
        return described.isEmpty() ? null : new RegisterList(Dialect.CZECHIA, 0, elements(described), List.of());
    }

    /** An attribute of an object (IEC 62056-6-2), as the message describes it. */
    private record Attribute(long classId, Obis code, long attributeId, AXdr value) {
        private boolean isValue() {
            return attributeId == VALUE_ATTRIBUTE && VALUE_CLASSES.contains((int) classId);
        }

        private @Nullable Scale scale() {
            return attributeId == SCALER_UNIT_ATTRIBUTE ? RegisterList.scale(value) : null;
        }
    }

    /** Returns the registers in attributes. A scaler and unit is no register, but the scale of the value with the same code. */
    private static List<Element> elements(List<Attribute> described) {
        Map<Obis, Scale> scales = new HashMap<>();
        List<Attribute> registers = new ArrayList<>();
        for (Attribute attribute : described) {
            Scale scale = attribute.scale();
            if (scale == null) {
                registers.add(attribute);
            } else {
                scales.put(attribute.code, scale);
            }
        }
        return registers.stream().map(attribute -> new Element(attribute.code, attribute.value,
                attribute.isValue() ? scales.get(attribute.code) : null, !attribute.isValue())).toList();
    }

    /**
     * Parses a push object list that precedes its values: {@code structure(n) {array(n) of {class, code, attribute, index}, n-1
     * values}}. The first descriptor is the list itself and has no further value. Landis+Gyr E450, E570, E360; Iskra
     * AM550 in Switzerland.
     */
    private static @Nullable RegisterList withPushObjects(AXdr body) {
        if (!(body instanceof AXdr.Group list) || list.type() != Type.STRUCTURE || list.items().isEmpty()
                || !(list.items().get(0) instanceof AXdr.Group descriptors) || descriptors.type() != Type.ARRAY
                || descriptors.items().size() != list.items().size()) {
            return null;
        }
        List<Attribute> described = new ArrayList<>();
        for (int i = 0; i < list.items().size(); i++) {
            Attribute attribute = attributeOf(descriptors.items().get(i), list.items().get(i));
            if (attribute == null) {
                return null;
            }
            described.add(attribute);
        }
        Obis first = described.get(0).code;
        int channel = first.c() == PUSH_SETUP ? first.b() : 0;
        return new RegisterList(LANDIS_GYR_LISTS.contains(channel) ? Dialect.LANDIS_GYR : null, channel, elements(described), List.of());
    }

    private static @Nullable Attribute attributeOf(AXdr item, AXdr value) {
        if (!(item instanceof AXdr.Group parts) || parts.type() != Type.STRUCTURE || parts.items().size() != DESCRIPTOR_TYPES.length) {
            return null;
        }
        for (int i = 0; i < DESCRIPTOR_TYPES.length; i++) {
            if (parts.items().get(i).type() != DESCRIPTOR_TYPES[i]) {
                return null;
            }
        }
        Obis code = parts.items().get(1).obis();
        return code == null ? null : new Attribute(((AXdr.Whole) parts.items().get(0)).bits(), code,
                ((AXdr.Whole) parts.items().get(2)).bits(), value);
    }

    /**
     * Parses registers with their codes: {code, value} or {code, value, {scaler, unit}}, each in a separate structure
     * (Aidon, Landis+Gyr in Norway), all in one flat structure (Kamstrup, Kaifa in Sweden; with scalers Kaifa and Sagemcom
     * in Austria), or some in each way (Kaifa in Poland). One-phase meters send null-data for missing codes, which is skipped,
     * and for missing values: such a register is an element without a number. Values without a code are the list's name
     * (Kamstrup), the clock or the meter's number (Austria).
     */
    private static @Nullable RegisterList withCodes(AXdr body) {
        if (!(body instanceof AXdr.Group list)) {
            return null;
        }
        List<AXdr> items = list.items();
        List<Element> elements = new ArrayList<>();
        List<AXdr.Bytes> outside = new ArrayList<>();
        int flat = 0;
        int nested = 0;
        int at = 0;
        while (at < items.size()) {
            ParsedRegister found = items.get(at) instanceof AXdr.Group group ? nestedRegister(group) : registerAt(items, at);
            if (found != null) {
                elements.add(found.element());
                flat += items.get(at) instanceof AXdr.Group ? 0 : 1;
                nested += items.get(at) instanceof AXdr.Group ? 1 : 0;
                at += found.count();
            } else if (items.get(at) instanceof AXdr.Nothing) {
                at++;
            } else if (items.get(at) instanceof AXdr.Bytes bare) {
                if (bare.type() == Type.VISIBLE_STRING && elements.isEmpty()) {
                    elements.add(Element.of(LIST_NAME, bare));
                } else {
                    outside.add(bare);
                }
                at++;
            } else {
                return null;
            }
        }
        return nested == 0 && flat < FEWEST_FLAT ? null : new RegisterList(null, 0, elements, outside);
    }

    /**
     * Returns the register in a structure that begins with a code; null if the group is no such structure, or holds several
     * registers. If the structure holds more than code, value and scale, the whole structure is the register's value.
     */
    private static @Nullable ParsedRegister nestedRegister(AXdr.Group group) {
        List<AXdr> items = group.items();
        if (group.type() != Type.STRUCTURE || items.stream().filter(item -> item.obis() != null).count() > 2) {
            return null;
        }
        ParsedRegister found = registerAt(items, 0);
        return found == null ? null : new ParsedRegister(found.count() == items.size() ? found.element()
                : new Element(found.element().obis(), group, null, false), 1);
    }

    private static @Nullable ParsedRegister registerAt(List<AXdr> items, int at) {
        Obis obis = at + 1 < items.size() ? items.get(at).obis() : null;
        if (obis == null) {
            return null;
        }
        Scale scale = at + 2 < items.size() ? scale(items.get(at + 2)) : null;
        return new ParsedRegister(new Element(obis, items.get(at + 1), scale, false), scale == null ? 2 : 3);
    }

    private static @Nullable Scale scale(AXdr value) {
        return value instanceof AXdr.Group pair && pair.type() == Type.STRUCTURE && pair.items().size() == 2
                && pair.items().get(0) instanceof AXdr.Whole exponent && exponent.type() == Type.INTEGER
                && pair.items().get(1) instanceof AXdr.Whole unit && unit.type() == Type.ENUM
                ? new Scale((int) exponent.bits(), (int) unit.bits()) : null;
    }
}
