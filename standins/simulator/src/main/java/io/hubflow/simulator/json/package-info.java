/** JSON bytes written straight into a buffer, ISO-8601 instants, and the hash every generated value comes from. */
@NullMarked
package io.hubflow.simulator.json;

import org.jspecify.annotations.NullMarked;
