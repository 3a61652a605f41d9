/** Records into warehouse tables. */
@NullMarked
package io.hubflow.nifi.put;

import org.jspecify.annotations.NullMarked;
