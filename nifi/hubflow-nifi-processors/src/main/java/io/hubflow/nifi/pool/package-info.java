/** Snowflake as a controller service lends it: kept open, verified, and through pools that others have set up. */
@NullMarked
package io.hubflow.nifi.pool;

import org.jspecify.annotations.NullMarked;
