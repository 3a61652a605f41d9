/** Snowflake for NiFi flows, over the real driver. */
@NullMarked
package io.hubflow.nifi.snowflake;

import org.jspecify.annotations.NullMarked;
