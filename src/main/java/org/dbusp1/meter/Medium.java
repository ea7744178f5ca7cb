package org.dbusp1.meter;

/** The media of M-Bus devices, after the device types of EN 13757-3. */
public enum Medium {
    ELECTRICITY, GAS, WATER, HOT_WATER, HEAT, COOLING, OTHER;

    /** Returns the medium of a device type, the number that a meter prints at 24.1.0. */
    public static Medium of(int type) {
        return switch (type) {
            case 2 -> ELECTRICITY;
            case 3 -> GAS;
            case 4, 12, 13 -> HEAT;
            case 6, 21 -> HOT_WATER;
            case 7, 22 -> WATER;
            case 10, 11 -> COOLING;
            default -> OTHER;
        };
    }
}
