/** A slice in, records out. */
@NullMarked
package io.hubflow.nifi.fetch;

import org.jspecify.annotations.NullMarked;
