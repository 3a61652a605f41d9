/** HubSpot's definitions as tables. */
@NullMarked
package io.hubflow.nifi.schema;

import org.jspecify.annotations.NullMarked;
