/**
 * What this program can be told: the tables of its keys, the options of {@code run}, and the choice of a source. An output has its keys
 * in its own package; how files and options are read is in {@code base.config}.
 */
@NullMarked
package org.dbusp1.app.config;

import org.jspecify.annotations.NullMarked;
