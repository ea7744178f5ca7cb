/**
 * The facts about each family of meters, one file for a country or a kind of meter, and the registry of them all.
 */
package org.dbusp1.meter.dialect;
