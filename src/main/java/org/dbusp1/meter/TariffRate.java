package org.dbusp1.meter;

/** The meaning of a tariff's number to the owner; it differs between countries. */
public enum TariffRate {
    /** At night and at weekends. */
    LOW,
    /** At all other times; by day. */
    NORMAL
}
