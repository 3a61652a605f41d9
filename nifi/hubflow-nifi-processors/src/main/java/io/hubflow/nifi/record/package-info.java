/** Rows as records of a FlowFile: newline-delimited JSON of our own, or any format that a Record Writer knows. */
@NullMarked
package io.hubflow.nifi.record;

import org.jspecify.annotations.NullMarked;
