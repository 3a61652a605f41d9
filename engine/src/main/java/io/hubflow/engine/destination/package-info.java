/** The port to a warehouse: typed rows in, one transaction with the checkpoint out. */
@NullMarked
package io.hubflow.engine.destination;

import org.jspecify.annotations.NullMarked;
