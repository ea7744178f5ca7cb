/**
 * Records minutes, hours, days, M-Bus readings and events in SQLite, MariaDB, MySQL or PostgreSQL, and reads them back
 * for charts and exports. The charts are in {@code output.http}.
 */
package org.dbusp1.output.history;
