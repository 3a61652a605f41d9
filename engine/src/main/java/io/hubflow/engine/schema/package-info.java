/** How a table grows with HubSpot's properties, and never narrows. */
@NullMarked
package io.hubflow.engine.schema;

import org.jspecify.annotations.NullMarked;
