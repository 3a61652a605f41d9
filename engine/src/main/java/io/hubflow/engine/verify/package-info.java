/** Proves that tables hold what HubSpot has, names what differs, and repairs it. */
@NullMarked
package io.hubflow.engine.verify;

import org.jspecify.annotations.NullMarked;
