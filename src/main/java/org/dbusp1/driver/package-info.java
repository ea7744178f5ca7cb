/**
 * The running driver of one meter: its threads, the pipeline from the source to the outputs, the probe for line settings,
 * and the facts that the driver remembers over restarts. It reads no configuration; {@code app.assembly} makes its parts.
 */
@NullMarked
package org.dbusp1.driver;

import org.jspecify.annotations.NullMarked;
