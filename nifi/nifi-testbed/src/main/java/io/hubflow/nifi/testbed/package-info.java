/** A real NiFi, started and steered: for the tests of the connector and for its demonstration. */
@NullMarked
package io.hubflow.nifi.testbed;

import org.jspecify.annotations.NullMarked;
