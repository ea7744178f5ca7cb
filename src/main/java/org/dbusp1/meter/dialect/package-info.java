/**
 * The facts about each family of meters, one file for a country or a kind of meter, and the registry of all families.
 */
package org.dbusp1.meter.dialect;
