package org.dbusp1.simulator;

import java.time.LocalTime;
import java.util.List;

/**
 * A load that runs at its time of day.
 *
 * @param name        seed of its random times
 * @param phase       0 to 2
 * @param watts       power while it heats or turns
 * @param vars        reactive power while it heats or turns, inductive above 0
 * @param usual       usual start, by local time
 * @param earlyOrLate greatest deviation from the usual start, in minutes
 * @param minutes     duration in minutes
 * @param heats       seconds of its thermostat's cycle in which it heats
 * @param cycle       seconds of the cycle
 * @param days        days out of ten on which it runs
 */
record Appliance(String name, int phase, int watts, int vars, LocalTime usual, int earlyOrLate, int minutes,
                 int heats, int cycle, int days) {
    static final List<Appliance> ALL = List.of(
            new Appliance("kettle, breakfast", 1, 2_120, 0, LocalTime.of(7, 10), 25, 3, 1, 1, 10),
            new Appliance("toaster", 2, 950, 0, LocalTime.of(7, 20), 20, 4, 1, 1, 6),
            new Appliance("kettle, morning", 1, 2_120, 0, LocalTime.of(10, 20), 30, 3, 1, 1, 9),
            new Appliance("microwave", 2, 1_250, 160, LocalTime.of(12, 20), 20, 5, 1, 1, 8),
            new Appliance("washing machine, heating", 1, 2_050, 60, LocalTime.of(9, 30), 60, 22, 1, 1, 5),
            new Appliance("washing machine, drum", 1, 240, 210, LocalTime.of(11, 0), 10, 55, 14, 22, 5),
            new Appliance("kettle, afternoon", 1, 2_120, 0, LocalTime.of(15, 30), 30, 3, 1, 1, 9),
            new Appliance("oven", 2, 2_350, 0, LocalTime.of(17, 40), 25, 42, 85, 140, 6),
            new Appliance("hob", 0, 1_780, 0, LocalTime.of(18, 0), 20, 28, 9, 14, 9),
            new Appliance("dishwasher", 2, 1_960, 20, LocalTime.of(19, 40), 30, 24, 1, 1, 7),
            new Appliance("lights", 0, 165, -25, LocalTime.of(18, 30), 30, 285, 1, 1, 10),
            new Appliance("television", 1, 135, -30, LocalTime.of(19, 50), 20, 150, 1, 1, 8),
            new Appliance("kettle, evening", 1, 2_120, 0, LocalTime.of(20, 40), 30, 3, 1, 1, 9));
}
