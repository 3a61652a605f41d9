/** From HubSpot's wire text to typed columns: column types, values, content hashes, rows. */
@NullMarked
package io.hubflow.engine.typing;

import org.jspecify.annotations.NullMarked;
