/** Rows into Snowflake: spooled, staged, merged in one guarded transaction; nothing but {@code java.sql} is asked of the driver. */
@NullMarked
package io.hubflow.snowflake;

import org.jspecify.annotations.NullMarked;
