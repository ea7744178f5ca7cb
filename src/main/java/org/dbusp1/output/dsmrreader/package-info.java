/**
 * Pushes telegrams to the HTTP API of a dsmr-reader. The MQTT topics of dsmr-reader are in {@code output.mqtt}.
 */
package org.dbusp1.output.dsmrreader;
