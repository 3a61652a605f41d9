/** The wire protocol and the admin API. */
@NullMarked
package io.hubflow.snowflake.emulator.http;

import org.jspecify.annotations.NullMarked;
