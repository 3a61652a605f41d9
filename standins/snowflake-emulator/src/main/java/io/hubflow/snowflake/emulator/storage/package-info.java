/** The object store behind the stages of an account in the cloud: what the driver uploads to and downloads from. */
@NullMarked
package io.hubflow.snowflake.emulator.storage;

import org.jspecify.annotations.NullMarked;
