package org.dbusp1.meter;

/**
 * A country, or the part of one, whose meters have the same rules for their customers' port.
 *
 * @param title   its name in English
 * @param zone    the name of its time zone
 * @param opening steps by which an owner gets the port opened; continues "title: "
 */
public record Country(String title, String zone, String opening) {
    /** Returns what an owner does to get the port opened: "Finland: off until you ask the grid operator". */
    public String advice() {
        return title + ": " + opening;
    }
}
