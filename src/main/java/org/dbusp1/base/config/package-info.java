/**
 * How a configuration is read and checked, whatever its keys: types of values, lines, files and options. The keys of the meter
 * are in {@code app.config}, those of an output in its package.
 */
@NullMarked
package org.dbusp1.base.config;

import org.jspecify.annotations.NullMarked;
