/**
 * A simulated house with its meter, which writes messages of every dialect as its standard prints them. It shares no code with the
 * decoders, so that each can be tested against the other. It has its own jar.
 */
@NullMarked
package org.dbusp1.simulator;

import org.jspecify.annotations.NullMarked;
