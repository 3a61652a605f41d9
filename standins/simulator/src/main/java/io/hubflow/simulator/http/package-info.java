/** A small HTTP/1.1 server whose every byte and connection can be spoiled on purpose. */
@NullMarked
package io.hubflow.simulator.http;

import org.jspecify.annotations.NullMarked;
