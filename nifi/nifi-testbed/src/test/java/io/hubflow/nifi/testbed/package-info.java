/** hubflow's NARs and flow definitions in a real NiFi, against the HubSpot stand-in. */
@NullMarked
package io.hubflow.nifi.testbed;

import org.jspecify.annotations.NullMarked;
